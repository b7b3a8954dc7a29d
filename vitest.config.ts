// Three projects: what needs no database, and what needs one on each of the two kinds.
import { defineConfig } from 'vitest/config'
import { findChromium } from './test/support/chromium.ts'
import { findBinaries } from './test/support/cluster.ts'

const DATABASE_TESTS = ['test/**/*.db.test.ts']
const SERVER_ONLY = ['test/**/*.server.db.test.ts']
/** What a browser shows is the same on either database: once, on the embedded one. */
const BROWSER = ['test/**/*.browser.db.test.ts']

/** What is understood, said and counted in days is the same on either database too: once, on the server where there is one. */
const WORDS = [
  'test/dialogue/**',
  'test/journeys/{festival,refused,spring,application}.db.test.ts',
  'test/scheduler/{alarms,reminders}.db.test.ts',
  'test/quarter/**',
  'test/demo/**',
]
const server = Boolean(process.env['TEST_DATABASE_URL']) || findBinaries() !== undefined

// isolate: false: a worker keeps what it has loaded from file to file; code holds no state of its own (architecture.test.ts)
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 3,
    testTimeout: 90_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'once', include: ['test/**/*.test.ts'], exclude: DATABASE_TESTS } },
      {
        extends: true,
        test: {
          name: 'embedded',
          include: DATABASE_TESTS,
          exclude: [...SERVER_ONLY, ...(findChromium() ? [] : BROWSER), ...(server ? WORDS : [])],
          isolate: false,
          env: { TEST_DATABASE: 'embedded', TEST_BOTH: server ? 'yes' : 'no' },
          globalSetup: 'test/support/embedded-setup.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'server',
          include: DATABASE_TESTS,
          exclude: BROWSER,
          isolate: false,
          env: { TEST_DATABASE: 'server', TEST_BOTH: 'yes' },
          globalSetup: 'test/support/server-setup.ts',
        },
      },
    ],
  },
})
