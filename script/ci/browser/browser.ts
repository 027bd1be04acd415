/** A real browser, spoken to by the DevTools protocol over a pipe: no port is open, and it ends with the check. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { judge } from '../judges.ts';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

export type Params = Readonly<Record<string, unknown>>;

/** One tab. */
export interface Tab {
  /** A command of the protocol, and its result. */
  readonly send: <T>(method: string, params?: Params) => Promise<T>;
  /** Every event from now on. */
  readonly on: (method: string, heard: (params: unknown) => void) => void;
}

export interface Browser extends AsyncDisposable {
  readonly tab: Tab;
}

const quiet = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-extensions', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--hide-scrollbars'];

/** Messages end in a zero byte. */
async function* messagesOf(pipe: Readable): AsyncGenerator<Message> {
  let rest = '';
  for await (const chunk of pipe.setEncoding('utf8')) {
    const parts = `${rest}${String(chunk)}`.split('\0');
    rest = parts.pop() ?? '';
    for (const part of parts) yield JSON.parse(part);
  }
}

/** Starts a browser with one empty tab. */
export async function startBrowser(): Promise<Browser> {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-browser-'));
  const child = spawn(judge('chromium'), [...quiet, `--user-data-dir=${folder}`, '--remote-debugging-pipe', 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const [, , , input, output] = child.stdio;
  if (!(input instanceof Writable) || !(output instanceof Readable)) throw new Error('the browser has no pipe');

  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const listeners: { readonly method: string; readonly heard: (params: unknown) => void }[] = [];
  let count = 0;
  const ended = (reason: string): void => {
    for (const { reject } of waiting.values()) reject(new Error(`the browser ended: ${reason}`));
  };
  child.on('error', ({ message }) => ended(message)).on('exit', (status) => ended(`exit ${status}`));
  input.on('error', () => undefined);
  void (async () => {
    for await (const { id, method, params, result, error } of messagesOf(output)) {
      const one = id === undefined ? undefined : waiting.get(id);
      if (error) one?.reject(new Error(error.message));
      else one?.resolve(result);
      for (const listener of listeners) if (listener.method === method) listener.heard(params);
    }
  })().catch(({ message }: Error) => ended(message));

  const send = async <T>(method: string, params: Params = {}, session?: string): Promise<T> => {
    const id = (count += 1);
    const answer = Promise.withResolvers<unknown>();
    waiting.set(id, answer);
    input.write(`${JSON.stringify({ id, method, params, ...(session !== undefined && { sessionId: session }) })}\0`);
    return (await answer.promise) as T;
  };

  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      send('Browser.close').catch(() => undefined);
      const killed = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await gone;
      clearTimeout(killed);
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };

  try {
    const { targetInfos } = await send<{ readonly targetInfos: readonly { readonly targetId: string; readonly type: string }[] }>('Target.getTargets');
    const page = targetInfos.find(({ type }) => type === 'page') ?? (await send<{ readonly targetId: string }>('Target.createTarget', { url: 'about:blank' }));
    const { sessionId } = await send<{ readonly sessionId: string }>('Target.attachToTarget', { targetId: page.targetId, flatten: true });
    return { tab: { send: (method, params) => send(method, params, sessionId), on: (method, heard) => void listeners.push({ method, heard }) }, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}
