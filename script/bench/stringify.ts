/** `stringify.ts OBJECTS`: the yardstick. Reads the same objects as JSON and turns each into YAML as cdk8s does; writes nothing. */
import { readFileSync } from 'node:fs';
import { Yaml } from 'cdk8s';
import type { TreeFile } from '../../constructs/tree.ts';
import { cpuTime, report } from './measure.ts';

const files: readonly TreeFile[] = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const clock = performance.now();
const started = cpuTime();
let characters = 0;
for (const { content } of files) characters += Yaml.stringify(content).length;
if (characters === 0) throw new Error('nothing was stringified');
report(files.length, cpuTime() - started, performance.now() - clock);
