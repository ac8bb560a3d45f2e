import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { estimateOptions } from '../../src-main/contract/effects.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { estimateEffectOn } from '../../src-main/effects/estimate.ts'
import { refuteEffectOn } from '../../src-main/effects/refute.ts'
import { threadedParallel } from '../../src-main/engine/threaded-parallel.ts'
import { sharedFloat64, type Table } from '../../src-main/numeric/columns.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { random } from '../../src-main/numeric/random.ts'

const entry = new URL('../../src-main/worker.ts', import.meta.url)

function table(rows: number): Table {
  const source = random(11, 'threaded')
  const [x, t, y] = [sharedFloat64(rows), sharedFloat64(rows), sharedFloat64(rows)]
  for (let i = 0; i < rows; i++) {
    x[i] = source.normal()
    t[i] = source.uniform() < 1 / (1 + Math.exp(-x[i])) ? 1 : 0
    y[i] = x[i] + 2 * t[i] + source.normal()
  }
  const columns = [
    { kind: 'number' as const, name: 'x', values: x },
    { kind: 'number' as const, name: 't', values: t },
    { kind: 'number' as const, name: 'y', values: y },
  ]
  return { rows, columns }
}

describe('work over threads', () => {
  test('gives the same bits for one, two and four workers', async () => {
    const data = table(2000)
    const options = v.parse(estimateOptions, {
      method: 'aipw',
      treatment: 't',
      outcome: 'y',
      adjustFor: ['x'],
      folds: 4,
    })
    const challenge = {
      refuters: ['placebo_treatment', 'random_subset'] as const,
      repetitions: 40,
      negativeControls: [],
    }
    const expected = await refuteEffectOn(data, options, challenge, serial, silent)
    const estimate = await estimateEffectOn(data, options, serial, silent)
    for (const workers of [1, 2, 4]) {
      const parallel = threadedParallel(entry, workers)
      const refuted = await refuteEffectOn(data, options, challenge, parallel, silent)
      expect(refuted.refutations).toEqual(expected.refutations)
      const again = await estimateEffectOn(data, options, parallel, silent)
      expect([again.estimate, again.standardError]).toEqual([estimate.estimate, estimate.standardError])
      await parallel.close()
    }
  })
})
