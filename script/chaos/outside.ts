/** The control of the sandbox: what somebody outside does, what goes wrong there, and what happened. */
import type { Happened } from '../../services/sandbox/frame/part.ts';
import type { Rule } from '../../services/sandbox/frame/faults.ts';
import type { Counter } from '../demo/counter.ts';

export interface Outside {
  /** What a payer sees, or nothing where the provider has refused. */
  readonly act: (part: string, act: string, detail: Readonly<Record<string, string>>) => Promise<unknown>;
  readonly faults: (rules: readonly Rule[]) => Promise<void>;
  /** How often each fault has struck. */
  readonly struck: () => Promise<Readonly<Record<string, number>>>;
  /** Sends every webhook that waits for another try. */
  readonly hurry: () => Promise<void>;
  readonly happened: () => Promise<readonly Happened[]>;
}

export function outsideOf({ sandbox }: Pick<Counter, 'sandbox'>): Outside {
  async function ask(path: string, method = 'GET', body?: unknown): Promise<unknown> {
    const response = await fetch(new URL(path, sandbox.control), { method, ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`the sandbox answered ${method} ${path} with ${response.status}: ${await response.text()}`);
    return response.json();
  }
  return {
    act: async (part, act, detail) => {
      const said = await ask(`/parts/${part}/acts/${act}`, 'POST', detail).catch(() => undefined);
      return typeof said === 'object' && said !== null && 'saw' in said ? said.saw : undefined;
    },
    faults: async (rules) => void (await ask('/faults', 'PUT', rules)),
    struck: async () => (await ask('/faults')) as Readonly<Record<string, number>>,
    hurry: async () => void (await ask('/deliveries/hurry', 'POST')),
    happened: async () => (await ask('/happened')) as readonly Happened[],
  };
}
