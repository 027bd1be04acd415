// In place of policies/program.cjs in the package: the program is one with its libraries, and runs on whichever Node.js asks for it.
const { join } = require('node:path');

module.exports = { node: process.execPath, program: join(__dirname, 'guichet-policies.mjs') };
