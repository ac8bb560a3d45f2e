import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// The programs and threads that tests start are compiled once, not in every test.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/compiled')

/** Tests that kill and cancel other processes wait on the machine; where it is shared, they may try again once. */
const retry = process.env.CI ? 1 : 0

/** The trainings among the oracles are the longest files: begun first, they end while the rest runs beside them. */
class OraclesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const rank = (file: TestSpecification) =>
      file.moduleId.endsWith('oracles/models.test.ts') ? 0 : file.project.name === 'oracles' ? 1 : 2
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig({
  test: {
    // One fewer is the default, which on two cores leaves one idle.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: OraclesFirst },
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
