/** The commands by their names: a new one is a line here. */
import { UsageError, type Command, type World } from './command.ts';
import type { ExitCode } from '../report.ts';

/** Each is loaded when it is asked for: what only another needs would cost a short run a tenth of its time. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => (await import('./check.ts')).check,
  list: async () => (await import('./list.ts')).listRules,
  explain: async () => (await import('./explain.ts')).explain,
  reach: async () => (await import('./reach.ts')).reach,
  evidence: async () => (await import('./evidence.ts')).evidence,
  admission: async () => (await import('./admission.ts')).admission,
};

const help = async (): Promise<string> =>
  ['guichet-policies judges manifests, whoever wrote them', '', ...(await Promise.all(Object.values(commands).map((load) => load()))).flatMap(({ usage, summary }) => [`  guichet-policies ${usage}`, `      ${summary}`]), '', 'Exit code: 0 clean, 1 findings, 2 could not judge', ''].join('\n');

/** Runs a command line. Never throws: what cannot be done is told, and is 2. */
export async function run([name, ...args]: readonly string[], world: World): Promise<ExitCode> {
  try {
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      (name === undefined ? world.complain : world.print)(await help());
      return name === undefined ? 2 : 0;
    }
    const asked = name === '--explain' ? 'explain' : name;
    const load = Object.hasOwn(commands, asked) ? commands[asked] : undefined;
    if (!load) throw new UsageError(`there is no command ${name}: there are ${Object.keys(commands).join(', ')}`);
    return await (await load()).run(args, world);
  } catch (error) {
    world.complain(`guichet-policies: ${error instanceof UsageError ? error.message : error instanceof Error ? `this is a fault of the program: ${error.stack ?? error.message}` : String(error)}\n`);
    return 2;
  }
}
