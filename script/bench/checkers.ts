/** The known checkers, as `../shared/tools/judges/install.sh` installs them in a folder: what each is asked with, and how many rules it has by its own word. */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../../policies/rules/index.ts';

export interface Checker {
  readonly name: string;
  readonly rules: number;
  readonly command: readonly string[];
  /** Exit codes that say that it has judged, and found something or nothing. */
  readonly judged: readonly number[];
}

/** Checkers that bring rules are asked with all that they have; those without are given six of ours, beside ours with the same six alone. */
export interface Checkers {
  readonly own: readonly Checker[];
  readonly same: readonly Checker[];
}

const sameRules = join(import.meta.dirname, 'same-rules');

/** Whose words in Rego and as patterns are in `same-rules/`. */
export const six = ['pod-security/privileged', 'pod-security/host-namespaces', 'pod-security/privilege-escalation', 'pod-security/host-ports', 'hygiene/read-only-root', 'hygiene/images-by-digest'];

/** What they are, and what they are asked about. */
export interface Asked {
  /** The folder of `guichet-policies` as it is packed. */
  readonly packed: string;
  /** The folder in which the others are. */
  readonly installed: string;
  /** The folder of the manifests. */
  readonly folder: string;
  /** The same, file by file. */
  readonly files: readonly string[];
}

const lines = (command: string, ...args: readonly string[]): readonly string[] => spawnSync(command, args, { encoding: 'utf8' }).stdout.split('\n');

export function checkersOf({ packed, installed, folder, files }: Asked): Checkers {
  const ours = [process.execPath, join(packed, 'guichet-policies.mjs'), 'check', folder, '--output', 'json'];
  const path = (name: string): string => join(installed, name);
  /** Counted only of what is there: asking takes its time. */
  const where = (name: string, of: (path: string) => Omit<Checker, 'name'>): readonly Checker[] => (existsSync(path(name)) ? [{ name, ...of(path(name)) }] : []);
  return {
    own: [
      { name: 'guichet-policies', rules: rules.length, command: ours, judged: [0, 1] },
      // Less what it runs only when asked to.
      ...where('kube-score', (tool) => ({ rules: lines(tool, 'list').filter((line) => line.endsWith(',default')).length, command: [tool, 'score', '--output-format', 'json', ...files], judged: [0, 1] })),
      ...where('kics', (tool) => ({
        rules: globSync(join(path('.kics'), 'k8s', '**', 'query.rego')).length,
        command: [tool, 'scan', '-p', folder, '-q', join(path('.kics'), 'k8s'), '-b', join(path('.kics'), 'libraries'), '-t', 'Kubernetes', '--ci', '--report-formats', 'json', '-o', `${folder}-kics`],
        // By the severity of the worst.
        judged: [0, 20, 30, 40, 50, 60],
      })),
      ...where('checkov', (tool) => ({
        rules: new Set(lines(tool, '--list', '--framework', 'kubernetes').flatMap((line) => /\bCKV2?_K8S_\d+/.exec(line)?.[0] ?? [])).size,
        command: [tool, '-d', folder, '--framework', 'kubernetes', '--skip-download', '-o', 'json'],
        judged: [0, 1],
      })),
    ],
    same: [
      { name: 'guichet-policies', rules: six.length, command: [...ours, ...six.flatMap((rule) => ['--rule', rule])], judged: [0, 1] },
      ...where('conftest', (tool) => ({ rules: six.length, command: [tool, 'test', '--policy', sameRules, '--output', 'json', folder], judged: [0, 1] })),
      ...where('kyverno', (tool) => ({ rules: six.length, command: [tool, 'apply', join(sameRules, 'pods.yaml'), '--resource', folder], judged: [0, 1] })),
    ],
  };
}
