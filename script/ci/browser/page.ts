/** What a person does with a page, by keys alone, and what there is to see then. */
import { EventEmitter, once } from 'node:events';
import { hold } from '../check.ts';
import type { Tab } from './browser.ts';

interface Evaluated<T> {
  readonly result: { readonly value: T };
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
}

const keys = { Tab: 9, Enter: 13, Escape: 27 } as const;

/** A page in a tab. What it complains of, and what it asks the network for, is kept. */
export class Page {
  readonly #tab: Tab;
  readonly complaints: string[] = [];
  readonly requests: string[] = [];

  private constructor(tab: Tab) {
    this.#tab = tab;
  }

  static async open(tab: Tab, url: string): Promise<Page> {
    const page = new Page(tab);
    const events = new EventEmitter();
    tab.on('Runtime.exceptionThrown', (params) => void page.complaints.push(JSON.stringify(params)));
    tab.on('Log.entryAdded', (params) => void page.complaints.push(JSON.stringify(params)));
    tab.on('Network.requestWillBeSent', (params) => void page.requests.push((params as { readonly request: { readonly url: string } }).request.url));
    tab.on('Page.loadEventFired', () => void events.emit('load'));
    for (const domain of ['Runtime', 'Log', 'Network', 'Page']) await tab.send(`${domain}.enable`);
    const loaded = once(events, 'load');
    await tab.send('Page.navigate', { url });
    await loaded;
    return page;
  }

  /** What an expression says in the page. */
  async says<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.#tab.send<Evaluated<T>>('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    hold(exceptionDetails === undefined, `${expression}: ${exceptionDetails?.exception?.description ?? exceptionDetails?.text ?? ''}`);
    return result.value;
  }

  async press(key: keyof typeof keys, times = 1, { shift = false } = {}): Promise<void> {
    const common = { key, code: key, windowsVirtualKeyCode: keys[key], ...(shift && { modifiers: 8 }) };
    for (let i = 0; i < times; i += 1) {
      await this.#tab.send('Input.dispatchKeyEvent', { type: 'keyDown', ...common, ...(key === 'Enter' && { text: '\r' }) });
      await this.#tab.send('Input.dispatchKeyEvent', { type: 'keyUp', ...common });
    }
  }

  write = (text: string): Promise<object> => this.#tab.send('Input.insertText', { text });

  /** As wide and high as a device is, in pixels of CSS. */
  async sized(width: number, height: number): Promise<void> {
    await this.#tab.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    await this.painted();
  }

  async coloured(scheme: 'light' | 'dark'): Promise<void> {
    await this.#tab.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
    await this.painted();
  }

  /** Twice: once for what was asked to be done, once for what follows from it. */
  painted = (): Promise<true> => this.says('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))');

  async picture(): Promise<Buffer> {
    const { data } = await this.#tab.send<{ readonly data: string }>('Page.captureScreenshot', { format: 'png' });
    return Buffer.from(data, 'base64');
  }

  print = (): Promise<object> => this.#tab.send('Page.printToPDF', {});
}
