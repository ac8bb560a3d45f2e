import { factorial, localWeights, type Side } from './local-polynomial.ts'

/** The fit behind a weighted sum, and the window that its points come from. */
export interface LocalFit {
  readonly degree: number
  readonly bandwidth: number
  readonly window: number
}

/**
 * Variance of Σ l_i y_i on one side of a cutoff. Of points that stand alone by residuals from the nearest others in the
 * window (Calonico, Cattaneo and Titiunik 2014, section 5); of clusters by the fit's residuals summed by cluster with
 * the factor G/(G − 1) · (n − 1)/(n − k) (Calonico, Cattaneo, Farrell and Titiunik 2019): those from neighbours, who are
 * of other clusters, would understate what is common to one.
 */
export function varianceOfSum(side: Side, y: Float64Array, weights: Float64Array, fit: LocalFit): number {
  const { away, clusters } = side
  const inside: number[] = []
  for (let i = 0; i < away.length; i++) {
    if (Math.abs(away[i]) < fit.window && (!side.weights || side.weights[i] > 0)) inside.push(i)
  }
  if (clusters) return clusteredVariance(side, y, weights, fit, inside, clusters)
  const residuals = nearestResiduals(
    Float64Array.from(inside, (i) => away[i]),
    Float64Array.from(inside, (i) => y[i]),
  )
  return inside.reduce((sum, row, k) => sum + (weights[row] * residuals[k]) ** 2, 0)
}

function clusteredVariance(
  side: Side,
  y: Float64Array,
  weights: Float64Array,
  { degree, bandwidth }: LocalFit,
  inside: readonly number[],
  clusters: Int32Array,
): number {
  const coefficients = Array.from({ length: degree + 1 }, (_, k) => {
    const own = localWeights(side, degree, k, bandwidth)
    return own ? own.reduce((sum, weight, i) => sum + weight * y[i], 0) / factorial(k) : 0
  })
  const sums = new Map<number, number>()
  for (const i of inside) {
    const fitted = coefficients.reduceRight((value, coefficient) => value * side.away[i] + coefficient, 0)
    sums.set(clusters[i], (sums.get(clusters[i]) ?? 0) + weights[i] * (y[i] - fitted))
  }
  const n = inside.length
  const factor = (sums.size / (sums.size - 1)) * ((n - 1) / (n - degree - 1))
  return factor * [...sums.values()].reduce((total, value) => total + value * value, 0)
}

/**
 * Residuals from the nearest other points, at least `neighbours` of them and all that tie, scaled to the outcome's own
 * spread: √(J/(J + 1)) of the distance from their mean.
 */
function nearestResiduals(away: Float64Array, outcome: Float64Array, neighbours = 3): Float64Array {
  const n = away.length
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => away[a] - away[b] || a - b)
  const x = Float64Array.from(order, (row) => away[row])
  const sums = new Float64Array(n + 1)
  for (let k = 0; k < n; k++) sums[k + 1] = sums[k] + outcome[order[k]]
  const startOf = (k: number): number => {
    let at = k
    while (at > 0 && x[at - 1] === x[k]) at--
    return at
  }
  const endOf = (k: number): number => {
    let at = k + 1
    while (at < n && x[at] === x[k]) at++
    return at
  }
  const result = new Float64Array(n)
  for (let from = 0; from < n; ) {
    const to = endOf(from)
    let low = from
    let high = to
    while (high - low - 1 < neighbours && (low > 0 || high < n)) {
      const below = low > 0 ? x[from] - x[low - 1] : Number.POSITIVE_INFINITY
      const above = high < n ? x[high] - x[from] : Number.POSITIVE_INFINITY
      const tie = low > 0 && high < n && Math.abs(below - above) <= 1.5e-8 * Math.max(below, above)
      if (below < above || tie) low = startOf(low - 1)
      if (above < below || tie) high = endOf(high)
    }
    const others = high - low - 1
    for (let k = from; k < to && others > 0; k++) {
      const y = outcome[order[k]]
      const mean = (sums[high] - sums[low] - y) / others
      result[order[k]] = Math.sqrt(others / (others + 1)) * (y - mean)
    }
    from = to
  }
  return result
}
