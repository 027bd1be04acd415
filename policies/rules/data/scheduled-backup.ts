import { at, text, type ManifestIndex } from '../../manifests/index.ts';
import type { Problem, Rule } from '../../rule.ts';

/** Streaming the log needs a base backup to begin with, and a restore replays all of the log since it. */
function* check(index: ManifestIndex): Generator<Problem> {
  const scheduled = index.ofKind('ScheduledBackup', 'postgresql.cnpg.io').filter(({ spec }) => at(spec, 'suspend') !== true);
  for (const manifest of index.ofKind('Cluster', 'postgresql.cnpg.io')) {
    const own = scheduled.some(({ namespace, spec }) => namespace === manifest.namespace && text(at(spec, 'cluster', 'name')) === manifest.name);
    if (!own) yield { manifest, path: ['metadata', 'name'], message: 'has no base backups: add a ScheduledBackup of its name' };
  }
}

const cluster = (mark = ''): string => `apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata:
  namespace: shop
  name: shop${mark}
spec: { instances: 3 }
`;

const backup = (more = ''): string => `apiVersion: postgresql.cnpg.io/v1
kind: ScheduledBackup
metadata: { name: shop, namespace: shop }
spec: { schedule: '0 0 1 * * *', cluster: { name: shop }${more} }
`;

export const scheduledBackup: Rule = {
  id: 'data/scheduled-backup',
  title: 'Every PostgreSQL cluster has base backups by schedule',
  why: 'A log of changes alone restores nothing, and an old base backup restores for hours.',
  controls: ['dora/12.1', 'gdpr/32'],
  check,
  cases: { hold: [`${cluster()}---\n${backup()}`], break: [cluster(' # <--'), `${cluster(' # <--')}---\n${backup(', suspend: true')}`] },
};
