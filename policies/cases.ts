/** The cases of a rule as manifests, for every judge: ours, the second engine, an API server. */
import { isObjectRule, type Rule } from './rule.ts';
import { shapes } from './shapes.ts';

export interface Case {
  readonly name: string;
  readonly breaks: boolean;
  /** YAML, with `# <--` at the lines of findings. */
  readonly text: string;
}

const marker = '# <--';

/** Lines from 1. */
export const markedLines = (text: string): number[] => text.split('\n').flatMap((line, i) => (line.includes(marker) ? [i + 1] : []));

const apiVersions: Readonly<Record<string, string>> = { Pod: 'v1', 'apps/Deployment': 'apps/v1', 'argoproj.io/Rollout': 'argoproj.io/v1alpha1', 'batch/CronJob': 'batch/v1', PodTemplate: 'v1' };

const indented = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by));

/** A template as the pod of a kind. */
function inKind(kind: string, template: string): string {
  const path = shapes.find(({ kinds }) => kinds.includes(kind))?.path ?? [];
  const parents = path.map((key, i) => `${' '.repeat(i * 2)}${key}:`).join('\n');
  const named = /^metadata:/m.test(template) ? template.replace(/^metadata:/m, 'metadata:\n  name: case') : `metadata: { name: case }\n${template}`;
  const whole = path.length === 0 ? named : `metadata: { name: case }\n${parents}\n${indented(template, path.length * 2)}`;
  return `apiVersion: ${apiVersions[kind] ?? ''}\nkind: ${kind.replace(/^.*\//, '')}\n${whole}`;
}

export function casesOf(rule: Rule): Case[] {
  const { hold, break: broken } = rule.cases;
  const texts = [...hold.map((text) => ({ text, breaks: false })), ...broken.map((text) => ({ text, breaks: true }))];
  return texts.flatMap(({ text, breaks }, i) => {
    const trimmed = text.replace(/^\n/, '');
    const name = `${breaks ? 'break' : 'hold'} ${breaks ? i - hold.length + 1 : i + 1}`;
    const template = isObjectRule(rule) && rule.match === 'pods' && !/^kind:/m.test(trimmed);
    if (!template) return [{ name, breaks, text: trimmed }];
    return Object.keys(apiVersions).map((kind) => ({ name: `${name} as ${kind}`, breaks, text: inKind(kind, trimmed) }));
  });
}
