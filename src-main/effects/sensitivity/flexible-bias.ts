import type { FlexibleBounds } from '../../contract/sensitivity.ts'
import { normalQuantile } from '../../numeric/distributions.ts'
import type { RieszParts } from '../inference.ts'
import type { Study } from '../study.ts'

/**
 * An unobserved confounder: the share of what is left of the outcome that it explains, the share of the Riesz
 * representer's variation that comes of it, and how far the two go together (ρ).
 */
export interface FlexibleConfounder {
  readonly outcome: number
  readonly treatment: number
  readonly correlation: number
}

/** What an effect estimated with flexible nuisances would be off by, were a confounder as strong as can be. */
export interface MaximalBias {
  readonly estimate: number
  /** E(y − E[y | d, x])² and E[α²]. */
  readonly outcomeVariance: number
  readonly representerVariance: number
  /** √ of their product. */
  readonly size: number
  /** Mean square of the influence on the estimate, on the size, and their product: over n, or summed by cluster. */
  readonly moments: { readonly estimate: number; readonly both: number; readonly size: number }
}

/**
 * The scale of hidden bias, √(σ² ν²), with its own error (Chernozhukov, Cinelli, Newey, Sharma and Syrgkanis 2022,
 * theorem 2 and section 5): ν² = E[2 m(W; α) − α²], which errs less than E[α²] does, or that where it comes out at 0 or
 * less.
 * @param influence of each row on the estimate, which moves by influence / n
 */
export function maximalBias(
  estimate: number,
  influence: Float64Array,
  { outcomeLeft, representer, functional }: RieszParts,
  { weights, clusters }: Pick<Study, 'weights' | 'clusters'> = {},
): MaximalBias {
  const n = influence.length
  const residualSquares = outcomeLeft.map((left) => left * left)
  const orthogonal = representer.map((alpha, i) => 2 * functional[i] - alpha * alpha)
  const plain = representer.map((alpha) => alpha * alpha)
  const outcomeVariance = weightedMean(residualSquares, weights)
  const representerSquares = weightedMean(orthogonal, weights) > 0 ? orthogonal : plain
  const representerVariance = weightedMean(representerSquares, weights)
  const size = Math.sqrt(outcomeVariance * representerVariance)
  const total = weights ? weights.reduce((sum, value) => sum + value, 0) : n
  const onSize = residualSquares.map((square, i) => {
    const standing = ((weights ? weights[i] : 1) * n) / total
    return (
      (standing *
        (outcomeVariance * (representerSquares[i] - representerVariance) +
          representerVariance * (square - outcomeVariance))) /
      (2 * size)
    )
  })
  const product = (a: Float64Array, b: Float64Array) => meanProduct(a, b, clusters)
  return {
    estimate,
    outcomeVariance,
    representerVariance,
    size,
    moments: {
      estimate: product(influence, influence),
      both: product(influence, onSize),
      size: product(onSize, onSize),
    },
  }
}

/** |ρ| √(R²_outcome · R²_α/(1 − R²_α)): what share of the maximal bias a confounder brings. */
function strengthOf({ outcome, treatment, correlation }: FlexibleConfounder): number {
  return Math.abs(correlation) * Math.sqrt((outcome * treatment) / (1 - treatment))
}

/** Between which values the effect lies, and the ends of a one-sided interval at `alpha` beyond either. */
export function boundsUnder(
  bias: MaximalBias,
  confounder: FlexibleConfounder,
  alpha: number,
): FlexibleBounds {
  const strength = strengthOf(confounder)
  const errors = [errorAt(bias, -strength), errorAt(bias, strength)] as const
  const z = normalQuantile(1 - alpha)
  const [low, high] = [bias.estimate - strength * bias.size, bias.estimate + strength * bias.size]
  return {
    ...confounder,
    estimates: [low, high],
    standardErrors: errors,
    confidenceBounds: [low - z * errors[0], high + z * errors[1]],
  }
}

/**
 * The R² that a confounder would need with outcome and representer alike, for the bounds to take in zero (`value`), or for
 * their one-sided interval at `alpha` to (`valueAlpha`; 0 where the estimate's own already does).
 */
export function flexibleRobustness(
  bias: MaximalBias,
  alpha: number,
  correlation = 1,
): { readonly value: number; readonly valueAlpha: number } {
  const far = Math.abs(bias.estimate)
  const side = bias.estimate < 0 ? 1 : -1
  const z = normalQuantile(1 - alpha)
  const left = (strength: number) => far - strength * bias.size - z * errorAt(bias, side * strength)
  return {
    value: equalShares(far / bias.size / Math.abs(correlation)),
    valueAlpha: equalShares(crossing(left, far / bias.size) / Math.abs(correlation)),
  }
}

/** Where a function that is not above 0 at `high` falls to 0. */
function crossing(left: (strength: number) => number, high: number): number {
  if (!(left(0) > 0)) return 0
  let [low, end] = [0, high]
  for (let step = 0; step < 100; step++) {
    const middle = (low + end) / 2
    if (left(middle) > 0) low = middle
    else end = middle
  }
  return low
}

/** x with x/√(1 − x) = strength; 1 where nothing bounds it. */
function equalShares(strength: number): number {
  if (!Number.isFinite(strength)) return 1
  const square = strength * strength
  return (2 * square) / (square + Math.sqrt(square * square + 4 * square)) || 0
}

/** Of the estimate plus `strength` times the maximal bias. */
function errorAt({ moments }: MaximalBias, strength: number): number {
  const variance = moments.estimate + 2 * strength * moments.both + strength * strength * moments.size
  return Math.sqrt(Math.max(0, variance))
}

function weightedMean(values: Float64Array, weights: Float64Array | undefined): number {
  let sum = 0
  let total = 0
  for (let i = 0; i < values.length; i++) {
    const w = weights ? weights[i] : 1
    sum += w * values[i]
    total += w
  }
  return sum / total
}

/** Σ a b / n², of sums by cluster where there are clusters, as errors by influence are made. */
function meanProduct(a: Float64Array, b: Float64Array, clusters: Study['clusters']): number {
  const n = a.length
  let sum = 0
  if (!clusters) {
    for (let i = 0; i < n; i++) sum += a[i] * b[i]
    return sum / (n * n)
  }
  const sums = [new Float64Array(clusters.count), new Float64Array(clusters.count)]
  for (let i = 0; i < n; i++) {
    sums[0][clusters.codes[i]] += a[i]
    sums[1][clusters.codes[i]] += b[i]
  }
  for (let g = 0; g < clusters.count; g++) sum += sums[0][g] * sums[1][g]
  const factor = clusters.count > 1 ? clusters.count / (clusters.count - 1) : 1
  return (sum * factor) / (n * n)
}
