/** Tests run the TypeScript sources as ES modules; swc only strips the types. */
export default {
  testEnvironment: '<rootDir>/test/support/environment.mjs',
  // The library behind nkeys, as it runs outside of tests (environment.mjs).
  moduleNameMapper: { '^tweetnacl$': '<rootDir>/test/support/tweetnacl.cjs' },
  roots: ['<rootDir>/shared', '<rootDir>/services', '<rootDir>/deploy', '<rootDir>/test', '<rootDir>/examples'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, sourceMaps: 'inline' }],
  },
  transformIgnorePatterns: ['/node_modules/'],
  watchPathIgnorePatterns: ['/.data/', '/.cache/'],
  modulePathIgnorePatterns: ['/.data/', '/.cache/'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  // Most tests wait for real processes, not for the processor.
  maxWorkers: 4,
  testTimeout: 30_000,
};
