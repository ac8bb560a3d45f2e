import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/oracles/**', 'test/window/**'],
          testTimeout: 120_000,
        },
      },
      { test: { name: 'oracles', include: ['test/oracles/**/*.test.ts'], testTimeout: 300_000 } },
    ],
  },
})
