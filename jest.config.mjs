export default {
  testEnvironment: 'node',
  // ESM throughout: the published models have no other form.
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['@swc/jest', { jsc: { target: 'esnext', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }] },
  // Most tests wait for processes and databases: a worker for each core keeps them busy.
  maxWorkers: '100%',
  // A limit for what hangs, not a measure: machines are slow and busy.
  testTimeout: 60_000,
  testMatch: ['<rootDir>/{constructs,environments,policies,services,stacks,test,script}/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  snapshotFormat: { escapeString: false, printBasicPrototype: false },
};
