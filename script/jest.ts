/** What Node.js is told to start Jest, in the root of the project: modules are loaded as Node.js loads them. */
export const jest = (...args: readonly string[]): readonly string[] => ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', ...args];
