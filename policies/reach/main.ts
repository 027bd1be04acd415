/** `node policies/reach/main.ts PATH... [--from A] [--to B] [--format text|html|mermaid]`. */
import { parseArgs } from 'node:util';
import { reach, type ReachFormat } from './command.ts';

const formats: readonly ReachFormat[] = ['text', 'html', 'mermaid'];

const { values, positionals } = parseArgs({ allowPositionals: true, options: { from: { type: 'string' }, to: { type: 'string' }, format: { type: 'string', default: 'text' } } });
const format = formats.find((one) => one === values.format);

if (!format || positionals.length === 0) {
  console.error(`usage: reach PATH... [--from A] [--to B] [--format ${formats.join('|')}]`);
  process.exitCode = 2;
} else {
  const { exitCode, output, problems } = reach({ paths: positionals, format, ...(values.from !== undefined && { from: values.from }), ...(values.to !== undefined && { to: values.to }) });
  for (const problem of problems) console.error(problem);
  console.log(output);
  process.exitCode = exitCode;
}
