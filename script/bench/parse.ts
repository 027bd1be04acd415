/** `parse.ts FOLDER`: the yardstick. Reads the files and parses them by js-yaml as it comes, keeps the objects, and does nothing with them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { cpuTime, report } from './measure.ts';

const folder = process.argv[2] ?? '';
const clock = performance.now();
const started = cpuTime();
const objects = readdirSync(folder).sort().flatMap((file) => loadAll(readFileSync(join(folder, file), 'utf8')));
if (objects.length === 0) throw new Error('nothing was parsed');
report(objects.length, cpuTime() - started, performance.now() - clock);
