import { describe, expect, it } from 'vitest'
import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { hash32, random } from '../../src-main/numeric/random.ts'
import { confounded, covariates } from './shop.ts'
import { tableOf } from './tables.ts'

describe('repeated splits', () => {
  const { table } = confounded(400, 77)
  const question: EstimateRequest = {
    treatment: 'd',
    outcome: 'y',
    method: 'dml_plr',
    adjustFor: [...covariates],
    outcomeModel: 'linear',
    propensityModel: 'logit',
    folds: 2,
    seed: 5,
  }
  const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[(values.length - 1) / 2]

  // Chernozhukov et al. 2018, definition 3.3 and the variance of section 3.4; what DoubleML's n_rep gives.
  it('give the median of the estimates, and its error with what the splits disagree by', () => {
    const draws = Array.from({ length: 5 }, (_, split) =>
      estimateEffect(table, { ...question, seed: split === 0 ? 5 : hash32(5, `split/${split}`) }),
    )
    const estimate = middle(draws.map((draw) => draw.estimate))
    const variance = middle(draws.map((draw) => draw.standardError ** 2 + (draw.estimate - estimate) ** 2))
    const result = estimateEffect(table, { ...question, splits: 5 })
    expect(result.estimate).toBe(estimate)
    expect(result.standardError).toBeCloseTo(Math.sqrt(variance), 14)
    expect(result.diagnostics.details.splits).toEqual(draws.map((draw) => draw.estimate))
    const reach = (result.confidenceInterval[1] - result.confidenceInterval[0]) / 2
    expect(reach / result.standardError).toBeCloseTo(1.959963984540054, 10)
    expect(new Set(draws.map((draw) => draw.estimate)).size).toBe(5)
  })

  it('give every contrast of several arms its own median and error', () => {
    const source = random(78, 'three arms')
    const a = Array.from({ length: 240 }, () => source.normal())
    const arm = a.map((value) => 'xyz'[Math.min(2, Math.floor(3 * source.uniform() + (value > 1 ? 0.3 : 0)))])
    const y = a.map((value, i) => value + 'xyz'.indexOf(arm[i]) + source.normal())
    const asked = {
      ...question,
      treatment: 'arm',
      treated: 'y',
      control: 'x',
      method: 'dml_irm',
      adjustFor: ['a'],
    } satisfies EstimateRequest
    const several = tableOf({ a, arm, y })
    const draws = Array.from({ length: 3 }, (_, split) =>
      estimateEffect(several, { ...asked, seed: split === 0 ? 5 : hash32(5, `split/${split}`) }),
    )
    const result = estimateEffect(several, { ...asked, splits: 3 })
    result.contrasts!.forEach((contrast, k) => {
      const estimates = draws.map((draw) => draw.contrasts![k].estimate)
      expect(contrast.estimate).toBe(middle(estimates))
      const variance = middle(
        draws.map(
          ({ contrasts }, s) => contrasts![k].standardError ** 2 + (estimates[s] - contrast.estimate) ** 2,
        ),
      )
      expect(contrast.standardError).toBeCloseTo(Math.sqrt(variance), 14)
    })
    expect(result.contrasts![0].standardError).toBe(result.standardError)
  })

  it('depend less on the seed the more there are', () => {
    const spread = (splits: number) => {
      const estimates = [1, 2, 3, 4, 5, 6].map(
        (seed) => estimateEffect(table, { ...question, splits, seed }).estimate,
      )
      return Math.max(...estimates) - Math.min(...estimates)
    }
    expect(spread(15)).toBeLessThan(0.8 * spread(1))
  })
})
