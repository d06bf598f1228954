/** Which part may know which. A rule broken here is a design question, not a nuisance. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'services-are-independent',
      comment: 'Services meet on the bus, never in code.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'domain-is-pure',
      comment: 'Decisions know the domain, the contracts and the time: no I/O, no clock, no random.',
      severity: 'error',
      from: { path: '^services/[^/]+/src/domain/', pathNot: ['[.]test[.]ts$', '/sample-[^/]+$'] },
      to: {
        pathNot: [
          '^services/[^/]+/src/domain/',
          '^shared/src/(contracts|time|identity)/',
          '^shared/src/(decision|errors|yaml-file)[.]ts$',
          'node_modules/(zod|temporal-polyfill|date-holidays|yaml)/',
        ],
      },
    },
    {
      name: 'only-the-log-knows-nats',
      severity: 'error',
      from: { path: '^(services|shared)/', pathNot: ['^shared/src/log/', '[.]test[.]ts$', '^services/[^/]+/test/'] },
      to: { path: 'node_modules/@nats-io/' },
    },
    {
      name: 'only-views-know-mongodb',
      severity: 'error',
      from: {
        path: '^(services|shared)/',
        pathNot: ['^shared/src/view/', '^services/[^/]+/src/view/', '[.]test[.]ts$', '^services/[^/]+/test/'],
      },
      to: { path: 'node_modules/mongoose/' },
    },
    {
      name: 'shared-knows-nobody',
      severity: 'error',
      from: { path: '^shared/', pathNot: ['[.]test[.]ts$', '/testing/'] },
      to: { path: '^(services|deploy|test|examples|bench)/' },
    },
    {
      name: 'tests-stay-out',
      severity: 'error',
      from: { path: '^(services/[^/]+/src|shared/src|deploy)/', pathNot: ['[.]test[.]ts$', '/testing/'] },
      to: { path: '^test/|[.]test[.]ts$|/testing/' },
    },
    {
      name: 'what-runs-is-no-development-tool',
      comment: 'The image is installed without development dependencies.',
      severity: 'error',
      from: {
        path: '^(services/[^/]+/src|shared/src|deploy)/',
        pathNot: ['[.]test[.]ts$', '/testing/', '/sample-[^/]+$', '^shared/src/time/second-opinion[.]ts$'],
      },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)[.](data|cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
