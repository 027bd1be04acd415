/**
 * Whole services and stacks as they will be applied: one file for each service and environment, so that a change reads as a list of changes.
 * After a change that is meant: `UPDATE_SNAPSHOTS=1 npm test -- test/snapshots`, and read the difference.
 */
import { describe, expect, it } from '@jest/globals';
import { keptSnapshots, readSnapshot, wantedSnapshots, writeSnapshots } from './support/snapshots.ts';

const wanted = wantedSnapshots();
if (process.env['UPDATE_SNAPSHOTS'] === '1') writeSnapshots(wanted);

/** The first lines that differ, which is enough to see what happened: `git diff` shows all after an update. */
function difference(kept: string, text: string): string[] {
  const [before, after] = [kept.split('\n'), text.split('\n')];
  const at = after.findIndex((line, i) => line !== before[i]);
  if (kept === text) return [];
  const from = at < 0 ? after.length : at;
  return [`line ${from + 1}`, ...before.slice(from, from + 3).map((line) => `- ${line}`), ...after.slice(from, from + 3).map((line) => `+ ${line}`), 'if it is meant: UPDATE_SNAPSHOTS=1 npm test -- test/snapshots'];
}

describe('snapshots', () => {
  it('are there for every service and stack of every environment, and for nothing else', () => {
    expect(keptSnapshots()).toEqual([...wanted.keys()].sort());
  });

  it.each([...wanted.keys()])('%s is as it was', (file) => {
    expect(difference(readSnapshot(file), wanted.get(file) ?? '')).toEqual([]);
  });
});
