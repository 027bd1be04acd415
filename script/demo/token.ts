/**
 * Prints an access token of somebody who can sign in at the running counter, by the real protocol.
 *
 *   curl -H "Authorization: Bearer $(node script/run.mjs script/demo/token.ts customer)" ...
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { signIn } from '../../services/sandbox/identity/sign-in.ts';
import { clientOf } from './users.ts';
import { codeOf, readUsers } from '../../services/sandbox/identity/src/users.ts';

const folder = resolve(process.env['GUICHET_FOLDER'] || resolve(import.meta.dirname, '..', '..', '.guichet'));
const [name, factor] = process.argv.slice(2);

const addresses = Compile(Type.Object({ issuer: Type.String() }));

function issuerOf(text: string): string {
  const read: unknown = JSON.parse(text);
  if (addresses.Check(read)) return read.issuer;
  throw new Error(`${folder}/addresses.json names no issuer`);
}

try {
  const issuer = issuerOf(readFileSync(`${folder}/addresses.json`, 'utf8'));
  const users = readUsers(readFileSync(`${folder}/users.json`, 'utf8'));
  const user = users.find((one) => one.name === name);
  if (!user) throw new Error(`name one of ${users.map((one) => one.name).join(', ')}, and --mfa for the second factor`);
  console.log(await signIn({ issuer, client: clientOf(user), name: user.name, password: user.password, ...(factor === '--mfa' && { code: codeOf(user, Date.now()) }) }));
} catch (error) {
  console.error(`guichet: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
