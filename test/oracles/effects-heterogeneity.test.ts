import { describe, expect, it } from 'vitest'
import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import { effectHeterogeneity } from '../../src-main/effects/heterogeneity/heterogeneity.ts'
import {
  perfectCurve,
  responseRate,
  upliftCurve,
  upliftOrder,
} from '../../src-main/effects/heterogeneity/uplift-curves.ts'
import { upliftMetrics } from '../../src-main/effects/heterogeneity/uplift-metrics.ts'
import { hasShared, numbersOf, oracle, readShared, whySkipped } from '../effects/tables.ts'

if (!hasShared) console.log(whySkipped)

describe.runIf(hasShared)('scikit-uplift', () => {
  const expected = hasShared
    ? oracle<{
        uplift_curve: number[][]
        perfect_uplift: number[][]
        qini_curve: number[][]
        perfect_qini: number[][]
        uplift_auc: Record<string, number>
        qini_auc: Record<string, number>
        response_rate_treatment: [number, number, number]
      }>('sklift-metrics')
    : null!
  const sample = { outcome: [0, 1, 0], treatment: [0, 1, 1] }
  const order = upliftOrder([1, 1, 1])
  const shape = ({ count, value }: { count: Float64Array; value: Float64Array }) => [[...count], [...value]]

  it('agrees on curves with ties', () => {
    // Its oracle lists [values…] over [counts…]; both orders of writing are accepted, the numbers are not.
    expect(shape(upliftCurve('uplift', order, sample))).toEqual(expected.uplift_curve)
    expect(shape(upliftCurve('qini', order, sample))).toEqual(expected.qini_curve)
    expect(shape(perfectCurve('uplift', sample))).toEqual(expected.perfect_uplift)
    expect(shape(perfectCurve('qini', sample))).toEqual(expected.perfect_qini)
  })

  it('agrees on normalised areas and response rates', () => {
    const ask = (outcome: number[], treatment: number[]) =>
      upliftMetrics({ outcome, treatment, uplift: [0.1, 0.3], alpha: 0.05, seed: 1 })
    const first = ask([0, 1], [1, 0])
    const second = ask([1, 0], [0, 1])
    expect([first.auuc, second.auuc]).toEqual(Object.values(expected.uplift_auc))
    expect([first.qini, second.qini]).toEqual(Object.values(expected.qini_auc))
    const { rate, variance, n } = responseRate([1, 0])
    expect([rate, variance, n]).toEqual(expected.response_rate_treatment)
  })
})

describe.runIf(hasShared)('grf’s causal forest', () => {
  it('does no worse than grf’s own predictions on its data', () => {
    const table = readShared('grf/causal_data.csv', { delimiter: ' ', header: false })
    const theirs = numbersOf(readShared('grf/causal_predictions.csv', { header: false }), 'c0')
    const x1 = numbersOf(table, 'c0')
    const { effects } = effectHeterogeneity(table, {
      treatment: 'c11',
      outcome: 'c10',
      method: 'causal_forest',
      adjustFor: Array.from({ length: 10 }, (_, j) => `c${j}`),
    })
    const error = (values: Float64Array) =>
      Math.sqrt(
        values.reduce((sum, value, i) => sum + (value - (x1[i] > 0 ? 200 : 0)) ** 2, 0) / values.length,
      )
    console.log(`RMSE ${error(effects).toFixed(3)}, grf's ${error(theirs).toFixed(3)}`)
    expect(error(effects)).toBeLessThanOrEqual(error(theirs))
  })
})

describe.runIf(hasShared)('IHDP, realisation 1', () => {
  const names = ['t', 'y_f', 'y_cf', 'mu0', 'mu1', ...Array.from({ length: 25 }, (_, j) => `x${j + 1}`)]
  const table = hasShared ? readShared('causalml__ihdp_npci_1.csv', { header: false, names }) : null!
  const cases: [EstimateRequest['method'], EstimateRequest['outcomeModel'], number][] = [
    ['t_learner', 'ridge', 0.5],
    ['x_learner', 'forest', 0.6],
    ['t_learner', 'boosting', 0.86],
    ['x_learner', 'boosting', 0.86],
    ['r_learner', 'boosting', 0.86],
    ['dr_learner', 'boosting', 0.86],
    ['s_learner', 'boosting', 0.86],
    ['causal_forest', undefined, 0.86],
  ]

  it.each(cases)('%s with %s has √PEHE ≤ %f and an ATE within .12', (method, outcomeModel, limit) => {
    const { true_ate } = oracle<{ true_ate: number }>('ihdp-1')
    const truth = numbersOf(table, 'mu1').map((value, i) => value - numbersOf(table, 'mu0')[i])
    const result = effectHeterogeneity(table, {
      treatment: 't',
      outcome: 'y_f',
      adjustFor: names.slice(5),
      method,
      outcomeModel,
      trees: method === 'x_learner' ? 100 : undefined,
      repetitions: 2,
    })
    const pehe = Math.sqrt(result.effects.reduce((sum, e, i) => sum + (e - truth[i]) ** 2, 0) / table.rows)
    console.log(
      `${method} ${outcomeModel ?? ''}: √PEHE ${pehe.toFixed(3)}, ATE ${result.average.estimate.toFixed(3)}`,
    )
    expect(pehe).toBeLessThanOrEqual(limit)
    if (method !== 's_learner') expect(Math.abs(result.average.estimate - true_ate)).toBeLessThanOrEqual(0.12)
  })
})
