// Where the program is, for the plugin beside it: here its sources, which run on the Node.js that the lock file pins. What is packed has a file of its own in place of this.
const { dirname, join } = require('node:path');

module.exports = {
  node: join(dirname(require.resolve('node/package.json')), 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
  program: join(__dirname, 'cli', 'main.ts'),
};
