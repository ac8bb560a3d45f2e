import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { electronBinary } from '../../stand-in/electron-binary.ts'
import type { Runtime } from './fixtures.ts'

// The program is compiled once, not at every start on new user data.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../../node_modules/.cache/compiled')

const hasElectron = electronBinary() !== null
// Told once, by the main process of the run: its workers read this file again.
if (!hasElectron && process.env.TEST_WORKER_INDEX === undefined) console.log('skipped: no Electron binary')

export default defineConfig<{ runtime: Runtime }>({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results',
  reporter: [['list']],
  workers: 3,
  fullyParallel: false,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  // A machine that is also building something else may miss a moment once; the report names what was flaky.
  retries: process.env.CI ? 1 : 0,
  snapshotPathTemplate: '{testDir}/snapshots/{arg}{ext}',
  projects: [
    { name: 'stand-in', use: { runtime: 'stand-in' } },
    ...(hasElectron
      ? [{ name: 'electron', testIgnore: 'stand-in-*.spec.ts', use: { runtime: 'electron' as const } }]
      : []),
  ],
})
