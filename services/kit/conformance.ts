/** Holds a program to its declaration: what it serves, listens to, tells and counts is what is declared, no more and no less. */
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { journeyMetric, ownPrefix, type Service, type Topic } from '../../constructs/declaration/index.ts';
import type { Api } from './api.ts';
import { listenerFaults } from './events.ts';
import { handlerFaults } from './server.ts';

export interface Conformed {
  readonly service: Service;
  readonly api: Api;
  readonly handlers: object;
  readonly app: FastifyInstance;
  readonly listeners?: object;
  /** The topics of the contracts that it tells. */
  readonly tells?: readonly Topic[];
  /** Health and metrics, started, with what it counts. */
  readonly admin: FastifyInstance;
  readonly metrics: Registry;
}

/** What does not conform; empty where everything does. */
export async function conformanceFaults(program: Conformed): Promise<string[]> {
  const { service, api, handlers, listeners = {}, tells = [] } = program;
  return [
    ...(api.service === service ? [] : [`the api is that of ${api.service.name}, not of ${service.name}`]),
    ...handlerFaults(api, handlers),
    ...shapeFaults(program),
    ...(await routeFaults(program)),
    ...listenerFaults(service, listeners),
    ...topicFaults(service, tells),
    ...(await healthFaults(program)),
    ...(await metricFaults(program)),
  ];
}

const shapeFaults = ({ service, api }: Conformed): string[] => {
  const [declared, shaped] = [Object.keys(service.serves), Object.keys(api.shapes)];
  return [...declared.filter((name) => !shaped.includes(name)).map((name) => `${service.name} declares ${name} and has no shape for it`), ...shaped.filter((name) => !declared.includes(name)).map((name) => `${service.name} has a shape for ${name}, which it does not declare`)];
};

const urlOf = (path: string): string => path.replaceAll(/\{([^}]+)\}/g, ':$1');

/** Every route of an application, such as `GET /papers/:paper`, read from its router's own tree. HEAD goes with GET (RFC 9110, section 9.1). */
function routesOf(app: FastifyInstance): string[] {
  const branch: string[] = [];
  return app.printRoutes({ commonPrefix: false }).split('\n').flatMap((line) => {
    const [, indent, part = '', methods = ''] = /^([│ ]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?/.exec(line) ?? [];
    if (indent === undefined) return [];
    branch.splice(indent.length / 4, Infinity, part);
    return methods.split(', ').filter((method) => method !== '' && method !== 'HEAD').map((method) => `${method} ${branch.join('')}`);
  });
}

async function routeFaults({ service, app }: Conformed): Promise<string[]> {
  await app.ready();
  const declared = Object.values(service.serves).map(({ method, path }) => `${method} ${urlOf(path)}`);
  const served = routesOf(app);
  return [...declared.filter((route) => !served.includes(route)).map((route) => `${service.name} declares ${route} and does not serve it`), ...served.filter((route) => !declared.includes(route)).map((route) => `${service.name} serves ${route}, which it does not declare`)];
}

function topicFaults({ name, publishes }: Service, tells: readonly Topic[]): string[] {
  return [
    ...publishes.filter((topic) => !tells.includes(topic)).map((topic) => `${name} declares that it publishes ${topic.name} and has no contract for it`),
    ...tells.filter((topic) => !publishes.includes(topic)).map((topic) => `${name} tells ${topic.name}, which it does not declare`),
  ];
}

/** The paths that the probes of constructs/pod/probes.ts ask, and the monitoring's. */
const adminPaths = ['/healthz/startup', '/healthz/ready', '/healthz/live', '/metrics'];

async function healthFaults({ service, admin }: Conformed): Promise<string[]> {
  const answers = await Promise.all(adminPaths.map(async (url) => ({ url, status: (await admin.inject({ method: 'GET', url })).statusCode })));
  return answers.filter(({ status }) => status !== 200).map(({ url, status }) => `${service.name} answers ${url} with ${status}`);
}

/** What the runtime itself counts (prom-client's default metrics). */
const runtime = /^(nodejs|process)_/;

interface Journeys {
  readonly journeys?: readonly { readonly name: string; readonly channels: readonly string[] }[];
}

/** Names begin as monitoring keeps them; every outcome of a declared journey is there at 0 or more, and no other. */
async function metricFaults({ service, metrics }: Conformed): Promise<string[]> {
  const names = metrics.getMetricsAsArray().map(({ name }) => name);
  const { journeys = [] }: Journeys = 'journeys' in service.objective ? service.objective : {};
  const wanted = journeys.flatMap(({ name, channels }) => channels.flatMap((channel) => journeyMetric.outcomes.map((outcome) => [name, channel, outcome].join(' '))));
  const counted = ((await metrics.getSingleMetric(journeyMetric.name)?.get())?.values ?? []).map(({ labels }) => journeyMetric.labels.map((label) => String(labels[label])).join(' '));
  return [
    ...names.filter((name) => !name.startsWith(ownPrefix) && !runtime.test(name)).map((name) => `${service.name} counts ${name}: the name of a metric of ours begins with ${ownPrefix}`),
    ...wanted.filter((one) => !counted.includes(one)).map((one) => `${service.name} does not export ${journeyMetric.name} for ${one}`),
    ...counted.filter((one) => !wanted.includes(one)).map((one) => `${service.name} exports ${journeyMetric.name} for ${one}, which it does not declare`),
  ];
}
