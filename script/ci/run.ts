/** Programs that a check runs to their end. */
import { spawnSync } from 'node:child_process';

/** What it printed. Throws with its words where it fails. */
export function run(command: string, args: readonly string[], { cwd, env }: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {}): string {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error ? error.message : `exit ${status}: ${stderr || stdout}`}`);
  return stdout;
}
