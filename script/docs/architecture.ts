/** The architecture as a Mermaid flowchart, drawn from the plan. */
import type { Plan, PlannedService } from '../../constructs/plan.ts';

const id = (name: string): string => name.replaceAll(/[^A-Za-z0-9]/g, '_');

const node = ({ name, store, scope }: PlannedService): string => `${id(name)}${store ? `[("${name}")]` : `["${name}"]`}${scope === 'cde' ? ':::cde' : scope === 'connected' ? ':::connected' : ''}`;

const zoneLines = ({ zones }: Plan): string[] =>
  zones.flatMap(({ name, services }) => [`  subgraph ${name}["${name}"]`, ...services.map((one) => `    ${node(one)}`), '  end']);

const legend = ['  classDef cde fill:#fde2e2,stroke:#b42318,color:#000', '  classDef connected fill:#fff4d6,stroke:#b54708,color:#000'];

/** Zones, services, doors, calls and outside hosts. A cylinder has a store of its own. */
export function callChart(plan: Plan): string {
  const { services } = plan;
  const hosts = [...new Set(services.flatMap(({ outside }) => outside.map(({ name }) => name)))].sort();
  return [
    'flowchart LR',
    '  public(("customers, tills"))',
    ...zoneLines(plan),
    '  subgraph outside["outside hosts, by the egress gateway of the zone"]',
    ...hosts.map((name) => `    out_${id(name)}["${name}"]`),
    '  end',
    ...services.filter(({ door }) => door).map(({ name }) => `  public ==> ${id(name)}`),
    ...services.flatMap(({ name, outbound }) => outbound.map(({ peer }) => `  ${id(name)} --> ${id(peer.name)}`)),
    ...services.flatMap(({ name, outside }) => outside.map((host) => `  ${id(name)} -.-> out_${id(host.name)}`)),
    ...legend,
  ].join('\n');
}

/** Topics between those who publish and those who consume. */
export const eventChart = ({ topics }: Plan): string =>
  [
    'flowchart LR',
    ...topics.flatMap(({ name, publisher, consumers }) => [`  ${id(publisher)}["${publisher}"] --> topic_${id(name)}(["${name}"])`, ...consumers.map((consumer) => `  topic_${id(name)} --> ${id(consumer)}["${consumer}"]`)]),
  ].join('\n');
