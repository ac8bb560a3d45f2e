import { type Matrix, matrix, times } from './matrix.ts'

/** A least squares fit of y on the columns of X. */
export interface LeastSquares {
  /** Length p; 0 for a dropped column. */
  readonly coefficients: Float64Array
  /** Columns that are not linear combinations of earlier ones. */
  readonly kept: readonly number[]
  readonly dropped: readonly number[]
  /** (X′WX)⁻¹ of the kept columns. */
  readonly inverse: Matrix
  readonly fitted: Float64Array
  readonly residuals: Float64Array
  /** Σ w r². */
  readonly residualSumOfSquares: number
  /** Rows with positive weight, less the rank. */
  readonly degreesOfFreedom: number
}

/**
 * Least squares by Householder QR. A column whose length falls below 1e-7 of itself once the earlier columns are
 * taken out is dropped (Linpack's dqrdc2 rule, as R's lm has it).
 * @param x n×p, column-major; not changed
 * @param weights n, ≥ 0; ones where left out
 */
export function leastSquares(x: Matrix, y: ArrayLike<number>, weights?: ArrayLike<number>): LeastSquares {
  const { rows: n, columns: p } = x
  const a = new Float64Array(x.values)
  const right = new Float64Array(n)
  let used = n
  if (weights) {
    used = 0
    const roots = new Float64Array(n)
    for (let i = 0; i < n; i++) {
      roots[i] = Math.sqrt(weights[i])
      if (weights[i] > 0) used++
    }
    for (let j = 0; j < p; j++) for (let i = 0; i < n; i++) a[j * n + i] *= roots[i]
    for (let i = 0; i < n; i++) right[i] = y[i] * roots[i]
  } else {
    for (let i = 0; i < n; i++) right[i] = y[i]
  }

  const { kept, dropped, upper } = triangularise(a, n, p, right)
  const rank = kept.length
  const solution = new Float64Array(rank)
  for (let i = rank - 1; i >= 0; i--) {
    let sum = right[i]
    for (let k = i + 1; k < rank; k++) sum -= upper[k * rank + i] * solution[k]
    solution[i] = sum / upper[i * rank + i]
  }
  const coefficients = new Float64Array(p)
  for (let i = 0; i < rank; i++) coefficients[kept[i]] = solution[i]

  const fitted = times(x, coefficients)
  const residuals = new Float64Array(n)
  let residualSumOfSquares = 0
  for (let i = 0; i < n; i++) {
    residuals[i] = y[i] - fitted[i]
    residualSumOfSquares += residuals[i] * residuals[i] * (weights ? weights[i] : 1)
  }
  return {
    coefficients,
    kept,
    dropped,
    inverse: inverseOfGram(upper, rank),
    fitted,
    residuals,
    residualSumOfSquares,
    degreesOfFreedom: used - rank,
  }
}

/** Reflects `a` (n×p, overwritten) to upper triangular form, applying the reflections to `right` too. */
function triangularise(a: Float64Array, n: number, p: number, right: Float64Array) {
  const kept: number[] = []
  const dropped: number[] = []
  const columns: Float64Array[] = []
  for (let j = 0; j < p; j++) {
    const from = j * n
    let original = 0
    for (let i = 0; i < n; i++) original += a[from + i] * a[from + i]
    const step = kept.length
    // The earlier reflections, stored below their diagonals.
    for (let k = 0; k < step; k++) reflect(a, kept[k] * n, k, n, a, from)
    let remaining = 0
    for (let i = step; i < n; i++) remaining += a[from + i] * a[from + i]
    if (step >= n || !(Math.sqrt(remaining) > 1e-7 * Math.sqrt(original))) {
      dropped.push(j)
      continue
    }
    const top = a[from + step]
    const length = top > 0 ? -Math.sqrt(remaining) : Math.sqrt(remaining)
    const column = new Float64Array(step + 1)
    for (let i = 0; i < step; i++) column[i] = a[from + i]
    column[step] = length
    columns.push(column)
    const head = top - length
    // v = (1, a/head); β = −head/length, kept in the diagonal's place.
    for (let i = step + 1; i < n; i++) a[from + i] /= head
    a[from + step] = -head / length
    kept.push(j)
    reflect(a, from, step, n, right, 0)
  }
  const rank = kept.length
  const upper = new Float64Array(rank * rank)
  for (let k = 0; k < rank; k++) upper.set(columns[k], k * rank)
  return { kept, dropped, upper }
}

/** Applies the reflection held in `a` from `from`, acting on rows ≥ step, to the vector `target` from `offset`. */
function reflect(
  a: Float64Array,
  from: number,
  step: number,
  n: number,
  target: Float64Array,
  offset: number,
): void {
  let sum = target[offset + step]
  for (let i = step + 1; i < n; i++) sum += a[from + i] * target[offset + i]
  sum *= a[from + step]
  target[offset + step] -= sum
  for (let i = step + 1; i < n; i++) target[offset + i] -= sum * a[from + i]
}

/** (R′R)⁻¹ from upper triangular R, rank×rank. */
function inverseOfGram(upper: Float64Array, rank: number): Matrix {
  const z = new Float64Array(rank * rank)
  for (let j = 0; j < rank; j++) {
    z[j * rank + j] = 1 / upper[j * rank + j]
    for (let i = j - 1; i >= 0; i--) {
      let sum = 0
      for (let k = i + 1; k <= j; k++) sum -= upper[k * rank + i] * z[j * rank + k]
      z[j * rank + i] = sum / upper[i * rank + i]
    }
  }
  const result = matrix(rank, rank)
  for (let j = 0; j < rank; j++) {
    for (let i = 0; i <= j; i++) {
      let sum = 0
      for (let k = j; k < rank; k++) sum += z[k * rank + i] * z[k * rank + j]
      result.values[j * rank + i] = sum
      result.values[i * rank + j] = sum
    }
  }
  return result
}
