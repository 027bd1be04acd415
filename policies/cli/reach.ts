/** `guichet-policies reach`: who reaches whom, by which lines, and whether that is what is declared. */
import { parseArgs } from 'node:util';
import { reach as answer, type ReachFormat } from '../reach/index.ts';
import { UsageError, type Command } from './command.ts';

const formats: readonly ReachFormat[] = ['text', 'html', 'mermaid'];

const options = { from: { type: 'string' }, to: { type: 'string' }, output: { type: 'string', short: 'o' } } as const;

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

export const reach: Command = {
  usage: `reach PATH... [--from A] [--to B] [--output ${formats.join('|')}]`,
  summary: 'who reaches whom and by which lines, compared with the declared graph beside them; A and B are like vault, guichet-cardholder/vault, guichet-core/* or internet',
  run(args, { print, complain }) {
    const { values: { from, to, output = 'text' }, positionals } = parsed(args);
    const format = formats.find((one) => one === output);
    if (!format) throw new UsageError(`--output ${output}: it is one of ${formats.join(', ')}`);
    if (positionals.length === 0) throw new UsageError('reach needs the files or folders of one cluster');
    const result = answer({ paths: positionals, format, ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
    for (const problem of result.problems) complain(`${problem}\n`);
    print(`${result.output}\n`);
    return result.exitCode;
  },
};
