/** docs/catalogue.md: every service with its owner, promises and arrows, from the plan for production. */
import type { Arrow, Plan, PlannedService } from '../../constructs/plan.ts';
import { callChart, eventChart } from './architecture.ts';

const day = 86_400_000;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
const list = (values: readonly string[]): string => (values.length === 0 ? '-' : values.join(', '));
const arrows = (drawn: readonly Arrow[]): string => list(drawn.map(({ peer, operations }) => `[${peer.name}](#${peer.name}) (${operations.map(({ name }) => name).join(', ')})`));
const fence = (language: string, text: string): string => ['```' + language, text, '```'].join('\n');

export function catalogue(plan: Plan): string {
  return [
    '# Service catalogue',
    'Written by `npm run docs` from the declarations; a test keeps it fresh. Sizes and replicas are production’s.',
    table(['service', 'zone', 'PCI DSS scope', 'owner', 'for'], plan.services.map(({ name, zone, scope, owner, purpose }) => [`[${name}](#${name})`, zone.name, scope, owner.name, purpose])),
    '## Calls',
    'A thick arrow is a public door, a dotted one leaves the cluster, a cylinder has a store of its own. Red is the cardholder data environment, amber is connected to it.',
    fence('mermaid', callChart(plan)),
    '## Events',
    fence('mermaid', eventChart(plan)),
    table(['topic', 'owner', 'key', 'partitions', 'kept', 'for'], plan.topics.map(({ name, publisher, key, partitions, retention, purpose }) => [name, publisher, key, String(partitions), `${retention / day} days`, purpose])),
    ...plan.services.flatMap(section),
  ].join('\n\n') + '\n';
}

function section(service: PlannedService): string[] {
  const { name, purpose, owner, zone, scope, port, door, inbound, outbound, outside, publishes, consumes, secrets, replicas, resources } = service;
  return [
    `## ${name}`,
    `${name} ${purpose}.`,
    table(['', ''], [
      ['owner', `${owner.name} (group ${owner.group}, alerts to ${owner.alerts})`],
      ['zone and scope', `${zone.name}, ${scope}; namespace \`${zone.namespace}\`, port ${port}`],
      ['public door', door ? `\`${door.fqdn}\` for ${door.channels.join(', ')}${door.crossOrigin ? ', and for pages of other origins' : ''}; bodies to ${door.maxBody / 1024} KiB, ${door.rate.perSecond} requests per second and gateway pod` : '-'],
      ['called by', arrows(inbound)],
      ['calls', arrows(outbound)],
      ['reaches outside', list(outside.map((host) => `${host.name} (\`${host.host}\`: ${host.purpose})`))],
      ['publishes', list(publishes.map((topic) => topic.name))],
      ['consumes', list(consumes.map(({ topic, lag }) => `${topic.name} (at most ${lag} events behind)`))],
      ['store', storeText(service)],
      ['secrets', list(secrets.map((one) => `${one.name} (${one.purpose})`))],
      ['pods', `${replicas.min} to ${replicas.max} of ${resources.cpu} CPU and ${resources.memory}, scaled on ${service.scaling.on}${service.windows.length > 0 ? ', floors raised in promotions' : ''}`],
      ['promises', promiseText(service)],
    ]),
    table(['operation', 'request', 'answered within', 'repeatable', 'end user'], service.operations.map((one) => [one.name, `\`${one.method} ${one.path}\``, `${one.timeout / 1000} s`, one.idempotent ? `yes, ${one.retries} retries by the mesh` : 'no', one.user ? `${one.user.roles.join(', ')}${one.user.acr ? `, after ${one.user.acr}` : ''}` : '-'])),
  ];
}

function storeText({ store }: PlannedService): string {
  if (!store) return '-';
  const { backup } = store;
  return `${store.kind}, ${store.size}, a standby ${store.durability === 'required' ? 'confirms every commit' : 'follows'}; ${'refused' in backup ? `no backup: ${backup.reason}` : `restorable to any moment of ${backup.retention / day} days`}`;
}

function promiseText({ objective, objectiveRefused }: PlannedService): string {
  if (!objective) return `nothing: ${objectiveRefused ?? ''}`;
  const journeys = (objective.journeys ?? []).map(({ name, channels, success }) => `journey ${name} (${channels.join(', ')}) ${success} %`);
  return [`available ${objective.availability} %`, `${objective.latency.percent} % within ${objective.latency.within} ms`, ...journeys].join('; ');
}
