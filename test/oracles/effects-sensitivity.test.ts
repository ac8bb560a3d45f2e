import { describe, expect, it } from 'vitest'
import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { adjustedInterval } from '../../src-main/effects/sensitivity/adjusted-interval.ts'
import { analyseSensitivity } from '../../src-main/effects/sensitivity/analysis.ts'
import {
  eValueInterval,
  eValueOf,
  observedCovariateEValue,
  ratioOfMeanDifference,
  ratioOfOdds,
} from '../../src-main/effects/sensitivity/e-value.ts'
import {
  adjustedEstimate,
  partialR2,
  robustnessValue,
} from '../../src-main/effects/sensitivity/partial-r2.ts'
import { hasShared, oracle, readShared, whySkipped } from '../effects/tables.ts'

if (!hasShared) console.log(whySkipped)

describe.runIf(hasShared)('sensemakr', () => {
  const expected = hasShared
    ? oracle<{
        est: number
        se: number
        t: number
        dof: number
        r2: number
        rv: number
        rv_a05: number
        bounds_female: Record<string, { r2dz: number; r2yz: number; est: number; se: number; t: number }>
      }>('sensemakr-darfur')
    : null!
  const question: EstimateRequest = {
    treatment: 'directlyharmed',
    outcome: 'peacefactor',
    method: 'regression',
    standardErrors: 'classical',
    adjustFor: ['age', 'farmer_dar', 'herder_dar', 'pastvoted', 'hhsize_darfur', 'female', 'village'],
  }

  it('agrees on Darfur, with bounds by female', () => {
    const table = readShared('sensemakr__darfur.csv')
    const result = analyseSensitivity(table, question, { benchmarks: ['female'], times: [1, 2, 3] })
    expect(result.estimate).toBeCloseTo(expected.est, 6)
    expect(result.standardError).toBeCloseTo(expected.se, 6)
    expect(result.tValue).toBeCloseTo(expected.t, 5)
    expect(result.degreesOfFreedom).toBe(expected.dof)
    expect(result.partialR2).toBeCloseTo(expected.r2, 6)
    expect(result.robustnessValue).toBeCloseTo(expected.rv, 6)
    expect(result.robustnessValueAlpha).toBeCloseTo(expected.rv_a05, 6)
    expect(result.bounds.map(({ times }) => times)).toEqual([1, 2, 3])
    for (const bound of result.bounds) {
      const wanted = expected.bounds_female[String(bound.times)]
      expect(bound.r2TreatmentConfounder).toBeCloseTo(wanted.r2dz, 5)
      expect(bound.r2OutcomeConfounder).toBeCloseTo(wanted.r2yz, 5)
      expect(bound.adjustedEstimate).toBeCloseTo(wanted.est, 5)
      expect(bound.adjustedStandardError).toBeCloseTo(wanted.se, 5)
      expect(bound.adjustedT).toBeCloseTo(wanted.t, 4)
    }
  })

  it('agrees on the interval adjusted for a confounder as strong as female', () => {
    const table = readShared('sensemakr__darfur.csv')
    const { r2dz, r2yz, est, se } = expected.bounds_female['1']
    const adjusted = adjustedInterval(estimateEffect(table, question), r2dz, r2yz)
    expect(adjusted.estimate).toBeCloseTo(est, 5)
    expect(adjusted.standardError).toBeCloseTo(se, 5)
    expect(adjusted.confidenceInterval[0]).toBeLessThan(est)
  })

  it('agrees on its closed forms', () => {
    const forms = oracle<Record<string, number>>('sensemakr-formulas')
    expect(robustnessValue(2, 10)).toBeCloseTo(forms.rv_t2_dof10, 5)
    expect(robustnessValue(2, 10, 1, 0.05)).toBe(forms.rv_t2_dof10_alpha05)
    expect(partialR2(1.89, 1121)).toBeCloseTo(forms.partial_r2_t1_89_dof1121, 4)
    expect(robustnessValue(37.5, 983)).toBeCloseTo(forms.rv_t37_5_dof983, 2)
    expect(robustnessValue(17, 983)).toBeCloseTo(forms.rv_t17_dof983, 3)
  })

  it('leaves an estimate of zero at its robustness value', () => {
    const regression = { estimate: 2, standardError: 0.5, degreesOfFreedom: 200 }
    const value = robustnessValue(4, 200)
    expect(adjustedEstimate(regression, value, value).estimate).toBeCloseTo(0, 10)
  })
})

describe.runIf(hasShared)('E-values (VanderWeele and Ding; DoWhy’s tests)', () => {
  const expected = hasShared ? oracle<Record<string, Record<string, number> & number>>('evalue') : null!

  it('agree for mean differences', () => {
    for (const [name, estimate, error, deviation] of [
      ['OLS est .293 se .196 sd 17.405', 0.293, 0.196, 17.405],
      ['MD .5 se .25', 0.5, 0.25, 1],
    ] as const) {
      const ratio = ratioOfMeanDifference(estimate, error, deviation)
      expect(ratio.estimate).toBeCloseTo(expected[name].rr, 3)
      expect(ratio.interval[0]).toBeCloseTo(expected[name].lo, 3)
      expect(ratio.interval[1]).toBeCloseTo(expected[name].hi, 3)
      expect(eValueOf(ratio.estimate)).toBeCloseTo(expected[name].e, 3)
      expect(eValueInterval(ratio)[0]).toBeCloseTo(expected[name].e_ci, 3)
    }
  })

  it('agree for ratios', () => {
    const odds = ratioOfOdds(0.86, [0.75, 0.99], false)
    const common = expected['OR .86 (.75,.99) common']
    expect(odds.estimate).toBeCloseTo(common.rr, 3)
    expect(eValueOf(odds.estimate)).toBeCloseTo(common.e, 3)
    expect(eValueInterval(odds)[0]).toBeCloseTo(common.e_ci, 3)
    const risk = { estimate: 0.8, interval: [0.71, 0.91] } as const
    expect(eValueOf(0.8)).toBeCloseTo(expected['RR .8 (.71,.91)'].e, 3)
    expect(eValueInterval(risk)[0]).toBeCloseTo(expected['RR .8 (.71,.91)'].e_ci, 3)
    expect(observedCovariateEValue(2, 4)).toBeCloseTo(expected['observed covariate e-value (2,4)'], 3)
    expect(observedCovariateEValue(0.8, 0.9)).toBeCloseTo(expected['(0.8,0.9)'], 3)
  })
})
