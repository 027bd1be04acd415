/** The program `guichet-policies`. */
import { existsSync, writeFileSync, writeSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

// A run mostly ends before V8's last compiler, which works beside it, has earned what it takes: a seventh of the CPU time of a thousand objects, and
// a tenth of ten thousand. Said before anything else is loaded, since what Node.js keeps of compiled files counts for the flags they were compiled under.
setFlagsFromString('--no-turbofan');
const { run } = await import('./commands.ts');

/** Whole, whatever takes it: a pipe takes a part at a time, and may be closed by a reader that has seen enough. */
function writeAll(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw error;
    }
  }
}

process.exitCode = await run(process.argv.slice(2), {
  now: () => new Date(),
  print: (text) => writeAll(1, text),
  complain: (text) => writeAll(2, text),
  write: (file, text) => writeFileSync(file, text),
  exists: existsSync,
});
