import { describe, expect, it } from 'vitest'
import type { EstimateRequest, EstimationMethod } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import type { Table } from '../../src-main/numeric/columns.ts'
import { random } from '../../src-main/numeric/random.ts'
import { tableOf } from './tables.ts'

/** Arms none, low and high, taken more often where a is high; effects 1 + a / 2 and 2 − a / 2 against none. */
function threeArms(rows: number, seed: number, names: readonly string[] = ['none', 'low', 'high']): Table {
  const source = random(seed, 'several arms')
  const drawn = Array.from({ length: rows }, () => {
    const [a, b] = [source.normal(), source.normal()]
    const odds = [1, Math.exp(0.5 * a), Math.exp(0.7 * a - 0.4 * b)]
    let left = source.uniform() * (odds[0] + odds[1] + odds[2])
    let arm = 0
    while (arm < 2 && left > odds[arm]) left -= odds[arm++]
    const effect = [0, 1 + 0.5 * a, 2 - 0.5 * a][arm]
    return { a, b, arm: names[arm], y: a + 0.5 * b + effect + source.normal() }
  })
  return tableOf({
    a: drawn.map(({ a }) => a),
    b: drawn.map(({ b }) => b),
    arm: drawn.map(({ arm }) => arm),
    y: drawn.map(({ y }) => y),
  })
}

const question = { treatment: 'arm', outcome: 'y', adjustFor: ['a', 'b'], treated: 'high', control: 'none' }
const linear = { outcomeModel: 'linear', propensityModel: 'logit', folds: 2, trees: 50 } as const

function estimated(table: Table, method: EstimationMethod, more: Partial<EstimateRequest> = {}) {
  return estimateEffect(table, { ...question, method, ...more })
}

describe('a treatment of three arms', () => {
  const adjusting = [
    ...['difference_in_means', 'regression', 'stratification', 'matching', 'ipw', 'ipwra', 'aipw', 'tmle'],
    ...['regression_adjustment', 'dml_plr', 'dml_irm', 'causal_forest'],
    ...['s_learner', 't_learner', 'x_learner', 'r_learner', 'dr_learner'],
  ] as EstimationMethod[]

  it.each(adjusting)('%s compares the two arms asked for, and shows their overlap', (method) => {
    const table = threeArms(600, 91)
    const models = ['matching', 'stratification', 'tmle', 'causal_forest'].includes(method) ? {} : linear
    const { estimate, standardError, arms, diagnostics } = estimated(table, method, models)
    expect(arms).toEqual({ treated: 'high', control: 'none' })
    expect(Math.abs(estimate - 2)).toBeLessThan(method === 'difference_in_means' ? 1.2 : 0.6)
    expect(standardError).toBeGreaterThan(0)
    expect(diagnostics.overlap!.arms.map(({ arm }) => arm)).toContain('high')
  })
})
