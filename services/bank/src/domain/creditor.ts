/** Who is paid, and how their own bank shows that they were: the file `creditor.json` of the secret `xs2a`. */
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';

export const Creditor = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 70 }),
    iban: Type.String({ pattern: '^[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}$' }),
    /** Ours, IPv4: said where the payer's is not known (parameter PSU-IP-Address). */
    address: Type.String({ pattern: '^(?:\\d{1,3}\\.){3}\\d{1,3}$' }),
    /** The account as its bank names it, and the standing consent to read its statement. */
    account: Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$' }),
    consent: Type.String({ pattern: '^[\\x21-\\x7e]{1,128}$' }),
  },
  { additionalProperties: false },
);
export type Creditor = Static<typeof Creditor>;

const creditor = Compile(Creditor);

/** Throws an Error that names each fault and repeats nothing of the file. */
export function readCreditor(text: string): Creditor {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('creditor.json is no JSON');
  }
  if (!creditor.Check(value)) throw new Error(`creditor.json: ${creditor.Errors(value).map(({ instancePath, message }) => `${instancePath} ${message}`.trim()).join(', ')}`);
  return value;
}
