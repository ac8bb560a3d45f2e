import { crossProduct, type Matrix, transposeTimes } from './matrix.ts'
import { solveSymmetric } from './symmetric.ts'

/** X′WX and X′Wy with the weighted means taken out: the intercept solved for. */
export interface Gram {
  readonly products: Matrix
  readonly right: Float64Array
  readonly means: Float64Array
  readonly meanY: number
}

export function centredGram(x: Matrix, w: Float64Array, weightedY: Float64Array): Gram {
  const p = x.columns
  let total = 0
  let sumY = 0
  for (let i = 0; i < x.rows; i++) {
    total += w[i]
    sumY += weightedY[i]
  }
  const means = transposeTimes(x, w).map((value) => value / total)
  const meanY = sumY / total
  const products = crossProduct(x, w)
  const right = transposeTimes(x, weightedY)
  for (let j = 0; j < p; j++) {
    right[j] -= total * means[j] * meanY
    for (let k = 0; k < p; k++) products.values[j * p + k] -= total * means[j] * means[k]
  }
  return { products, right, means, meanY }
}

export function interceptOf(gram: Gram, beta: Float64Array): number {
  let intercept = gram.meanY
  for (let j = 0; j < beta.length; j++) intercept -= gram.means[j] * beta[j]
  return intercept
}

/**
 * Cyclic coordinate descent with covariance updates (Friedman, Hastie and Tibshirani 2010, section 2.2); ridge alone is
 * a linear system.
 */
export function descend(
  gram: Gram,
  beta: Float64Array,
  penalty: number,
  mixing: number,
  tolerance: number,
): void {
  const p = beta.length
  const { values } = gram.products
  if (mixing === 0) {
    const solved = solveSymmetric(withDiagonal(gram.products, penalty), gram.right)
    if (solved) {
      beta.set(solved)
      return
    }
  }
  const gradient = Float64Array.from(gram.right)
  for (let j = 0; j < p; j++) {
    if (beta[j] === 0) continue
    for (let k = 0; k < p; k++) gradient[k] -= values[j * p + k] * beta[j]
  }
  const soft = penalty * mixing
  const shrink = penalty * (1 - mixing)
  for (let sweep = 0; sweep < 1000; sweep++) {
    let moved = 0
    for (let j = 0; j < p; j++) {
      const own = values[j * p + j]
      if (own <= 1e-12) continue
      const pull = gradient[j] + own * beta[j]
      const size = Math.abs(pull) - soft
      const next = size > 0 ? (Math.sign(pull) * size) / (own + shrink) : 0
      const step = next - beta[j]
      if (step === 0) continue
      beta[j] = next
      for (let k = 0; k < p; k++) gradient[k] -= values[j * p + k] * step
      moved = Math.max(moved, own * step * step)
    }
    if (moved < tolerance) break
  }
}

function withDiagonal(m: Matrix, added: number): Matrix {
  const values = Float64Array.from(m.values)
  for (let j = 0; j < m.columns; j++) {
    // Nothing pulls at a column without variance (what is left on its diagonal is rounding): with 1 there it is no division by zero, and its
    // coefficient stays 0.
    values[j * m.columns + j] += values[j * m.columns + j] <= 1e-12 ? 1 : added
  }
  return { ...m, values }
}
