/** The commands by their names: a new one is a line here. */
import { admission } from './admission.ts';
import { check } from './check.ts';
import { UsageError, type Command, type World } from './command.ts';
import { evidence } from './evidence.ts';
import { explain } from './explain.ts';
import { listRules } from './list.ts';
import { reach } from './reach.ts';
import type { ExitCode } from '../report.ts';

export const commands: Readonly<Record<string, Command>> = { check, list: listRules, explain, reach, evidence, admission };

const help = (): string =>
  ['guichet-policies judges manifests, whoever wrote them', '', ...Object.values(commands).flatMap(({ usage, summary }) => [`  guichet-policies ${usage}`, `      ${summary}`]), '', 'Exit code: 0 clean, 1 findings, 2 could not judge', ''].join('\n');

/** Runs a command line. Never throws: what cannot be done is told, and is 2. */
export async function run([name, ...args]: readonly string[], world: World): Promise<ExitCode> {
  try {
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      (name === undefined ? world.complain : world.print)(help());
      return name === undefined ? 2 : 0;
    }
    if (name === '--explain') return await explain.run(args, world);
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) throw new UsageError(`there is no command ${name}: there are ${Object.keys(commands).join(', ')}`);
    return await command.run(args, world);
  } catch (error) {
    world.complain(`guichet-policies: ${error instanceof UsageError ? error.message : error instanceof Error ? `this is a fault of the program: ${error.stack ?? error.message}` : String(error)}\n`);
    return 2;
  }
}
