// Programs that are started from here keep what Node.js compiles of them, beside the installed packages: a third of a short run goes into stripping
// types and compiling. By the environment, so that it holds from their first file on. Where the folder cannot be written, nothing is kept and nothing
// is lost. Plain JavaScript for Node.js 20, since it runs before anything is installed.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.env['NODE_COMPILE_CACHE'] ??= join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', '.cache', 'guichet', 'compiled');
