/**
 * What does not make sense does not compile: the type check fails when one of these lines begins to compile. Each snippet has one
 * fault, and each directive is followed by a part of the compiler's message, which negative.test.ts compares with what the compiler says: it is refused for the right reason.
 */
import { backup, call, days, get, noBackup, noObjective, outside, post, postgresql, reach, replicas, seconds, secret, service, team } from '../../constructs/declaration/index.ts';
import type { Environment } from '../../constructs/declaration/index.ts';
import { prod } from '../../environments/prod.ts';
import type { ServiceName } from '../../services/registry.ts';

const owner = team({ name: 'tills', group: 'guichet-tills', alerts: 'tills' });
const backups = backup({ retention: days(7), schedule: '0 3 * * *' });
const host = outside({ name: 'bank', purpose: 'balances', hosts: { test: 'test.bank.example', live: 'bank.example' }, timeout: seconds(1) });
const serves = { pay: post('/payments', { timeout: seconds(2), idempotent: 'by-key' }), read: get('/payments/{payment}', { timeout: seconds(1) }) };
const door = { host: 'tills', channels: ['store'], maxBody: 1024, rate: { perSecond: 10, burst: 20 } } as const;

/** What is right in every snippet. */
const sound = {
  purpose: 'takes money in the shop',
  owner,
  port: 8200,
  serves,
  size: 'small',
  scaling: { on: 'cpu', target: 60, replicas: replicas(2, 4), promotions: false },
  objective: { availability: 99.9, latency: { percent: 99, within: 500 } },
} as const;

const inCore = { ...sound, zone: 'core', scope: 'out-of-scope' } as const;
const inCardholder = { ...sound, zone: 'cardholder', scope: 'cde' } as const;

export const ledger = service({ ...inCore, name: 'ledger' });
export const risk = service({ ...inCore, name: 'risk', scope: 'connected' });
export const vault = service({ ...inCardholder, name: 'vault' });
export const connector = service({ ...sound, name: 'connector', zone: 'connectors', scope: 'out-of-scope' });

// Whom a service calls.

// @ts-expect-error Type '"pya"' is not assignable to type 'OperationOf<{ pay: Operation<"/payments">; read: Operation<"/payments/{payment}">; }>'
call(ledger, ['pya'], { during: [] });

// @ts-expect-error Property '[made]' is missing
call({ ...inCore, name: 'impostor', calls: [], reaches: [], publishes: [], consumes: [], secrets: [] }, ['pay'], { during: [] });

// @ts-expect-error Argument of type 'string' is not assignable to parameter
call('ledger', ['pay'], { during: [] });

// @ts-expect-error Source has 0 element(s) but target requires 1
call(ledger, [], { during: [] });

// @ts-expect-error Expected 3 arguments, but got 2
call(ledger, ['pay']);

// @ts-expect-error Type '"pya"' is not assignable to type '"pay" | "read"'
export const misspeltDuring = service({ ...inCore, name: 'tills', calls: [call(ledger, ['pay'], { during: ['pya'] })] });

// @ts-expect-error Type '"pya"' is not assignable to type '"pay" | "read"'
export const misspeltWait = service({ ...inCore, name: 'tills', reaches: [reach(host, { during: ['pya'] })] });

// Who may call whom.

// @ts-expect-error Type '"cardholder"' is not assignable to type '"connectors" | "core"'
export const outsiderToCardholder = service({ ...inCore, name: 'tills', calls: [call(vault, ['pay'], { during: ['pay'] })] });

// @ts-expect-error Type '"core"' is not assignable to type '"cardholder"'
export const cardholderToOutsider = service({ ...inCardholder, name: 'cards', calls: [call(ledger, ['pay'], { during: ['pay'] })] });

// @ts-expect-error Type '"core"' is not assignable to type '"cardholder"'
export const cardholderToCore = service({ ...inCardholder, name: 'cards', calls: [call(risk, ['pay'], { during: ['pay'] })] });

// @ts-expect-error Type '"cardholder"' is not assignable to type '"core" | "edge"'
export const edgeToCardholder = service({ ...sound, name: 'tills', zone: 'edge', scope: 'connected', calls: [call(vault, ['pay'], { during: ['pay'] })] });

// @ts-expect-error Type '"connectors"' is not assignable to type '"core" | "edge"'
export const edgeToConnector = service({ ...sound, name: 'tills', zone: 'edge', scope: 'out-of-scope', calls: [call(connector, ['pay'], { during: ['pay'] })] });

// @ts-expect-error Type '"core"' is not assignable to type '"connectors"'
export const connectorToCore = service({ ...sound, name: 'tills', zone: 'connectors', scope: 'out-of-scope', calls: [call(ledger, ['pay'], { during: ['pay'] })] });

// Scopes and public doors.

// @ts-expect-error Type '"cde"' is not assignable to type '"connected" | "out-of-scope"'
export const cdeInCore = service({ ...sound, name: 'tills', zone: 'core', scope: 'cde' });

// @ts-expect-error Type '"connected"' is not assignable to type '"cde"'
export const connectedInCardholder = service({ ...sound, name: 'tills', zone: 'cardholder', scope: 'connected' });

// @ts-expect-error is not assignable to type 'undefined'
export const storeBehindCardDoor = service({ ...inCardholder, name: 'tills', door, stores: postgresql({ size: '1Gi', backup: backups, durability: 'required' }) });

// @ts-expect-error is not assignable to type 'undefined'
export const doorIntoCore = service({ ...inCore, name: 'tills', door });

// @ts-expect-error is not assignable to type 'undefined'
export const doorIntoConnectors = service({ ...sound, name: 'tills', zone: 'connectors', scope: 'out-of-scope', door });

// Promises and choices that may not be forgotten.

const { objective, ...withoutObjective } = inCore;
// @ts-expect-error Property 'objective' is missing
export const promisesNothing = service({ ...withoutObjective, name: 'tills' });

// @ts-expect-error Expected 1 arguments, but got 0
noObjective();

// @ts-expect-error Argument of type '""' is not assignable to parameter of type 'never'
noObjective('');

const { owner: someone, ...withoutOwner } = inCore;
// @ts-expect-error Property 'owner' is missing
export const belongsToNobody = service({ ...withoutOwner, objective, name: 'tills' });

// @ts-expect-error Type '"reads"' is not assignable to type '"pay" | "read"'
export const unknownJourney = service({ ...inCore, name: 'tills', objective: { ...objective, journeys: [{ name: 'checkout', channels: ['web'], operations: ['reads'], success: 99.5 }] } });

// @ts-expect-error Type '300' is not assignable to type 'LatencyBound'
export const unmeasurable = service({ ...inCore, name: 'tills', objective: { availability: 99.9, latency: { percent: 99, within: 300 } } });

// @ts-expect-error Property 'backup' is missing
postgresql({ size: '1Gi', durability: 'required' });

// @ts-expect-error Argument of type '""' is not assignable to parameter of type 'never'
noBackup('');

// @ts-expect-error Property 'idempotent' is missing
post('/payments', { timeout: seconds(2) });

// @ts-expect-error 'retries' does not exist in type
post('/payments', { timeout: seconds(2), idempotent: false, retries: 2 });

// @ts-expect-error Property 'reason' is missing
export const unexplainedRights = service({ ...inCore, name: 'tills', kubernetes: { rules: [] } });

// @ts-expect-error Source has 0 element(s) but target requires 1
secret('keys', { purpose: 'sign receipts', keys: [], onChange: 'reload' });

// Quantities.

// @ts-expect-error Argument of type '-1' is not assignable to parameter of type 'never'
replicas(-1, 3);

// @ts-expect-error Argument of type '1.5' is not assignable to parameter of type 'never'
replicas(1.5, 3);

// @ts-expect-error Type 'number' is not assignable to type 'Milliseconds'
get('/payments', { timeout: 2000 });

// @ts-expect-error Type '"1GB"' is not assignable to type 'Bytes'
postgresql({ size: '1GB', backup: backups, durability: 'required' });

// Environments.

// @ts-expect-error 'legder' does not exist in type
export const misspeltTuning = { ...prod, tuning: { legder: { size: 'large' } } } satisfies Environment<ServiceName>;

const { ledger: lost, ...digests } = prod.images.digests;
// @ts-expect-error Property 'ledger' is missing
export const imageMissing = { ...prod, images: { registry: 'registry.example', digests } } satisfies Environment<ServiceName>;

// @ts-expect-error Type '"latest"' is not assignable to type '`sha256:${string}`'
export const imageByTag = { ...prod, images: { registry: 'registry.example', digests: { ...digests, ledger: 'latest' } } } satisfies Environment<ServiceName>;

export const unused = [someone, lost];
