import { defineConfig } from 'vitest/config'

/** Tests that kill and cancel other processes wait on the machine; where it is shared, they may try again once. */
const retry = process.env.CI ? 1 : 0

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/oracles/**', 'test/window/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          retry,
        },
      },
      {
        test: {
          name: 'oracles',
          include: ['test/oracles/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          retry,
        },
      },
    ],
  },
})
