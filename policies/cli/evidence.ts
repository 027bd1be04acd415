/** `guichet-policies evidence`: what manifests show of a standard's controls. */
import { parseArgs } from 'node:util';
import { assess } from '../assess.ts';
import { gather, type Evidence } from '../evidence/gather.ts';
import { json } from '../evidence/json.ts';
import { markdown } from '../evidence/markdown.ts';
import { oscal } from '../evidence/oscal.ts';
import type { Standard } from '../evidence/row.ts';
import { standards } from '../evidence/standards/index.ts';
import { faultText, load, ManifestIndex } from '../manifests/index.ts';
import { rules } from '../rules/index.ts';
import { waiversOf } from './check.ts';
import { UsageError, type Command } from './command.ts';
import { settingOptions, settingsOfClusters, settingUsage } from './settings.ts';

const formats: Readonly<Record<string, (standard: Standard, all: readonly Evidence[], at: string, setBy: readonly string[]) => string>> = { markdown, json, oscal };

const options = { standard: { type: 'string' }, output: { type: 'string', short: 'o' }, waivers: { type: 'string', multiple: true }, ...settingOptions } as const;

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

const names = standards.map(({ name }) => name).join(', ');

export const evidence: Command = {
  usage: `evidence PATH... --standard ${standards.map(({ name }) => name).join('|')} [--output ${Object.keys(formats).join('|')}] ${settingUsage} [--waivers FILE]...`,
  summary: 'what manifests show of each control of a standard, with objects, findings and waivers; PATHs are one cluster',
  run(args, world) {
    const { print, complain, now } = world;
    const { values, positionals } = parsed(args);
    const standard = standards.find(({ name }) => name === values.standard);
    if (!standard) throw new UsageError(`--standard ${values.standard ?? '(none)'}: it is one of ${names}`);
    const output = values.output ?? 'markdown';
    const format = Object.hasOwn(formats, output) ? formats[output] : undefined;
    if (!format) throw new UsageError(`--output ${output}: it is one of ${Object.keys(formats).join(', ')}`);
    if (positionals.length === 0) throw new UsageError('evidence needs the files or folders of one cluster');
    const { settings, setBy } = settingsOfClusters(values, [positionals], world);
    const { manifests, faults } = load(positionals);
    const report = assess({ clusters: [manifests], faults, waivers: waiversOf(values.waivers, world), now: now(), rules, settings, setBy });
    const all = gather({ standard, index: new ManifestIndex(manifests), report });
    for (const fault of report.faults) complain(`${faultText(fault)}\n`);
    print(format(standard, all, report.at, report.setBy));
    return all.some(({ state }) => state === 'not judged') || report.faults.length > 0 ? 2 : all.some(({ state }) => state === 'failed') ? 1 : 0;
  },
};
