/** The issuer's page, on which a payer proves to be the cardholder or does not. */
import type { Outgoing } from '../frame/part.ts';
import type { Payment } from './account.ts';

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

export function challengePage({ intent, method }: Payment): Outgoing {
  const button = (outcome: string, text: string) => `<form method="post" action="/challenge/${escaped(intent.id)}/${outcome}"><button>${text}</button></form>`;
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Your bank</title><h1>Is it you?</h1><p>${intent.amount} ${escaped(intent.currency.toUpperCase())} in minor units, card ending in ${escaped(method.facts.last4)}</p>${button('approve', 'It is me')}${button('fail', 'It is not')}</html>`;
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

/** Where the browser goes then: what it says is for people, and no proof of anything. */
export function wayBack({ intent, returnUrl }: Payment): string {
  const url = new URL(returnUrl ?? 'https://shop.example/');
  url.searchParams.set('payment_intent', intent.id);
  url.searchParams.set('payment_intent_client_secret', intent.client_secret ?? '');
  url.searchParams.set('redirect_status', intent.status === 'requires_capture' || intent.status === 'succeeded' ? 'succeeded' : 'failed');
  return url.href;
}
