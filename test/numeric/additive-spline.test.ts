import { describe, expect, it } from 'vitest'
import { fitAdditiveSpline, predictAdditiveSpline } from '../../src-main/numeric/additive-spline.ts'
import { expit } from '../../src-main/numeric/generalised-linear.ts'
import { leastSquares } from '../../src-main/numeric/least-squares.ts'
import { fromColumns, withIntercept } from '../../src-main/numeric/matrix.ts'
import { random } from '../../src-main/numeric/random.ts'

function draw(n: number, seed: number) {
  const source = random(seed, 'additive spline')
  const columns = Array.from({ length: 3 }, () => Float64Array.from({ length: n }, () => source.normal()))
  return { x: fromColumns(n, columns), columns, source }
}

const error = (a: Float64Array, b: Float64Array) =>
  Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / a.length)

describe('an additive spline', () => {
  it('follows curves and a product, far closer than a straight line', () => {
    const { x, columns, source } = draw(2000, 1)
    const [a, b, c] = columns
    const truth = a.map((v, i) => Math.sin(1.5 * v) + 0.6 * b[i] * b[i] - 0.5 * c[i] + 0.4 * a[i] * c[i])
    const y = truth.map((value) => value + source.normal())
    const fitted = predictAdditiveSpline(fitAdditiveSpline('linear', x, y, undefined), x)
    expect(error(fitted, truth)).toBeLessThan(0.15)
    expect(error(leastSquares(withIntercept(x), y).fitted, truth)).toBeGreaterThan(0.8)
  })

  it('is all but least squares where the truth is straight', () => {
    const { x, columns, source } = draw(1000, 2)
    const y = columns[0].map((v, i) => 1 + 2 * v - columns[1][i] + source.normal())
    const model = fitAdditiveSpline('linear', x, y, undefined)
    expect(model.effectiveParameters).toBeLessThan(9)
    expect(error(predictAdditiveSpline(model, x), leastSquares(withIntercept(x), y).fitted)).toBeLessThan(
      0.08,
    )
  })

  it('has calibrated chances of a curved log odds', () => {
    const { x, columns, source } = draw(4000, 3)
    const truth = columns[0].map((v, i) => expit(Math.sin(1.5 * v) + 0.4 * (columns[1][i] ** 2 - 1)))
    const y = truth.map((p) => (source.uniform() < p ? 1 : 0))
    const fitted = predictAdditiveSpline(fitAdditiveSpline('logit', x, y, undefined), x)
    expect(error(fitted, truth)).toBeLessThan(0.05)
  })

  it('stays finite where the classes are apart, columns are many or do not vary', () => {
    const { x, columns } = draw(60, 4)
    const apart = columns[0].map((v) => (v > 0 ? 1 : 0))
    const chances = predictAdditiveSpline(fitAdditiveSpline('logit', x, apart, undefined), x)
    expect(chances.every((p) => p >= 0 && p <= 1)).toBe(true)
    const source = random(5)
    const wide = fromColumns(
      30,
      Array.from({ length: 40 }, (_, j) =>
        Float64Array.from({ length: 30 }, () => (j === 3 ? 7 : source.normal())),
      ),
    )
    const y = Float64Array.from({ length: 30 }, () => source.normal())
    const fitted = predictAdditiveSpline(fitAdditiveSpline('linear', wide, y, undefined), wide)
    expect(fitted.every(Number.isFinite)).toBe(true)
  })

  it('weighs a row as if it came so often, and scales with the outcome', () => {
    const { x, columns, source } = draw(200, 6)
    const y = columns[0].map((v) => v * v + source.normal())
    const plain = predictAdditiveSpline(fitAdditiveSpline('linear', x, y, undefined), x)
    const weighted = predictAdditiveSpline(
      fitAdditiveSpline('linear', x, y, new Float64Array(200).fill(3)),
      x,
    )
    expect(error(plain, weighted)).toBeLessThan(1e-9)
    const moved = predictAdditiveSpline(
      fitAdditiveSpline(
        'linear',
        x,
        y.map((value) => 50 * value - 9),
        undefined,
      ),
      x,
    )
    expect(
      error(
        moved,
        plain.map((value) => 50 * value - 9),
      ),
    ).toBeLessThan(1e-7)
  })
})
