import { describe, expect, it } from '@jest/globals';
import { callerOf, identityHeaders } from './caller.ts';

const cards = 'spiffe://cluster.local/ns/guichet-cardholder/sa/cards';
const web = 'spiffe://cluster.local/ns/guichet-edge/sa/gateway';

const of = (value: string) => callerOf({ 'x-forwarded-client-cert': value });

describe('the calling workload', () => {
  it.each([
    ['the proxy’s element', `By=spiffe://cluster.local/ns/guichet-cardholder/sa/vault;Hash=468ed33b;Subject="";URI=${cards}`, 'cards'],
    ['the last of several, which is the proxy’s', `Hash=1;URI=${cards},Hash=2;URI=${web}`, 'gateway'],
    ['a subject with every sign in it', `Hash=1;Subject="CN=a,O=\\"b;URI=${cards}\\"";URI=${web}`, 'gateway'],
    ['nobody', '', undefined],
    ['nobody in a claim that is no URI of the mesh', 'URI=https://cards', undefined],
    ['nobody where the proxy’s own element names none', `URI=${cards},Hash=1;Subject=""`, undefined],
    ['nobody in a quoted name', `Subject="URI=${cards}"`, undefined],
  ])('is %s', (_, value, name) => expect(of(value)).toBe(name));

  it('is nobody without the header, and whom a program names where there is no mesh', () => {
    expect([callerOf({}), callerOf(identityHeaders(undefined)), callerOf(identityHeaders(cards))]).toEqual([undefined, undefined, 'cards']);
  });
});
