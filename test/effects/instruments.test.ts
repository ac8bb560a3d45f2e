import { describe, expect, it } from 'vitest'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { acceptedEverywhere } from '../../src-main/effects/estimators/accepted-values.ts'
import { endsOf, notAbove, shapeOf } from '../../src-main/effects/estimators/anderson-rubin.ts'
import { random } from '../../src-main/numeric/random.ts'
import { rejections, sizeStudies } from './instrument-designs.ts'
import { tableOf } from './tables.ts'

const seeds = 60

describe('tests of instruments reject what is true in one of twenty', () => {
  // 3 ± 1.7 of 60 by chance alone; the full study is `npm run bench -- effects-instruments`.
  it.each(sizeStudies.map((study) => [study.label, study] as const))('%s', (label, study) => {
    const rejected = rejections(study, seeds, 300)
    console.log(`${label}: ${rejected} of ${seeds}`)
    expect(rejected).toBeLessThanOrEqual(9)
  })
})

describe('what weak instruments leave of the effects', () => {
  const inf = Number.POSITIVE_INFINITY
  const below = (end: number) => [-inf, end]
  const above = (end: number) => [end, inf]
  it.each([
    ['interval', [[-1, 3]], 1, -2, -3],
    ['rays', [below(-1), above(3)], -1, 2, 3],
    ['line', [[-inf, inf]], -1, 0, -1],
    ['empty', [], 1, 0, 1],
    ['ray', [[-inf, 2]], 0, 1, -2],
    ['line', [[-inf, inf]], 0, 0, -1],
  ] as const)('is an inequality’s solution: %s', (shape, wanted, square, linear, constant) => {
    const set = notAbove(square, linear, constant)
    expect(set).toEqual(wanted)
    expect(shapeOf(set)).toBe(shape)
  })

  it('turns its ends about where it is everything but an interval', () => {
    expect(endsOf(notAbove(-1, 2, 3))).toEqual([3, -1])
  })

  it('is found between the points of a grid too', () => {
    const wanted = [
      [0.1234, 0.1236],
      [0.5, 0.6],
    ]
    const excess = (x: number) =>
      wanted.reduce((product, [low, high]) => product * (x - low) * (x - high), 1) * 1000
    const found = acceptedEverywhere(excess, 0, 1)
    expect(found).toHaveLength(2)
    found.flat().forEach((value, k) => {
      expect(value).toBeCloseTo(wanted.flat()[k], 10)
    })
  })

  /** Rows by seed whose instruments move the treatment by `strength`; the outcome by `direct` as well. */
  const asked = (strength: number, direct: number, instruments: string[], standardErrors?: 'classical') => {
    const source = random(3, 'weak', strength, direct)
    const rows = Array.from({ length: 200 }, () => {
      const [a, b, u, e] = [0, 1, 2, 3].map(() => source.normal())
      const d = strength * (a + b) + u
      return { a, b, d, y: d + direct * (a - b) + u + e }
    })
    const table = tableOf(
      Object.fromEntries((['a', 'b', 'd', 'y'] as const).map((name) => [name, rows.map((row) => row[name])])),
    )
    const found = estimateEffect(table, {
      treatment: 'd',
      outcome: 'y',
      method: 'iv_2sls',
      instruments,
      standardErrors,
    })
    return found.diagnostics.instruments!
  }

  it.each([
    ['interval', 1, 0, ['a', 'b']],
    ['empty', 1, 2, ['a', 'b']],
    ['line', 0, 0, ['a']],
    ['rays', 0.05, 2, ['a']],
  ] as const)('is told apart: %s', (shape, strength, direct, instruments) => {
    const plain = asked(strength, direct, [...instruments], 'classical')
    expect(plain.weakInstrumentInterval.shape).toBe(shape)
    expect(plain.robustWeakInstrumentInterval).toBeUndefined()
    const robust = asked(strength, direct, [...instruments]).robustWeakInstrumentInterval!
    expect(robust.shape).toBe(shape)
    expect(robust.inWords.words).toContain('iv_robust_anderson_rubin')
  })
})
