/** YAML as Kubernetes' own tools read it (go-yaml), which is neither 1.1 nor 1.2: `0644` is octal, `on` and `y` are true, `1:30` and dates are text. */
import { CORE_SCHEMA, defineScalarTag, floatCoreTag, mergeTag, NOT_RESOLVED } from 'js-yaml';

const truths: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'y', 'on'].flatMap((word) => spellings(word).map((one) => [one, true] as const)),
  ...['false', 'no', 'n', 'off'].flatMap((word) => spellings(word).map((one) => [one, false] as const)),
]);

const longest = Math.max(...[...truths.keys()].map(({ length }) => length));

function spellings(word: string): string[] {
  return [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()];
}

const boolTag = defineScalarTag<boolean>('tag:yaml.org,2002:bool', {
  implicit: true,
  implicitFirstChars: [...'tTfFyYnNoO'],
  // Most of what begins like one of them is a longer word, and need not be looked up.
  resolve: (source) => (source.length <= longest ? truths.get(source) : undefined) ?? NOT_RESOLVED,
  identify: (value) => typeof value === 'boolean',
  represent: String,
});

const integer = /^[-+]?(?:0[bB][01]+|0[oO]?[0-7]+|0[xX][\da-fA-F]+|0|[1-9]\d*)$/;
const least = -(2n ** 63n);
const most = 2n ** 64n - 1n;

/** Underscores are dropped wherever they stand. What lies beyond 64 bits is left to be a double, as go-yaml does. */
function readInteger(source: string): bigint | typeof NOT_RESOLVED {
  const plain = source.replaceAll('_', '');
  if (!integer.test(plain)) return NOT_RESOLVED;
  const digits = plain.replace(/^[-+]/, '');
  const value = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const signed = source.startsWith('-') ? -value : value;
  return signed < least || signed > most ? NOT_RESOLVED : signed;
}

const known = new Map<string, bigint>();

/** Ports, replicas and the like stand in thousands of files: each is read and kept once. */
function integerOf(source: string): bigint | typeof NOT_RESOLVED {
  if (source.length > 5) return readInteger(source);
  const told = known.get(source);
  if (told !== undefined) return told;
  const value = readInteger(source);
  if (typeof value === 'bigint') known.set(source, value);
  return value;
}

const intTag = defineScalarTag<bigint>('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: [...'-+0123456789'],
  resolve: integerOf,
  identify: (value) => typeof value === 'bigint',
  represent: String,
});

const texts = new Map<string, string>();

const anything = /^/;

/** What the parser has joined line by line is to V8 a tree of its pieces until a pattern reads it; from then on the pieces need not be kept. */
function joined(source: string): string {
  anything.test(source);
  return source;
}

/** Keys and values that thousands of files share are held once. */
function held(source: string): string {
  if (source.length > 64) return joined(source);
  const known = texts.get(source);
  if (known !== undefined) return known;
  texts.set(source, source);
  return source;
}

const textTag = defineScalarTag<string>('tag:yaml.org,2002:str', { resolve: held, identify: (value) => typeof value === 'string', represent: String });

export const kubernetesSchema = CORE_SCHEMA.withTags(textTag, boolTag, intTag, floatCoreTag, mergeTag);
