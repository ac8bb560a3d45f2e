import { describe, expect, it } from 'vitest'
import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import { effectHeterogeneity } from '../../src-main/effects/heterogeneity/heterogeneity.ts'
import { expit } from '../../src-main/numeric/generalised-linear.ts'
import { random } from '../../src-main/numeric/random.ts'
import { upliftGain } from '../../src-main/numeric/trees/uplift-split.ts'
import { numbersOf, tableOf } from './tables.ts'

describe('what a split gains', () => {
  const all = { treated: 100, control: 100, treatedOnes: 60, controlOnes: 40 }
  const left = { treated: 50, control: 50, treatedOnes: 45, controlOnes: 10 }

  // By hand, chances (k + 1) / (n + 2): 61/102 and 41/102; 46/52 and 11/52; 16/52 and 31/52. The arms part evenly, so
  // the norm is 1/2 more than the impurity of two halves.
  it.each([
    ['kl', 0.763007 / 1.5],
    ['euclidean', 0.459349],
    ['chi2', 1.370968],
  ] as const)('is what the paper says, by %s', (kind, expected) => {
    expect(upliftGain(kind, all, left)).toBeCloseTo(expected, 5)
  })

  it('is little where the split parts the arms themselves', () => {
    const parting = { treated: 90, control: 10, treatedOnes: 54, controlOnes: 4 }
    expect(upliftGain('kl', all, parting)).toBeLessThan(0.02)
  })
})

/** Treatment follows b; it adds 0.4 to the chance of y for group p where a > 0, and nothing elsewhere. */
function draw(rows: number, confounding: number) {
  const source = random(17, 'uplift')
  const normal = () => Float64Array.from({ length: rows }, () => source.normal())
  const [a, b, noise] = [normal(), normal(), normal()]
  const g = Array.from({ length: rows }, () => ['p', 'q', 'r'][source.integer(3)])
  const d = b.map((value) => (source.uniform() < expit(confounding * value) ? 1 : 0))
  const effect = a.map((value, i) => (value > 0 && g[i] === 'p' ? 0.4 : 0))
  const y = d.map((treated, i) =>
    source.uniform() < 0.3 + 0.15 * Math.tanh(b[i]) + treated * effect[i] ? 1 : 0,
  )
  return { table: tableOf({ d, y, a, b, noise, g }), effect }
}

const question: EstimateRequest = {
  treatment: 'd',
  outcome: 'y',
  adjustFor: ['a', 'b', 'noise', 'g'],
  method: 'uplift_forest',
}

describe.each([
  ['uplift_forest', 0, 'kl', 0.35],
  ['uplift_forest', 1, 'euclidean', 0.35],
  ['uplift_tree', 0, 'kl', 0.35],
  ['uplift_tree', 1, 'chi2', 0.45],
] as const)(
  '%s, arms by chance and %f of confounding, split by %s',
  (method, confounding, divergence, limit) => {
    const { table, effect } = draw(6000, confounding)
    const result = effectHeterogeneity(table, { ...question, method, divergence, trees: 60 })

    it('finds whom the treatment moves', () => {
      const mean = effect.reduce((sum, value) => sum + value, 0) / effect.length
      const missed = effect.reduce((sum, value, i) => sum + (result.effects[i] - value) ** 2, 0)
      const plain = effect.reduce((sum, value) => sum + (value - mean) ** 2, 0)
      expect(missed).toBeLessThan(limit * plain)
      expect(
        result.importance
          .slice(0, 2)
          .map(({ column }) => column)
          .sort(),
      ).toEqual(['a', 'g'])
      expect(result.rank.autocInterval[0]).toBeGreaterThan(0)
    })

    it('averages to the truth', () => {
      const mean = effect.reduce((sum, value) => sum + value, 0) / effect.length
      expect(Math.abs(result.average.estimate - mean)).toBeLessThan(3 * result.average.standardError)
    })
  },
)

it('an uplift forest refuses outcomes that are not yes or no', () => {
  const { table } = draw(200, 0)
  const y = numbersOf(table, 'a')
  const other = tableOf({
    ...Object.fromEntries(table.columns.map((c) => [c.name, c.kind === 'number' ? c.values : c.codes])),
    y,
  })
  expect(() => effectHeterogeneity(other, question)).toThrow('EFFECTS_OUTCOME_UNSUITED')
})
