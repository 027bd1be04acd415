/** Kubernetes' library of named formats (1.31): `format.dns1123Label().validate(text)` is none where the text is sound, else what is wrong. */
import { celFunc, celList, celMethod, CelScalar, type CelFunc, type CelMap } from '@bufbuild/cel';
import { faultsOf, formatNames, type FormatName } from '../formats.ts';
import { none, Opaque, some } from '../opaque.ts';

const { DYN, STRING } = CelScalar;

const formatsByName = new Opaque<FormatName>('format');
const made = new Map<string, CelMap>(formatNames.map((name) => [name, formatsByName.of(name, name)]));

const named = (name: string): CelMap => {
  const format = made.get(name);
  return format ? some(format) : none;
};

function validate(format: FormatName, text: string): CelMap {
  const faults = faultsOf(format, text);
  return faults.length === 0 ? none : some(celList(faults));
}

export const formats: readonly CelFunc[] = [
  celFunc('format.named', [STRING], DYN, named),
  ...[...made].map(([name, format]) => celFunc(`format.${name}`, [], DYN, () => format)),
  celMethod('validate', DYN, [STRING], DYN, function (text) { return validate(formatsByName.read(this), text); }),
];
