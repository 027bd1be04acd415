/** What reports are made of: a tree as it was written, and what breaks it in every way that a report tells of. */
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../policies/cli/commands.ts';

const pod = `apiVersion: v1
kind: Pod
metadata: { name: broken, namespace: guichet-core }
spec:
  hostNetwork: true
  containers:
    - { name: "a <b> & 'c'", image: nginx, securityContext: { privileged: true } }
`;

const route = `apiVersion: route.openshift.io/v1
kind: Route
metadata: { name: broken, namespace: guichet-core }
spec: { host: shop.example, to: { kind: Service, name: nobody }, tls: { termination: edge } }
`;

const waiver = (rule: string, subject: string, expires: string): string => `  - { rule: ${rule}, subject: ${subject}, reason: a case, approver: nobody, ticket: CASE-1, expires: '${expires}' }\n`;

export interface Tree {
  readonly name: string;
  readonly paths: readonly string[];
  readonly waivers: readonly string[];
  /** How `check` must end. */
  readonly code: 0 | 1 | 2;
}

/** The tree as it is; with findings, some of them waived, and waivers to take out; and with what cannot be read. */
export function treesIn(folder: string, written: string, waivers: string): readonly Tree[] {
  const broken = join(folder, 'broken');
  cpSync(written, broken, { recursive: true });
  mkdirSync(join(broken, 'more files'));
  for (const [name, text] of Object.entries({ 'pod.yaml': pod, 'route.yaml': route })) writeFileSync(join(broken, 'more files', name), text);
  const unread = join(folder, 'unread');
  cpSync(broken, unread, { recursive: true });
  writeFileSync(join(unread, 'more files', 'tab.yaml'), 'a:\n\tb: c\n');
  writeFileSync(join(unread, 'more files', 'wrong.yaml'), pod.replace('privileged: true', 'privileged: "yes"'));
  const more = join(folder, 'waivers.yaml');
  const head = 'apiVersion: policies.guichet.dev/v1\nkind: Waivers\nwaivers:\n';
  writeFileSync(more, `${head}${waiver('pod-security/host-namespaces', 'Pod guichet-core/broken', '2099-12-31')}${waiver('hygiene/resources', 'Pod guichet-core/broken', '2001-01-01')}${waiver('hygiene/resources', 'Pod guichet-core/absent', '2099-12-31')}`);
  return [
    { name: 'clean', paths: [written], waivers: [waivers], code: 0 },
    { name: 'broken', paths: [broken], waivers: [waivers, more], code: 1 },
    { name: 'unread', paths: [unread], waivers: [waivers, more], code: 2 },
  ];
}

/** Runs `guichet-policies`; gives how it ended and what it printed. */
export async function told(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  const out: string[] = [];
  const code = await run(args, { now: () => new Date(), print: (text) => void out.push(text), complain: (text) => void out.push(text), write: writeFileSync, exists: existsSync });
  return { code, out: out.join('') };
}
