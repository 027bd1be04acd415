import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseManifests, Source } from '../manifests/index.ts';
import { rules } from '../rules/index.ts';
import { readAnnotations } from './read-annotations.ts';
import { readWaivers } from './read.ts';

const root = join(import.meta.dirname, '..', '..');
const blocksOf = (file: string): string[] => [...readFileSync(join(root, file), 'utf8').matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = '']) => text);

describe.each(['docs/how-to/waive-a-finding.md', 'policies/README.md'])('the examples of %s', (file) => {
  const blocks = blocksOf(file);

  it('are waivers in files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'guichet-waivers-'));
    try {
      const documents = blocks.filter((text) => text.includes('kind: Waivers'));
      expect(documents.length).toBeGreaterThan(0);
      for (const text of documents) {
        writeFileSync(join(folder, 'waivers.yaml'), text);
        expect({ text, faults: readWaivers([join(folder, 'waivers.yaml')], rules).faults }).toEqual({ text, faults: [] });
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are waivers on objects', () => {
    const objects = blocks.filter((text) => text.includes('waiver.guichet.dev/')).flatMap((text) => parseManifests(new Source(file, `apiVersion: apps/v1\nkind: DaemonSet\n${text}`)).manifests);
    const { waivers, faults } = readAnnotations(objects, { rules, waivers: [], bounds: [], faults: [] });
    expect(faults).toEqual([]);
    expect(waivers.map(({ rule, ticket, expires }) => ({ rule, ticket, expires }))).toEqual([{ rule: 'pod-security/host-namespaces', ticket: 'GUI-412', expires: '2027-01-31' }]);
  });
});
