/** `guichet-policies list`: the rules. */
import { groups } from '../rules/index.ts';
import { UsageError, type Command } from './command.ts';

export const listRules: Command = {
  usage: 'list',
  summary: 'names the rules by their groups',
  run(args, { print }) {
    if (args.length > 0) throw new UsageError(`list takes nothing: ${args.join(' ')}`);
    const width = Math.max(...groups.flatMap(({ rules }) => rules.map(({ id }) => id.length)));
    print(groups.map(({ title, rules }) => [title, ...rules.map(({ id, title: what, severity = 'error' }) => `  ${id.padEnd(width)}  ${severity.padEnd(7)}  ${what}`), ''].join('\n')).join('\n'));
    return 0;
  },
};
