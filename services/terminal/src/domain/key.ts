/** The key that protects nexo messages end to end: the file `nexo-key.json` of the secret `terminal`, as the terminal's own settings name its parts. */
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';

export const NexoKey = Type.Object(
  { KeyIdentifier: Type.String({ minLength: 1 }), KeyVersion: Type.Integer({ minimum: 0 }), AdyenCryptoVersion: Type.Integer({ minimum: 1 }), Passphrase: Type.String({ minLength: 1 }) },
  { additionalProperties: false },
);
export type NexoKey = Static<typeof NexoKey>;

const nexoKey = Compile(NexoKey);

/** Throws an Error that repeats nothing of the file. */
export function readNexoKey(text: string): NexoKey {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('nexo-key.json is no JSON');
  }
  if (!nexoKey.Check(value)) throw new Error(`nexo-key.json: ${nexoKey.Errors(value).map(({ instancePath, message }) => `${instancePath} ${message}`.trim()).join(', ')}`);
  return value;
}
