/** The services themselves: each its own process, with its secrets, started anew when it falls. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalProcess } from '../../constructs/local.ts';
import type { PlannedService } from '../../constructs/plan.ts';
import { plays } from '../../services/sandbox/plays.ts';
import { root, type Begin } from './parts.ts';
import { keepRunning, ready, type Kept } from './running.ts';
import { missingKeys, newSecrets, writeSecret, writeSecrets, type Secrets } from './secrets.ts';
import type { Surroundings } from './surroundings.ts';

type Variables = Readonly<Record<string, string>>;

export interface ProgramsProps {
  readonly folder: string;
  readonly surroundings: Surroundings;
  /** Only these, where given. */
  readonly only: readonly string[] | undefined;
  /** Variables of single services beside those of the plan. */
  readonly tuned: Readonly<Record<string, Variables>>;
  readonly say: (line: string) => void;
  readonly begin: Begin;
  readonly opened: AsyncDisposableStack;
}

export interface Programs {
  readonly started: readonly LocalProcess[];
  readonly kept: readonly Kept[];
  readonly leftOut: Readonly<Record<string, string>>;
  readonly command: (service: string, file: string, args: readonly string[]) => Promise<void>;
}

/** Why it cannot be started, if so. */
function hindrance(one: LocalProcess, service: PlannedService, secrets: Secrets, outside: Readonly<Record<string, string>>): string | undefined {
  const unplayed = service.outside.filter(({ name }) => outside[name] === undefined).map(({ name }) => name);
  const missing = missingKeys(one.secrets, secrets);
  if (!existsSync(join(root, one.program))) return `${one.program} is not there`;
  if (unplayed.length > 0) return `nobody plays ${unplayed.join(', ')}`;
  return missing.length > 0 ? `nobody has made ${missing.join(', ')}` : undefined;
}

function leftOutOf({ planned, processes, outside }: Surroundings, secrets: Secrets): Readonly<Record<string, string>> {
  const byName = new Map(planned.map((service) => [service.name, service]));
  return Object.fromEntries(
    processes.flatMap((one) => {
      const service = byName.get(one.name);
      const reason = service && hindrance(one, service, secrets, outside);
      return reason === undefined ? [] : [[one.name, reason]];
    }),
  );
}

/** The authorities of whoever plays the outside by TLS, for every program. */
async function authorities(folder: string): Promise<Variables> {
  const certificates = plays.flatMap(({ tls }) => (tls ? [tls.cert] : []));
  if (certificates.length === 0) return {};
  const file = join(folder, 'mounts', 'outside.pem');
  await writeSecret(file, certificates.join('\n'));
  return { NODE_EXTRA_CA_CERTS: file };
}

/** When one cannot start, nobody waits for the others. */
async function allReady(started: readonly LocalProcess[], kept: readonly Kept[]): Promise<void> {
  let givenUp = false;
  await Promise.all(started.map((one, i) => ready(one.name, one.admin, () => kept[i]?.fallen(), () => givenUp))).catch((error: unknown) => {
    givenUp = true;
    throw error;
  });
}

export async function openPrograms({ folder, surroundings, only, tuned, say, begin, opened }: ProgramsProps): Promise<Programs> {
  const { processes, issuer, sandbox } = surroundings;
  const secrets = await newSecrets(plays);
  const trusted = await authorities(folder);
  const variablesOf = (one: LocalProcess): Variables => ({ ...one.variables, ...trusted, ...tuned[one.name] });
  const leftOut = leftOutOf(surroundings, secrets);
  const started = processes.filter(({ name }) => leftOut[name] === undefined && (only?.includes(name) ?? true));
  const kept: Kept[] = [];
  for (const one of started) {
    await writeSecrets(one.secrets, secrets);
    const running = keepRunning({ begin: () => begin({ name: one.name, args: [join(root, one.program)], variables: variablesOf(one) }), say });
    kept.push(running);
    opened.defer(running.stop);
  }
  await writeSecret(join(folder, 'addresses.json'), JSON.stringify({ issuer, services: Object.fromEntries(started.map(({ name, url }) => [name, url])), sandbox }, undefined, 2));
  await allReady(started, kept);
  return {
    started,
    kept,
    leftOut,
    command: async (service, file, args) => {
      const one = processes.find(({ name }) => name === service);
      if (!one) throw new Error(`there is no service ${service}`);
      const running = begin({ name: `${service}-command`, args: [join(root, file), ...args], variables: variablesOf(one) });
      const how = await running.ended;
      if (how !== 'exit 0') throw new Error(`${file} ended with ${how}:\n${running.lastLines()}`);
    },
  };
}
