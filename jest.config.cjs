// One project: unit, pipeline, rule, browser and architecture tests alike, compiled by swc; types are checked by `tsc` on its own.

// The SDK says on stderr that it will want a newer Node next year; main.ts silences it likewise.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

// The page of the local Slack renders through packages that come as ES modules only; jest 30 on Node 20 needs them compiled too.
const ES_MODULES = [
  ...[
    'react-markdown',
    'remark-',
    'rehype-',
    'mdast-',
    'micromark',
    'hast-',
    'unist-',
    'unified',
    'vfile',
    'node-emoji',
  ],
  ...['character-', 'decode-named-character-reference', 'stringify-entities', 'parse-entities', 'property-information'],
  ...[
    'space-separated-tokens',
    'comma-separated-tokens',
    'html-url-attributes',
    'estree-util-',
    'is-',
    'devlop',
    'bail',
  ],
  ...['trough', 'escape-string-regexp', 'trim-lines', 'longest-streak', 'zwitch', 'ccount', 'markdown-table', '@ungap'],
];

module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/build/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/build/'],
  transformIgnorePatterns: [`/node_modules/(?!(${ES_MODULES.join('|')}))`],
  testEnvironment: 'node',
  // Most tests wait for a server of their own, so that two do not hinder each other on two cores.
  maxWorkers: 2,
  testTimeout: 20_000,
  reporters: ['default', '<rootDir>/test/counts-reporter.cjs'],
  transform: {
    '^.+\\.[jt]sx?$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          target: 'es2023',
          transform: { react: { runtime: 'automatic' } },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
};
