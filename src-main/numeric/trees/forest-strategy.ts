/**
 * What a forest is for: the mean of y, or the effect of d on y (both centred by their conditional means beforehand:
 * Athey, Tibshirani and Wager 2019). The grower knows only pseudo-outcomes and leaf statistics.
 */
export type ForestStrategy =
  | { readonly kind: 'mean'; readonly y: Float64Array; readonly weights?: Float64Array }
  | {
      readonly kind: 'effect'
      readonly y: Float64Array
      readonly d: Float64Array
      readonly weights?: Float64Array
    }

/** Means kept at a leaf: of y (and weight); of an effect, y, d, d·y, d² (and weight). */
export function statisticsOf(strategy: ForestStrategy): number {
  return strategy.kind === 'mean' ? 2 : 5
}

/**
 * Fills what a node's rows are split on, so that a split by variance maximises the difference of the children's
 * answers (Athey, Tibshirani and Wager 2019, eqs. 8 and 20). Returns the node's mean treatment, NaN where nothing
 * can be told apart; for a mean, 0.
 */
export function relabel(
  strategy: ForestStrategy,
  order: Int32Array,
  from: number,
  to: number,
  pseudo: Float64Array,
): number {
  const { y, weights } = strategy
  let total = 0
  let sumY = 0
  for (let k = from; k < to; k++) {
    const row = order[k]
    const w = weights ? weights[row] : 1
    total += w
    sumY += w * y[row]
  }
  if (!(total > 0)) return Number.NaN
  const meanY = sumY / total
  if (strategy.kind === 'mean') {
    let varies = false
    for (let k = from; k < to; k++) {
      const row = order[k]
      const away = y[row] - meanY
      pseudo[row] = (weights ? weights[row] : 1) * away
      if (Math.abs(away) > 1e-12) varies = true
    }
    return varies ? 0 : Number.NaN
  }
  const { d } = strategy
  let sumD = 0
  for (let k = from; k < to; k++) sumD += (weights ? weights[order[k]] : 1) * d[order[k]]
  const meanD = sumD / total
  let covariance = 0
  let variance = 0
  for (let k = from; k < to; k++) {
    const row = order[k]
    const away = d[row] - meanD
    const w = weights ? weights[row] : 1
    variance += w * away * away
    covariance += w * away * (y[row] - meanY)
  }
  if (!(variance > 1e-10 * total)) return Number.NaN
  const effect = covariance / variance
  for (let k = from; k < to; k++) {
    const row = order[k]
    const away = d[row] - meanD
    pseudo[row] = (weights ? weights[row] : 1) * away * (y[row] - meanY - away * effect)
  }
  return meanD
}

/** Adds one row to a leaf's sums. */
export function addToLeaf(strategy: ForestStrategy, row: number, statistics: Float64Array, at: number): void {
  const { y, weights } = strategy
  const w = weights ? weights[row] : 1
  if (strategy.kind === 'mean') {
    statistics[at] += w * y[row]
    statistics[at + 1] += w
    return
  }
  const d = strategy.d[row]
  statistics[at] += w * y[row]
  statistics[at + 1] += w * d
  statistics[at + 2] += w * d * y[row]
  statistics[at + 3] += w * d * d
  statistics[at + 4] += w
}
