/** Verdicts of our rules and of an API server in the same words: the reasons of the server's. */
import { judge } from '../../../policies/judge.ts';
import { ManifestIndex, parseManifests, Source } from '../../../policies/manifests/index.ts';
import { podSecurity } from '../../../policies/rules/pod-security/index.ts';
import { rulesWith, unset } from '../../../policies/settings/settings.ts';
import { makerOf, type Maker, type Pod } from './pods.ts';

export const levels = ['baseline', 'restricted'] as const;
export type Level = (typeof levels)[number];

/** Why a pod is refused. Empty for one that passes. */
export type Reasons = ReadonlySet<string>;

type Words = string | Readonly<Record<Level, string>>;

const words: Readonly<Record<string, Words>> = {
  privileged: 'privileged',
  'host-namespaces': 'host namespaces',
  'host-paths': { baseline: 'hostPath volumes', restricted: 'restricted volume types' },
  'host-ports': 'hostPort',
  'host-process': 'hostProcess',
  capabilities: { baseline: 'non-default capabilities', restricted: 'unrestricted capabilities' },
  seccomp: 'seccompProfile',
  'app-armor': 'forbidden AppArmor profile',
  'se-linux': 'seLinuxOptions',
  'proc-mount': 'procMount',
  sysctls: 'forbidden sysctls',
  'volume-types': 'restricted volume types',
  'privilege-escalation': 'allowPrivilegeEscalation != false',
  'dropped-capabilities': 'unrestricted capabilities',
  'run-as-non-root': 'runAsNonRoot != true',
  'run-as-user': 'runAsUser=0',
  'seccomp-chosen': 'seccompProfile',
  'unmasked-proc': 'procMount',
  'probe-hosts': 'probe or lifecycle host',
};

function wordsOf(id: string, level: Level): string {
  const found = words[id.replace(/^pod-security\//, '')];
  return typeof found === 'object' ? found[level] : (found ?? id);
}

const rulesOf = (level: Level) => podSecurity.rules.filter(({ controls }) => controls.includes(`pod-security/${level}`));

/** Every reason that a standard has, in a version. */
export const reasonsOf = (level: Level, minor: bigint): Reasons => new Set(rulesOf(level).filter(({ id }) => id !== 'pod-security/probe-hosts' || minor >= 34n).map(({ id }) => wordsOf(id, level)));

/** What the rules of a standard say of a pod, or of what makes such pods, as of the server's version. */
export function ours(pod: Pod, level: Level, minor: bigint, maker?: Maker): Reasons {
  const rules = rulesOf(level);
  const { manifests } = parseManifests(new Source('pod.json', JSON.stringify(maker === undefined ? { apiVersion: 'v1', kind: 'Pod', ...pod } : makerOf(maker, pod))));
  return new Set(judge(new ManifestIndex(manifests), { rules: rulesWith(rules, { ...unset, kubernetes: minor }) }).map(({ rule, message, unjudged }) => (unjudged ? message : wordsOf(rule.id, level))));
}

/** The reasons that stand in a message of the server, each with its details in brackets behind it. */
export function theirs(message: string): Reasons {
  const [, told = ''] = /violates? PodSecurity "[^"]*": (.*)$/s.exec(message) ?? [];
  const all = new Set(Object.values(words).flatMap((word) => (typeof word === 'string' ? [word] : Object.values(word))));
  return new Set([...all].filter((word) => new RegExp(`(?:^|\\), )${RegExp.escape(word)}s? \\(`).test(told)));
}
