import type { LeastSquares } from './least-squares.ts'
import { crossProduct, type Matrix, matrix, product, takeColumns } from './matrix.ts'

export type CovarianceKind = 'classical' | 'hc0' | 'hc1' | 'hc2' | 'hc3' | 'cluster'

/** Effects of groups that were taken out of the columns beforehand. */
export interface Absorbed {
  /** How many of them count as coefficients. */
  readonly columns: number
  /** What they add to each row's leverage. */
  readonly leverage?: Float64Array
}

/**
 * Covariance of least squares coefficients, p×p with zeros for dropped columns.
 * HC0–HC3 after MacKinnon and White 1985; `cluster` is the sandwich summed by cluster, with the factor
 * G/(G−1) · (n−1)/(n−k) (Liang and Zeger 1986; Stata's convention).
 * @param clusters n codes 0 … G−1, where kind is 'cluster'
 * @param absorbed where the fit's degrees of freedom count columns that x lacks
 */
export function coefficientCovariance(
  x: Matrix,
  fit: LeastSquares,
  kind: CovarianceKind,
  weights?: ArrayLike<number>,
  clusters?: Int32Array,
  absorbed?: Absorbed,
): Matrix {
  const { kept, inverse, residuals } = fit
  const full = kept.length === x.columns
  const design = full ? x : takeColumns(x, kept)
  let small: Matrix
  if (kind === 'classical') {
    const variance = fit.residualSumOfSquares / fit.degreesOfFreedom
    small = matrix(
      kept.length,
      kept.length,
      inverse.values.map((value) => value * variance),
    )
  } else if (kind === 'cluster') {
    if (!clusters) throw new TypeError('cluster covariance without clusters')
    small = sandwich(inverse, clusterMeat(design, residuals, weights, clusters, fit, absorbed))
  } else {
    small = sandwich(inverse, heteroscedasticMeat(design, fit, kind, weights, absorbed))
  }
  return full ? small : spread(small, kept, x.columns)
}

/** Rows reckoned together, so that what they need stays near. */
const blockOfRows = 512

/** h_i = w_i x_i′ (X′WX)⁻¹ x_i. */
export function leverages(design: Matrix, inverse: Matrix, weights?: ArrayLike<number>): Float64Array {
  const { rows: n, columns: p, values } = design
  const result = new Float64Array(n)
  const column = new Float64Array(blockOfRows)
  for (let start = 0; start < n; start += blockOfRows) {
    const length = Math.min(blockOfRows, n - start)
    for (let j = 0; j < p; j++) {
      column.fill(0)
      for (let k = 0; k < p; k++) {
        const factor = inverse.values[j * p + k]
        if (factor === 0) continue
        const from = k * n + start
        for (let i = 0; i < length; i++) column[i] += factor * values[from + i]
      }
      const from = j * n + start
      for (let i = 0; i < length; i++) result[start + i] += column[i] * values[from + i]
    }
  }
  if (weights) for (let i = 0; i < n; i++) result[i] *= weights[i]
  return result
}

function heteroscedasticMeat(
  design: Matrix,
  fit: LeastSquares,
  kind: 'hc0' | 'hc1' | 'hc2' | 'hc3',
  weights: ArrayLike<number> | undefined,
  absorbed: Absorbed | undefined,
): Matrix {
  const n = design.rows
  const squares = new Float64Array(n)
  const leverage = kind === 'hc2' || kind === 'hc3' ? leverages(design, fit.inverse, weights) : null
  const rows = fit.degreesOfFreedom + fit.kept.length + (absorbed?.columns ?? 0)
  const factor = kind === 'hc1' ? rows / fit.degreesOfFreedom : 1
  for (let i = 0; i < n; i++) {
    const scored = fit.residuals[i] * (weights ? weights[i] : 1)
    // A row that is fitted exactly (leverage 1) has residual 0 and nothing to add.
    const left = leverage ? Math.max(1 - leverage[i] - (absorbed?.leverage?.[i] ?? 0), 1e-12) : 1
    const correction = kind === 'hc2' ? left : kind === 'hc3' ? left * left : 1
    squares[i] = (factor * scored * scored) / correction
  }
  return crossProduct(design, squares)
}

function clusterMeat(
  design: Matrix,
  residuals: Float64Array,
  weights: ArrayLike<number> | undefined,
  clusters: Int32Array,
  fit: LeastSquares,
  absorbed: Absorbed | undefined,
): Matrix {
  const { columns: p } = design
  const sums = clusterSums(design, residuals, weights, clusters)
  const groups = sums.rows
  const meat = crossProduct(sums)
  const rows = fit.degreesOfFreedom + p + (absorbed?.columns ?? 0)
  const factor = (groups / (groups - 1)) * ((rows - 1) / fit.degreesOfFreedom)
  for (let i = 0; i < meat.values.length; i++) meat.values[i] *= factor
  return meat
}

/** Σ s s′ of the scores w r x by row, or of their sums by cluster; without any small sample factor. */
export function scoreMeat(
  design: Matrix,
  residuals: Float64Array,
  weights: ArrayLike<number> | undefined,
  clusters: Int32Array | undefined,
): Matrix {
  if (clusters) return crossProduct(clusterSums(design, residuals, weights, clusters))
  return crossProduct(
    design,
    residuals.map((value, i) => (value * (weights ? weights[i] : 1)) ** 2),
  )
}

/** G×p: sums of the scores w r x of each cluster. */
function clusterSums(
  design: Matrix,
  residuals: Float64Array,
  weights: ArrayLike<number> | undefined,
  clusters: Int32Array,
): Matrix {
  const { rows: n, columns: p, values } = design
  let groups = 0
  for (let i = 0; i < n; i++) if (clusters[i] >= groups) groups = clusters[i] + 1
  const sums = matrix(groups, p)
  for (let j = 0; j < p; j++) {
    const from = j * n
    const to = j * groups
    for (let i = 0; i < n; i++) {
      sums.values[to + clusters[i]] += values[from + i] * residuals[i] * (weights ? weights[i] : 1)
    }
  }
  return sums
}

function sandwich(bread: Matrix, meat: Matrix): Matrix {
  return product(product(bread, meat), bread)
}

function spread(small: Matrix, kept: readonly number[], p: number): Matrix {
  const result = matrix(p, p)
  for (let j = 0; j < kept.length; j++) {
    for (let i = 0; i < kept.length; i++) {
      result.values[kept[j] * p + kept[i]] = small.values[j * kept.length + i]
    }
  }
  return result
}
