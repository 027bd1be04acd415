/** Commands as their users ask them, for tests: each file of tests has a folder of its own. */
import { afterAll } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './commands.ts';

export const folder = mkdtempSync(join(tmpdir(), 'guichet-policies-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

export function fileOf(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

export async function told(...args: readonly string[]) {
  const written = new Map<string, string>();
  const [out, err]: [string[], string[]] = [[], []];
  const code = await run(args, { now: () => new Date('2026-11-25T12:00:00Z'), print: (text) => void out.push(text), complain: (text) => void err.push(text), write: (file, text) => void written.set(file, text), exists: () => false });
  return { code, out: out.join(''), err: err.join(''), written };
}

export const pod = (privileged: boolean, name = 'shop'): string => `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop }
spec:
  containers:
    - name: app
      image: app
      securityContext:
        privileged: ${privileged}
`;

const rule = ['--rule', 'pod-security/privileged'];
export const checked = (...args: readonly string[]) => told('check', ...rule, ...args);

export const waivers = (changed: Readonly<Record<string, string>> = {}): string =>
  `apiVersion: policies.guichet.dev/v1\nkind: Waivers\nwaivers:\n  - ${Object.entries({ rule: 'pod-security/privileged', subject: 'Pod shop/shop', reason: 'reads the node', approver: 'platform', ticket: 'GUI-1', expires: '2026-11-25', ...changed }).filter(([, value]) => value !== '').map(([key, value]) => `${key}: ${value}`).join('\n    ')}\n`;
