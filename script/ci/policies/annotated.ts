/** Objects that break rules, with waivers on themselves: whole ones, and ones that lack something, so that `check` and an API server can be held side by side. */
import { groupKindOf } from '../../../policies/judge.ts';
import { at, isFields, parseManifests, Source, type Fields, type Manifest, type Path } from '../../../policies/manifests/index.ts';
import { shapeOfKind } from '../../../policies/shapes.ts';
import { annotationOf, placesOf } from '../../../policies/waivers/annotation.ts';
import { jsonOf, type Fixture } from './fixtures.ts';

/** Long gone, whatever clock is asked. */
const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

const lines = { reason: 'reason: it is a case', approver: 'approver: nobody', ticket: 'ticket: CASE-1', expires: 'expires: 9999-12-31' } as const;
type Changed = Partial<Record<keyof typeof lines, string>>;

const value = (changed: Changed = {}): string => `${Object.values({ ...lines, ...changed }).filter((line) => line !== '').join('\n')}\n`;

export const whole = value();
export const expired = value({ expires: `expires: ${yesterday}` });

/** By what they are, the values that a waiver may be written as; those after the first three are none. */
const values: Readonly<Record<string, string>> = {
  'in another order': `${Object.values(lines).reverse().join('\n')}`,
  'with lines between': `\n${Object.values(lines).join('\n\n')}\n\n`,
  'on a leap day': value({ expires: 'expires: 2400-02-29' }),
  expired,
  'without reason': value({ reason: '' }),
  'without approver': value({ approver: '' }),
  'without ticket': value({ ticket: '' }),
  'without expires': value({ expires: '' }),
  'with an empty reason': value({ reason: 'reason: ' }),
  'with a reason of quotes': value({ reason: 'reason: ""' }),
  'with a reason twice': `${whole}reason: another\n`,
  'with a field that there is not': `${whole}until: tomorrow\n`,
  'with a day that there is not': value({ expires: 'expires: 2027-02-29' }),
  'with a time': value({ expires: 'expires: 9999-12-31T00:00:00Z' }),
  'of carriage returns': whole.replaceAll('\n', '\r\n'),
  'in JSON': JSON.stringify({ reason: 'a case', approver: 'nobody', ticket: 'CASE-1', expires: '9999-12-31' }),
  'longer than a reason is': value({ reason: `reason: ${'long '.repeat(300)}` }),
};

/** Where a value of an object is put, with what leads there. */
function put(fields: Fields, [key, ...rest]: readonly string[], given: Fields): Fields {
  if (key === undefined) return { ...fields, ...given };
  const inside = at(fields, key);
  return { ...fields, [key]: put(isFields(inside) ? inside : {}, rest, given) };
}

export function annotated(manifest: Manifest, place: Path, rules: readonly string[], text: string): Manifest {
  const object = put(manifest.object, place.map(String), Object.fromEntries(rules.map((rule) => [annotationOf(rule), text])));
  const [made] = parseManifests(new Source(`${manifest.kind}.json`, jsonOf(object))).manifests;
  if (!made) throw new Error(`${manifest.title} with an annotation is no manifest`);
  return made;
}

/** Each broken object with its rules waived at each place, and with the first of them waived by one of the other values, in turn. `rulesOf` are those that it breaks. */
export function annotatedOf(fixtures: readonly Fixture[], rulesOf: (manifest: Manifest) => readonly string[]): Fixture[] {
  const broken = fixtures.map((fixture) => ({ ...fixture, rules: rulesOf(fixture.manifest) })).filter(({ rules }) => rules.length > 0);
  const turns = Object.entries(values);
  return broken.flatMap(({ name, manifest, rules }, i) => {
    const places = placesOf(shapeOfKind.get(groupKindOf(manifest)));
    const [word = '', text = ''] = turns[i % turns.length] ?? [];
    const place = places[i % places.length] ?? [];
    return [
      ...places.map((one) => ({ name: `${name}, waived in ${one.join('.')}`, manifest: annotated(manifest, one, rules, whole) })),
      { name: `${name}, waived ${word} in ${place.join('.')}`, manifest: annotated(manifest, place, rules.slice(0, 1), text) },
    ];
  });
}
