import { describe, expect, it } from '@jest/globals';
import { plan } from '../../../constructs/plan.ts';
import { prod } from '../../../environments/prod.ts';
import { services } from '../../../services/registry.ts';
import type { Kind } from './attempt.ts';
import { identitiesOf, spiffeOf } from './identity.ts';
import { attemptsOn } from './matrix.ts';
import { Issuer } from './tokens.ts';

const planned = plan(services, prod);
const world = { identities: identitiesOf(planned), tokens: new Issuer(planned) };
const all = planned.services.flatMap((service) => attemptsOn(service, world));
const at = (callee: string, operation: string, kind: Kind) => all.filter((one) => one.callee === callee && one.operation === operation && one.kind === kind);
const callers = (callee: string, operation: string, kind: Kind) => new Set(at(callee, operation, kind).flatMap(({ caller }) => (caller ? [spiffeOf(caller)] : [])));

const cards = 'spiffe://cluster.local/ns/guichet-cardholder/sa/cards';
const cardEntry = 'spiffe://cluster.local/ns/guichet-cardholder/sa/card-entry';

describe('the attempts on a service', () => {
  it('hold every declared call, by whoever declared it', () => {
    for (const { name, inbound } of planned.services) {
      for (const { peer, operations } of inbound) for (const operation of operations) expect(callers(name, operation.name, 'declared call')).toContain(`spiffe://cluster.local/ns/${peer.namespace}/sa/${peer.name}`);
    }
  });

  it('hold every operation behind a public door, by the ingress gateway of its zone', () => {
    expect(callers('gateway', 'refund', 'declared call')).toEqual(new Set(['spiffe://cluster.local/ns/guichet-edge-ingress/sa/ingress']));
  });

  it('try an operation with everybody else, callers of other operations included', () => {
    const others = callers('vault', 'detokenise', 'another identity');
    expect(others).toContain(cardEntry);
    expect(others).not.toContain(cards);
    expect(others.size).toBe(world.identities.length - 1 + 2);
  });

  it('try an operation that nobody calls with everybody', () => {
    expect(callers('vault', 'destroyToken', 'another identity').size).toBe(world.identities.length + 1);
  });

  it('leave out methods that are declared on the same path', () => {
    expect(at('gateway', 'readBasket', 'another method').filter(({ how }) => how === 'PATCH')).toEqual([]);
    expect(at('gateway', 'readBasket', 'another method').map(({ how }) => how)).toContain('DELETE');
  });

  it('let a token without the second factor through a door, and stop it behind it', () => {
    const how = (callee: string, kind: Kind) => at(callee, 'refund', kind).map((one) => `${one.how}: ${one.expect}`);
    expect(how('gateway', 'declared call')).toEqual(expect.arrayContaining(['role till, whose second factor the program asks for: answered', 'after a second factor: answered']));
    expect(how('gateway', "without the end user's right token")).not.toContain('no second factor: denied');
    expect(how('payments', "without the end user's right token")).toContain('no second factor: denied');
  });

  it('ask beforehand as a browser does, without a token, wherever calls of other origins are declared, and are refused elsewhere', () => {
    const asked = all.filter(({ method, headers }) => method === 'OPTIONS' && headers?.['access-control-request-method']);
    const answered = asked.filter((one) => one.expect === 'answered');
    const operations = planned.services.find(({ name }) => name === 'gateway')?.operations ?? [];
    expect(answered.map(({ callee, operation, token }) => [callee, operation, token])).toEqual(operations.filter(({ user }) => user).map(({ name }) => ['gateway', name, undefined]));
    expect(at('gateway', 'refund', 'another identity').filter((one) => asked.includes(one)).length).toBe(world.identities.length - 1 + 2);
    expect(at('gateway', 'receiveWebhook', 'another method').filter((one) => asked.includes(one)).map((one) => one.expect)).toEqual(['denied']);
    expect(at('card-entry', 'tokeniseCard', 'another method').filter((one) => asked.includes(one)).map((one) => one.expect)).toEqual(['denied']);
  });

  it('try every role that is not allowed, and a missing second factor where one is asked', () => {
    const how = at('ledger', 'importSettlement', "without the end user's right token").map((one) => one.how);
    expect(how).toEqual(expect.arrayContaining(['no token', 'expired', 'another issuer', 'another audience', 'role customer', 'no second factor']));
  });
});
