/** Values for parameters: of the type that the default has, and in the form that the rule asks for. */
import type { Value } from '../manifests/index.ts';
import type { Param, Rule } from '../rule.ts';

/** What CEL's `int` holds. */
const isInt = (value: bigint): boolean => BigInt.asIntN(64, value) === value;

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((item) => typeof item === 'string');

/** A parameter as people write and read it; on the command line too. */
export const paramText = (param: Param): string => (typeof param === 'object' ? param.join(',') : String(param));

const typeOf = (param: Param): string => ({ string: 'a text', bigint: 'a whole number of 64 bits', boolean: 'true or false', object: 'a list of texts' })[typeof param as 'string' | 'bigint' | 'boolean' | 'object'];

function typed(value: Value, like: Param): Param | undefined {
  if (typeof like === 'object') return isTexts(value) ? value : undefined;
  if (typeof like === 'bigint') return typeof value === 'bigint' && isInt(value) ? value : undefined;
  return (typeof value === 'string' || typeof value === 'boolean') && typeof value === typeof like ? value : undefined;
}

const shown = (value: Value): string => (typeof value === 'bigint' ? String(value) : JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)));

/** A default as an example; of a long list its beginning. */
const example = (like: Param): string => (typeof like === 'object' && like.length > 2 ? `${shown(like.slice(0, 2)).slice(0, -1)},...]` : shown(like));

/** The value for a rule's parameter, or what is wrong with it. */
export function paramOf(rule: Rule, name: string, value: Value): { readonly param: Param } | { readonly wrong: string } {
  const like = Object.hasOwn(rule.params ?? {}, name) ? rule.params?.[name] : undefined;
  const names = Object.keys(rule.params ?? {}).filter((one) => one !== 'kubernetes');
  if (name === 'kubernetes' && like !== undefined) return { wrong: `${rule.id} is not of a Kubernetes of its own: set it for all rules, by kubernetes: '1.33' in a file or --kubernetes 1.33` };
  if (like === undefined) return { wrong: `${rule.id} has no parameter ${name}: ${names.length > 0 ? `it has ${names.join(', ')}` : 'it has none'}` };
  const param = typed(value, like);
  if (param === undefined) return { wrong: `${rule.id}: ${name} is ${shown(value)}: it must be ${typeOf(like)}, such as ${example(like)}, its default` };
  const form = rule.forms?.[name];
  if (form && typeof param === 'string' && !form.pattern.test(param)) return { wrong: `${rule.id}: ${name} is ${shown(value)}: it must be ${form.said}` };
  return { param };
}

/** A word of the command line as a value of the type that the parameter has; of another type it stays a text, which {@link paramOf} refuses. */
export function valueOf(word: string, like: Param | undefined): Value {
  if (typeof like === 'object') return word === '' ? [] : word.split(',').map((item) => item.trim());
  if (typeof like === 'bigint' && /^-?\d+$/.test(word)) return BigInt(word);
  if (typeof like === 'boolean' && (word === 'true' || word === 'false')) return word === 'true';
  return word;
}
