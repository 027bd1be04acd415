#!/usr/bin/env node
// `guichet-policies`, on the Node.js that the lock file pins. Plain JavaScript, since it runs before anything is installed.
import './compile-cache.mjs';

process.argv.splice(2, 0, 'policies/cli/main.ts');
await import('./run.mjs');
