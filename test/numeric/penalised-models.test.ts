import { describe, expect, it } from 'vitest'
import { elasticNet, predictElasticNet } from '../../src-main/numeric/elastic-net.ts'
import { expit } from '../../src-main/numeric/generalised-linear.ts'
import { fromColumns } from '../../src-main/numeric/matrix.ts'
import { random } from '../../src-main/numeric/random.ts'

const n = 150
const source = random(72, 'penalised models')
const shared = Float64Array.from({ length: n }, () => source.normal())
/** Six columns of unlike units that go together; the outcome knows three of them. */
const columns = [1, 10, 0.1, 1, 3, 1].map((unit) =>
  shared.map((value) => unit * (0.7 * value + source.normal()) + unit),
)
const x = fromColumns(n, columns)
const signal = shared.map((_, i) => columns[0][i] - 0.1 * columns[1][i] + 4 * columns[2][i])
const outcomes = {
  linear: signal.map((value) => 50 + 8 * (value + source.normal())),
  logit: signal.map((value) => (source.uniform() < expit(value - 0.5) ? 1 : 0)),
}
const weights = shared.map(() => 0.5 + source.integer(3))

function weighted(values: Float64Array, w: Float64Array): { mean: number; deviation: number } {
  const total = w.reduce((sum, value) => sum + value, 0)
  const mean = values.reduce((sum, value, i) => sum + w[i] * value, 0) / total
  const variance = values.reduce((sum, value, i) => sum + w[i] * (value - mean) ** 2, 0) / total
  return { mean, deviation: Math.sqrt(variance) }
}

/**
 * By column, what stationarity leaves over at the penalty chosen (Friedman, Hastie and Tibshirani 2010, equations 1 and
 * 10): pull = λ(α·sign β + (1 − α)β) where β ≠ 0, |pull| ≤ λα where β = 0, all in standard units.
 */
function leftOver(family: 'linear' | 'logit', mixing: number, w: Float64Array | undefined) {
  const y = outcomes[family]
  const fit = elasticNet(x, y, w, { family, mixing, penalties: 30 })
  const own = w ?? new Float64Array(n).fill(1)
  const total = own.reduce((sum, value) => sum + value, 0)
  const unit = family === 'linear' ? weighted(y, own).deviation : 1
  const predicted = predictElasticNet(fit, x)
  const residuals = y.map((value, i) => (value - predicted[i]) / unit)
  const intercept = residuals.reduce((sum, value, i) => sum + own[i] * value, 0) / total
  const ofColumns = columns.map((column, j) => {
    const { mean, deviation } = weighted(column, own)
    const beta = (fit.coefficients[j] * deviation) / unit
    const pull =
      column.reduce((sum, v, i) => sum + (own[i] * (v - mean) * residuals[i]) / deviation, 0) / total
    const limit = fit.penalty * mixing
    if (beta === 0) return Math.max(0, Math.abs(pull) - limit)
    return Math.abs(pull - limit * Math.sign(beta) - fit.penalty * (1 - mixing) * beta)
  })
  return { fit, most: Math.max(Math.abs(intercept), ...ofColumns) }
}

describe.each(['linear', 'logit'] as const)('the %s elastic net', (family) => {
  it.each([
    [1, 'plain'],
    [1, 'weighted'],
    [0.5, 'plain'],
    [0.5, 'weighted'],
    [0.1, 'plain'],
    [0, 'plain'],
    [0, 'weighted'],
  ] as const)('is stationary to 1e-8 at a mixing of %f, %s', (mixing, how) => {
    const { fit, most } = leftOver(family, mixing, how === 'weighted' ? weights : undefined)
    expect(most).toBeLessThan(1e-8)
    expect(fit.coefficients.some((value) => value !== 0)).toBe(true)
  })

  it('counts a row of weight two as two rows', () => {
    const twice = (values: Float64Array) => Float64Array.from([...values, ...values])
    const penalty = { family, mixing: 0.5, penalties: 2, folds: 2 } as const
    const doubled = elasticNet(
      fromColumns(2 * n, columns.map(twice)),
      twice(outcomes[family]),
      undefined,
      penalty,
    )
    const whole = elasticNet(x, outcomes[family], new Float64Array(n).fill(2), penalty)
    if (doubled.penalty !== whole.penalty)
      expect(Math.abs(doubled.penalty / whole.penalty - 1)).toBeLessThan(1e-9)
    doubled.coefficients.forEach((value, j) => {
      expect(value).toBeCloseTo(whole.coefficients[j], 9)
    })
  })
})
