import { describe, expect, it } from '@jest/globals';
import { nodesFor } from './nodes.ts';
import { selects, serves } from './pods.ts';

const pod = (ready: 'True' | 'False', deletionTimestamp?: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'payments-1', namespace: 'shop', labels: { app: 'payments', hash: '1' }, ...(deletionTimestamp !== undefined && { deletionTimestamp }) },
  spec: { containers: [] },
  status: { conditions: [{ type: 'Ready', status: ready }] },
});

describe('pods', () => {
  it('serve when they are ready and not on their way out', () => {
    expect([pod('True'), pod('False'), pod('True', '2026-11-23T10:00:00Z')].map(serves)).toEqual([true, false, false]);
  });

  it('belong to a group of their namespace by all of its labels', () => {
    const group = { name: 'payments', namespace: 'shop', matchLabels: { app: 'payments' } };
    expect([group, { ...group, namespace: 'other' }, { ...group, matchLabels: { app: 'payments', hash: '2' } }].map((one) => selects(one, pod('True')))).toEqual([true, false, false]);
  });
});

describe('nodes', () => {
  const quota = (cpu: string) => ({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'computed', namespace: 'shop' }, spec: { hard: { 'requests.cpu': cpu } } });

  it('hold what the quotas allow in two zones of three', () => {
    expect([quota('40150m'), quota('64'), quota('1')].map((one) => nodesFor([one], new Set(['shop'])))).toEqual([12, 15, 6]);
  });

  it('need not hold what other namespaces may ask for', () => {
    expect(nodesFor([quota('400')], new Set(['other']))).toBe(6);
  });
});
