/** More requests at once than a door lets through: the burst passes, then one after another as the rate allows, and the rest is refused. */
import { connect, type ClientHttp2Session } from 'node:http2';
import { connect as tlsConnect } from 'node:tls';
import { gatewayPort } from '../../../constructs/gateways.ts';
import type { PlannedDoor, PlannedOperation } from '../../../constructs/plan.ts';
import { sleep } from '../check.ts';
import { pathOf } from './calls.ts';
import type { GatewayClient } from './gateway-client.ts';
import type { Probe, Result } from './gateway-probe.ts';
import { each } from './run.ts';

const tooMany = 429;

export interface Flood {
  readonly door: string;
  readonly sent: number;
  readonly passed: number;
  readonly refused: number;
  /** What is surprising, in words. */
  readonly surprise?: string;
}

/** What says nothing of the manifests: a door without room, whose rate is this file's business, and a machine too busy to shake hands in time. */
const again = ({ status, body = '' }: Result): boolean => status === tooMany || (status === 503 && body.includes('connection timeout'));

/** Sends a probe until the gateway has the time for it. */
export async function patiently(client: GatewayClient, probe: Probe): Promise<Result> {
  for (let left = 20; ; left -= 1) {
    const result = await client.send(probe);
    if (!again(result) || left === 0) return result;
    await sleep(500);
  }
}

const statusOf = (session: ClientHttp2Session, host: string, path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const stream = session.request({ ':authority': host, ':path': path }, { endStream: true });
    stream.on('response', (fields) => resolve(Number(fields[':status']))).on('error', reject).resume();
  });

/** As fast as one client can: over HTTP/2 many requests are under way on one connection. */
async function statusesOf(address: string, host: string, path: string, count: number): Promise<number[]> {
  const session = connect(`https://${host}`, { createConnection: () => tlsConnect({ host: address, port: gatewayPort, servername: host, rejectUnauthorized: false, ALPNProtocols: ['h2'] }) });
  const lost = new Promise<never>((_resolve, reject) => session.on('error', reject));
  const statuses: number[] = [];
  const all = each(Array.from({ length: count }), 50, async () => void statuses.push(await statusOf(session, host, path)));
  await Promise.race([all, lost]).finally(() => session.destroy());
  return statuses;
}

/** Floods a door by what may be read there, after a pause that fills its bucket. */
export async function flood(address: string, door: PlannedDoor, operations: readonly PlannedOperation[], attempts = 3): Promise<Flood> {
  const { fqdn, rate: { burst, perSecond } } = door;
  const [{ path } = { path: '/' as const }] = operations.filter(({ method }) => method === 'GET');
  await sleep((1_000 * burst) / perSecond + 1_000);
  const sent = burst + 4 * perSecond;
  const started = performance.now();
  const statuses = await statusesOf(address, fqdn, pathOf(path), sent);
  const seconds = (performance.now() - started) / 1_000;
  const refused = statuses.filter((status) => status === tooMany).length;
  // A machine too busy to send twice the rate cannot fill a door.
  if (refused === 0 && attempts > 1 && sent / seconds < 2 * perSecond) return flood(address, door, operations, attempts - 1);
  // What becomes of a request behind the door is for other probes.
  const passed = statuses.length - refused;
  // The bucket is filled up once a second.
  const most = burst + perSecond * Math.ceil(seconds);
  const holds = passed >= burst && passed <= most && refused > 0;
  return { door: fqdn, sent, passed, refused, ...(!holds && { surprise: `${fqdn}: ${sent} sent in ${seconds.toFixed(1)} s, of which ${burst} to ${most} should be let through and the rest be answered 429: ${passed} were let through, ${refused} answered 429` }) };
}
