/** The issuer's page: the documented password approves, anything else fails. */
import type { Outgoing } from '../frame/part.ts';
import type { Payment } from './account.ts';
import { password } from './cards.ts';

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

export const challengePage = ({ psp, amount }: Payment): Outgoing => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Your bank</title><h1>Is it you?</h1><p>${amount.value} ${escaped(amount.currency)} in minor units</p><form method="post" action="/threeDS/${escaped(psp)}"><label>Password (it is “${password}”) <input name="password" type="password"></label><button>Go on</button></form></html>`,
});
