/** Resolves at the first Ctrl-C, and keeps the process: later ones change nothing, since everything is being stopped. */
export const interruption = (): Promise<'interrupted'> =>
  new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => done('interrupted'));
  });
