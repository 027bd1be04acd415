#!/usr/bin/env node
/** `guichet-policies` as it is packed. What it needs of Node.js is asked before the rest is loaded, which an older one could not read. */
import module from 'node:module';
import { join } from 'node:path';
import { oldest } from './engine.ts';

if (Number.parseInt(process.versions.node, 10) < oldest) {
  process.stderr.write(`guichet-policies: needs Node.js ${oldest} or newer, and this is ${process.versions.node}: run it on a newer one\n`);
  process.exitCode = 2;
} else {
  // Kept beside the program. Where that cannot be written, nothing is kept and nothing is lost.
  module.enableCompileCache(process.env['NODE_COMPILE_CACHE'] ?? join(import.meta.dirname, '.compiled'));
  await import('../../policies/cli/main.ts');
}
