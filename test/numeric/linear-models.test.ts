import { describe, expect, it } from 'vitest'
import { elasticNet } from '../../src-main/numeric/elastic-net.ts'
import { fitGeneralisedLinear } from '../../src-main/numeric/generalised-linear.ts'
import { leastSquares } from '../../src-main/numeric/least-squares.ts'
import { columnOf, fromColumns, transposeTimes, withIntercept } from '../../src-main/numeric/matrix.ts'
import { fitMultinomial } from '../../src-main/numeric/multinomial.ts'
import { nearestSearch } from '../../src-main/numeric/nearest.ts'
import { random } from '../../src-main/numeric/random.ts'

const source = random(71)
const n = 200
const columns = Array.from({ length: 4 }, () => Float64Array.from({ length: n }, () => source.normal()))
const x = fromColumns(n, columns)
const y = columns[0].map((value, i) => 2 + value - 0.5 * columns[1][i] + source.normal())

describe('least squares', () => {
  it('leaves residuals at right angles to every column', () => {
    const design = withIntercept(x)
    const { residuals } = leastSquares(design, y)
    for (const product of transposeTimes(design, residuals)) expect(product).toBeCloseTo(0, 9)
  })

  it('drops a column that others determine, and only that', () => {
    const sum = columns[0].map((value, i) => value + columns[1][i])
    const { dropped, coefficients } = leastSquares(withIntercept(fromColumns(n, [...columns, sum])), y)
    expect(dropped).toEqual([5])
    expect(coefficients[1]).toBeCloseTo(leastSquares(withIntercept(x), y).coefficients[1], 10)
  })
})

describe('generalised linear models', () => {
  it.each(['logit', 'probit'] as const)('%s has a zero score at its maximum', (family) => {
    const chance = y.map((value) => (value > 2 ? 1 : 0))
    const noisy = chance.map((value) => (source.uniform() < 0.2 ? 1 - value : value))
    const design = withIntercept(x)
    const fit = fitGeneralisedLinear(family, design, noisy)
    expect(fit.converged).toBe(true)
    for (const score of transposeTimes(design, fit.scores)) expect(score).toBeCloseTo(0, 8)
  })

  it('name the column that separates', () => {
    const fit = fitGeneralisedLinear(
      'logit',
      withIntercept(x),
      columns[2].map((value) => (value > 0 ? 1 : 0)),
    )
    expect(fit.separatedBy).toBe(3)
  })

  it('multinomial logit of two arms is the logit', () => {
    const arms = Int32Array.from(y, (value) => (value + 2 * source.normal() > 2 ? 1 : 0))
    const two = fitMultinomial(withIntercept(x), arms, 2)
    const one = fitGeneralisedLinear('logit', withIntercept(x), arms)
    one.coefficients.forEach((value, j) => {
      expect(two.coefficients.values[j]).toBeCloseTo(value, 7)
    })
  })
})

describe('elastic net', () => {
  it('meets the lasso’s optimality conditions', () => {
    const fit = elasticNet(x, y, undefined, { mixing: 1 })
    const residuals = y.map(
      (value, i) =>
        value - fit.intercept - columns.reduce((sum, c, j) => sum + c[i] * fit.coefficients[j], 0),
    )
    const spread = Math.sqrt(y.reduce((sum, v) => sum + (v - y.reduce((s, u) => s + u, 0) / n) ** 2, 0) / n)
    columns.forEach((column, j) => {
      const mean = column.reduce((sum, value) => sum + value, 0) / n
      const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n)
      const pull =
        columnOf(x, j).reduce((sum, value, i) => sum + (value - mean) * residuals[i], 0) /
        (n * deviation * spread)
      if (fit.coefficients[j] === 0) expect(Math.abs(pull)).toBeLessThanOrEqual(fit.penalty + 1e-6)
      else expect(pull).toBeCloseTo(Math.sign(fit.coefficients[j]) * fit.penalty, 6)
    })
  })
})

describe('nearest neighbours', () => {
  it('are those that looking at every point finds', () => {
    const points = Int32Array.from({ length: n }, (_, i) => i)
    const search = nearestSearch(x, points)
    for (let row = 0; row < 20; row++) {
      const distance = (other: number) => columns.reduce((sum, c) => sum + (c[row] - c[other]) ** 2, 0)
      const wanted = [...points].sort((a, b) => distance(a) - distance(b) || a - b).slice(0, 4)
      expect(search.nearest(x, row, 4).points).toEqual(wanted)
    }
  })
})
