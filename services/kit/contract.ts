/** What the events of a topic say, beside its declaration by the service that publishes it: both sides are held to it. */
import type { Transaction } from 'kysely';
import type { Static, TObject } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import type { Topic } from '../../constructs/declaration/index.ts';
import { publish, type Event } from './events.ts';

type Types = Readonly<Record<string, TObject>>;

/** A topic, and the schema of each type of event in it. */
export interface Contract<T extends Types = Types> {
  readonly topic: Topic;
  readonly types: T;
}

export const contract = <const T extends Types>(topic: Topic, types: T): Contract<T> => ({ topic, types });

/** The events of a contract, told apart by `type`. */
export type Told<C extends Contract> = { readonly [Type in keyof C['types'] & string]: { readonly type: Type; readonly payload: Static<C['types'][Type]> } }[keyof C['types'] & string];

/** An event that is not what its contract says. A publisher has written nothing; a consumer must not pass over it. */
export class ContractError extends Error {
  constructor(topic: string, type: string, faults: readonly string[]) {
    super(`${topic}: ${type} ${faults.join('; ')}`);
    this.name = 'ContractError';
  }
}

const validators = new WeakMap<TObject, Validator>();

function faultsOf(schema: TObject, payload: unknown): string[] {
  const validator = validators.get(schema) ?? Compile(schema);
  validators.set(schema, validator);
  return validator.Check(payload) ? [] : validator.Errors(payload).map(({ instancePath, message }) => `${instancePath || 'payload'} ${message}`);
}

/** Publishes what the contract allows. Throws a {@link ContractError} otherwise. */
export async function tell<T, C extends Contract>(trx: Transaction<T>, { topic, types }: C, key: string, { type, payload }: Told<C>): Promise<string> {
  const schema = types[type];
  const faults = schema ? faultsOf(schema, payload) : ['is no type of this topic'];
  if (faults.length > 0) throw new ContractError(topic.name, type, faults);
  return publish(trx, topic, { key, type, payload });
}

/** Reads an event. `undefined` for a type that was added after this program was built; throws a {@link ContractError} for a malformed one. */
export function told<C extends Contract>({ topic, types }: C, { type, payload }: Event): Told<C> | undefined {
  const schema = types[type];
  if (!schema) return undefined;
  const faults = faultsOf(schema, payload);
  if (faults.length > 0) throw new ContractError(topic.name, type, faults);
  return { type, payload } as Told<C>;
}
