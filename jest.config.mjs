export default {
  testEnvironment: 'node',
  // ESM throughout: the published models have no other form.
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['@swc/jest', { jsc: { target: 'esnext', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }] },
  testMatch: ['<rootDir>/{constructs,environments,policies,services,stacks,test,script}/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  snapshotFormat: { escapeString: false, printBasicPrototype: false },
};
