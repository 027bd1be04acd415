/** Equality of CEL: numbers across their types, lists and maps by what they hold. */
import { isCelList, isCelMap, isCelUint, type CelValue } from '@bufbuild/cel';
import { equals } from '@bufbuild/protobuf';
import { isReflectMessage } from '@bufbuild/protobuf/reflect';

const isNumber = (value: CelValue): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';
const plain = (value: CelValue): CelValue => (isCelUint(value) ? value.value : value);

export function equal(left: CelValue, right: CelValue): boolean {
  const [a, b] = [plain(left), plain(right)];
  if (a === b) return true;
  if (isNumber(a) && isNumber(b)) return a == b;
  if (isCelList(a) && isCelList(b)) {
    const others = [...b];
    return a.size === b.size && [...a].every((item, i) => others[i] !== undefined && equal(item, others[i]));
  }
  if (isCelMap(a) && isCelMap(b)) {
    return a.size === b.size && [...a.entries()].every(([key, value]) => {
      const other = b.get(key);
      return other !== undefined && equal(value, other);
    });
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) return a.length === b.length && a.every((byte, i) => byte === b[i]);
  return isReflectMessage(a) && isReflectMessage(b) && a.desc.typeName === b.desc.typeName && equals(a.desc, a.message, b.message);
}
