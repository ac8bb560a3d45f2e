import { columnOf, type Matrix, matrix } from './matrix.ts'
import { quantile } from './quantile.ts'
import { cholesky } from './symmetric.ts'

/** One column as a natural cubic spline, its curved part in coordinates whose squares add up to ∫ f″². */
interface Curve {
  readonly column: number
  readonly knots: Float64Array
  /** (K − 2)×(K − 2), upper triangular, from the natural basis to those coordinates. */
  readonly toCurvature: Matrix
}

/** How columns become terms: all of them standardised, curves of some, products of pairs. */
export interface SplineBasis {
  readonly means: Float64Array
  /** One over the deviation; 0 for a constant column. */
  readonly scales: Float64Array
  readonly curves: readonly Curve[]
  readonly products: readonly (readonly [number, number])[]
}

const mostKnots = 10
const fewestKnots = 4
/** About as many curved terms as a fit can have in passing: time grows with their square. */
const mostCurvedTerms = 100
const mostProducts = 36
/** Makes the penalty of a product of two standardised columns about that of a parabola of the same height. */
const productScale = 1 / Math.sqrt(12)

/**
 * The terms that so many rows can carry: knots at quantiles, the outermost at the least and greatest value, beyond
 * which curves go on as straight lines (Hastie, Tibshirani and Friedman 2009, section 5.2.1).
 */
export function splineBasis(x: Matrix): SplineBasis {
  const { rows, columns } = x
  const means = new Float64Array(columns)
  const scales = new Float64Array(columns)
  for (let j = 0; j < columns; j++) {
    const values = columnOf(x, j)
    for (let i = 0; i < rows; i++) means[j] += values[i] / rows
    let squares = 0
    for (let i = 0; i < rows; i++) squares += (values[i] - means[j]) ** 2
    scales[j] = squares > 0 ? Math.sqrt(rows / squares) : 0
  }
  const room = Math.floor(rows / 8) - columns
  const each = Math.floor(Math.min(room, Math.max(mostCurvedTerms, 2 * columns)) / Math.max(1, columns))
  const knots = Math.min(mostKnots, 2 + each, Math.floor(rows ** 0.4))
  const curves: Curve[] = []
  if (knots >= fewestKnots) {
    for (let j = 0; j < columns; j++) {
      const curve = curveOf(x, j, means[j], scales[j], knots)
      if (curve) curves.push(curve)
    }
  }
  const pairs = (columns * (columns - 1)) / 2
  const products: [number, number][] = []
  if (pairs <= Math.min(mostProducts, rows / 20)) {
    for (let j = 0; j < columns; j++) for (let k = 0; k < j; k++) products.push([k, j])
  }
  return { means, scales, curves, products }
}

/** Terms of rows: an intercept, the columns, curves, products; those from `firstPenalised` on bend. */
export function splineTerms(basis: SplineBasis, x: Matrix): { terms: Matrix; firstPenalised: number } {
  const n = x.rows
  const { means, scales, curves, products } = basis
  const firstPenalised = 1 + x.columns
  const width = curves.reduce((sum, { knots }) => sum + knots.length - 2, 0)
  const terms = matrix(n, firstPenalised + width + products.length)
  terms.values.fill(1, 0, n)
  for (let j = 0; j < x.columns; j++) {
    const from = columnOf(x, j)
    const to = columnOf(terms, 1 + j)
    for (let i = 0; i < n; i++) to[i] = (from[i] - means[j]) * scales[j]
  }
  let next = firstPenalised
  for (const { column, knots, toCurvature } of curves) {
    const size = knots.length - 2
    const z = columnOf(terms, 1 + column)
    const natural = naturalBasis(knots)
    for (let i = 0; i < n; i++) {
      const values = natural(z[i])
      for (let k = 0; k < size; k++) {
        let sum = 0
        for (let l = 0; l <= k; l++) sum += values[l] * toCurvature.values[k * size + l]
        terms.values[(next + k) * n + i] = sum
      }
    }
    next += size
  }
  for (const [j, k] of products) {
    const [a, b, to] = [columnOf(terms, 1 + j), columnOf(terms, 1 + k), columnOf(terms, next++)]
    for (let i = 0; i < n; i++) to[i] = a[i] * b[i] * productScale
  }
  return { terms, firstPenalised }
}

/** Terms times coefficients, for rows that are not kept as terms. */
export function splineSums(basis: SplineBasis, x: Matrix, coefficients: Float64Array): Float64Array {
  const n = x.rows
  const { means, scales, curves, products } = basis
  const result = new Float64Array(n).fill(coefficients[0])
  const standardised = (j: number) => columnOf(x, j).map((value) => (value - means[j]) * scales[j])
  for (let j = 0; j < x.columns; j++) {
    const z = standardised(j)
    for (let i = 0; i < n; i++) result[i] += coefficients[1 + j] * z[i]
  }
  let next = 1 + x.columns
  for (const { column, knots, toCurvature } of curves) {
    const size = knots.length - 2
    const z = standardised(column)
    const natural = naturalBasis(knots)
    // Coefficients of the natural basis.
    const own = new Float64Array(size)
    for (let k = 0; k < size; k++) {
      for (let l = 0; l <= k; l++) own[l] += coefficients[next + k] * toCurvature.values[k * size + l]
    }
    for (let i = 0; i < n; i++) {
      const values = natural(z[i])
      for (let k = 0; k < size; k++) result[i] += own[k] * values[k]
    }
    next += size
  }
  for (const [j, k] of products) {
    const [a, b, coefficient] = [standardised(j), standardised(k), coefficients[next++] * productScale]
    for (let i = 0; i < n; i++) result[i] += coefficient * a[i] * b[i]
  }
  return result
}

function curveOf(x: Matrix, column: number, mean: number, scale: number, count: number): Curve | null {
  const sorted = columnOf(x, column)
    .map((value) => (value - mean) * scale)
    .sort()
  const knots: number[] = []
  for (let k = 0; k < count; k++) {
    const knot = quantile(sorted, k / (count - 1))
    if (knots.length === 0 || knot > knots[knots.length - 1] + 1e-9) knots.push(knot)
  }
  if (knots.length < fewestKnots) return null
  const penalty = curvature(Float64Array.from(knots))
  const decomposed = cholesky(penalty)
  if (!decomposed) return null
  return { column, knots: Float64Array.from(knots), toCurvature: inverseTransposed(decomposed) }
}

/**
 * ((z − tₖ)³₊ − (z − t_K)³₊)/(t_K − tₖ), less the last of them: zero curvature beyond the outer knots. What is returned is
 * overwritten by the next call.
 */
function naturalBasis(knots: Float64Array): (z: number) => Float64Array {
  const last = knots.length - 1
  const values = new Float64Array(last - 1)
  const shares = knots.map((knot) => 1 / (knots[last] - knot))
  return (z) => {
    const end = cube(z - knots[last])
    const before = (cube(z - knots[last - 1]) - end) * shares[last - 1]
    for (let k = 0; k < values.length; k++) values[k] = (cube(z - knots[k]) - end) * shares[k] - before
    return values
  }
}

function cube(value: number): number {
  return value > 0 ? value * value * value : 0
}

/** ∫ f″ g″ of the natural basis: second derivatives are straight between knots. */
function curvature(knots: Float64Array): Matrix {
  const size = knots.length - 2
  const last = knots.length - 1
  const bendAt = (k: number, z: number) => {
    const slope = (from: number) => Math.max(0, z - knots[from]) / (knots[last] - knots[from])
    return 6 * (slope(k) - slope(last - 1))
  }
  const result = matrix(size, size)
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      let sum = 0
      for (let k = 0; k < last; k++) {
        const [a0, a1] = [bendAt(a, knots[k]), bendAt(a, knots[k + 1])]
        const [b0, b1] = [bendAt(b, knots[k]), bendAt(b, knots[k + 1])]
        sum += ((knots[k + 1] - knots[k]) / 6) * (2 * a0 * b0 + a0 * b1 + a1 * b0 + 2 * a1 * b1)
      }
      result.values[b * size + a] = sum
    }
  }
  return result
}

/** L⁻ᵀ of a scaled Cholesky factor, upper triangular. */
function inverseTransposed({ factor, scale }: { factor: Matrix; scale: Float64Array }): Matrix {
  const n = factor.rows
  const l = factor.values
  const result = matrix(n, n)
  for (let j = 0; j < n; j++) {
    // Column j of L⁻¹ is row j of its transpose.
    const z = new Float64Array(n)
    z[j] = 1 / l[j * n + j]
    for (let i = j + 1; i < n; i++) {
      let sum = 0
      for (let k = j; k < i; k++) sum -= l[k * n + i] * z[k]
      z[i] = sum / l[i * n + i]
    }
    for (let i = j; i < n; i++) result.values[i * n + j] = z[i] * scale[j]
  }
  return result
}
