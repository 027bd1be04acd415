/**
 * Judges the alerts as PromQL: the emitted PrometheusRules of every environment are linted, and evaluated over time series that are well, burn,
 * run short or are silent; exactly the alerts that each case names must fire. Needs the tree that `npm run synth` writes, and promtool.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../constructs/declaration/index.ts';
import { plan, type PlannedService } from '../../constructs/plan.ts';
import { environments } from '../../environments/index.ts';
import { services as declarations } from '../../services/registry.ts';
import { burnCases, burnsEvery } from '../../test/alerts/burns.ts';
import { testFile, type Case } from '../../test/alerts/case.ts';
import { shortageCases } from '../../test/alerts/shortages.ts';
import { mutations, type Mutation } from './alerts/mutations.ts';
import { each, promtool, type Promtool, type Verdict } from './alerts/promtool.ts';
import { expressionsOf, isObjective, rulesFor, withExpressions, writeRules, type Emitted } from './alerts/rules.ts';
import { check, hold, say, since } from './check.ts';

interface World {
  readonly environment: Environment;
  readonly services: readonly PlannedService[];
  readonly rules: readonly Emitted[];
}

const worlds = environments.map((environment): World => ({ environment, services: plan(declarations, environment).services, rules: rulesFor(environment) }));

/** Asks cases of a service's rules, in a folder of their own. */
function ask(tool: Promtool, folder: string, rules: readonly Emitted[], cases: readonly Case[], every: number): Promise<Verdict> {
  const file = join(folder, 'cases.test.yaml');
  const files = writeRules(folder, rules);
  writeFileSync(file, JSON.stringify(testFile(files, cases, every)));
  return tool('test', 'rules', file);
}

const kinds = {
  burns: { cases: burnCases, every: burnsEvery, reads: isObjective },
  shortages: { cases: shortageCases, every: 1, reads: (rule: Emitted) => !isObjective(rule) },
} as const;

async function judged(tool: Promtool, folder: string, { environment, services, rules }: World, kind: keyof typeof kinds): Promise<string[]> {
  const started = performance.now();
  const { cases, every, reads } = kinds[kind];
  const asked = services.flatMap((service) => {
    const [own, all] = [rules.filter((rule) => rule.service === service.name && reads(rule)), cases(service)];
    return all.length > 0 ? [{ service, own, all }] : [];
  });
  const failed = (await each(asked, async ({ service, own, all }) => {
    const { passed, output } = await ask(tool, join(folder, environment.name, service.name, kind), own, all, every);
    return passed ? [] : [`${environment.name}: ${kind} of ${service.name}:\n${output.trim()}`];
  })).flat();
  say(`${environment.name}: ${kind}: ${asked.reduce((sum, { all }) => sum + all.length, 0)} cases of ${asked.length} services in ${since(started)}: ${failed.length === 0 ? 'exactly the alerts that each names' : `${failed.length} services differ`}`);
  return failed;
}

/** Whether a case notices a change of the rules. */
async function noticed(tool: Promtool, folder: string, { services, rules }: World, { name, service: of, cases: kind, change }: Mutation): Promise<string[]> {
  const service = services.find((one) => one.name === of);
  const own = rules.filter((rule) => rule.service === of && kinds[kind].reads(rule));
  const changed = withExpressions(own, change);
  hold(service !== undefined && expressionsOf(changed).join() !== expressionsOf(own).join(), `the change "${name}" changes no rule of ${of}: write it anew`);
  const { passed, output } = await ask(tool, join(folder, 'mutations', name.replaceAll(/\W+/g, '-')), changed, kinds[kind].cases(service), kinds[kind].every);
  hold(passed || output.includes('FAILED'), `promtool did not judge the change "${name}":\n${output}`);
  say(`  ${name} (${of}): ${passed ? 'NOT NOTICED' : 'noticed'}`);
  return passed ? [name] : [];
}

await check(async (resources) => {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-alerts-'));
  resources.defer(() => rmSync(folder, { recursive: true, force: true }));
  const ending = new AbortController();
  resources.defer(() => ending.abort());
  const tool = promtool(ending.signal);
  for (const { environment, rules } of worlds) {
    const { passed, output } = await tool('check', 'rules', '--lint=all', '--lint-fatal', ...writeRules(join(folder, environment.name), rules));
    hold(passed, output);
    say(`${environment.name}: ${rules.length} PrometheusRules with ${expressionsOf(rules).length} rules: no lint`);
  }
  const last = worlds.at(-1);
  hold(last !== undefined, 'there is no environment');
  const promises = ({ rules }: World): string => expressionsOf(rules.filter(isObjective)).join('\n');
  hold(worlds.every((world) => promises(world) === promises(last)), 'environments promise differently: judge the burns of each');
  const failed = (await each(worlds, (world) => judged(tool, folder, world, 'shortages'))).flat();
  failed.push(...(await judged(tool, folder, last, 'burns')));
  for (const text of failed) say(text);
  say('what the cases must notice when the rules are changed:');
  const deaf = (await each(mutations, (mutation) => noticed(tool, folder, last, mutation))).flat();
  hold(failed.length === 0, `${failed.length} services do not alert as they should, see above`);
  hold(deaf.length === 0, `${deaf.join(', ')}: not noticed, so quiet cases prove too little`);
});
