/** `judge.ts FOLDER`: the whole of `guichet-policies check FOLDER`. Without a folder it loads the same modules and does nothing. */
import { existsSync } from 'node:fs';
import { check } from '../../policies/cli/check.ts';
import { rules } from '../../policies/rules/index.ts';
import { cpuTime, report } from './measure.ts';

const folder = process.argv[2];
const clock = performance.now();
const started = cpuTime();
let written = '';
if (folder !== undefined) await check.run([folder, '--output', 'json'], { now: () => new Date(), print: (text) => { written = text; }, complain: (text) => { throw new Error(text); }, write: () => undefined, exists: existsSync });
const judged: { readonly objects: number } = folder === undefined ? { objects: 0 } : JSON.parse(written);
report(judged.objects * rules.length, cpuTime() - started, performance.now() - clock);
