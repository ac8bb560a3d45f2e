import type { Matrix } from '../../numeric/matrix.ts'
import { factorial, leakage, localWeights, type Side } from './local-polynomial.ts'
import { varianceOfSum } from './local-variance.ts'
import { lessCovariates } from './rdd-covariates.ts'

export interface BothSides {
  readonly below: Side
  readonly above: Side
  /** Covariates to take out of the outcome and the treatment. */
  readonly covariates?: { readonly below: Matrix; readonly above: Matrix }
}

type Values = { readonly below: Float64Array; readonly above: Float64Array }

/**
 * Bandwidths of least mean squared error for the jump (main) and for the curvature that corrects its bias (bias), in
 * three plug-in steps with the regularisation of Calonico, Cattaneo and Titiunik 2014, section 4 and supplement S.2.6,
 * in the form of the authors' rdrobust. Where treatment varies on both sides of the cutoff, of the outcome linearised by
 * each side's own ratio. Covariates are taken out of each side by its own slopes.
 */
export function chooseBandwidths(
  sides: BothSides,
  outcomes: Values,
  treated: Values,
): { main: number; bias: number } {
  const fuzzy = varies(treated.below) && varies(treated.above)
  const optimal = (degree: number, derivative: number, pilot: number, steer: number | null) =>
    optimalBandwidth(sides, outcomes, fuzzy ? treated : null, { degree, derivative, pilot, steer })
  const all = Float64Array.from([...sides.below.away, ...sides.above.away]).sort()
  const n = all.length
  const mean = all.reduce((sum, value) => sum + value, 0) / n
  const deviation = Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1))
  const range = (stepQuantile(all, 0.75) - stepQuantile(all, 0.25)) / 1.349
  const reach = Math.max(-all[0], all[n - 1])
  const spread = Math.min(deviation, range > 0 ? range : deviation)
  const points = { below: distances(sides.below), above: distances(sides.above) }
  const least = leastWindow(sides, points)
  const distinct = points.below.length + points.above.length
  const pilot = Math.max(Math.min(2.576 * spread * distinct ** -0.2, reach), least)
  // The curvature of the curvature comes from both whole sides and steers the step before.
  const third = Math.max(Math.min(optimal(3, 3, pilot, null), reach), least)
  const bias = Math.min(optimal(2, 2, pilot, third), reach)
  const main = Math.min(optimal(1, 0, pilot, bias), reach)
  return { main, bias }
}

/** Hyndman and Fan's second definition of a quantile of sorted values. */
function stepQuantile(sorted: Float64Array, share: number): number {
  const position = sorted.length * share
  const at = Math.floor(position)
  return position === at ? (sorted[at - 1] + sorted[at]) / 2 : sorted[at]
}

function distances({ away }: Side): Float64Array {
  return Float64Array.from(new Set(away.map(Math.abs))).sort()
}

/** Where a fifth of a side's points repeat another: what holds ten distinct points on each side; else 0. */
function leastWindow(sides: BothSides, points: Values): number {
  const repeat = (side: 'below' | 'above') => 1 - points[side].length / sides[side].away.length >= 0.2
  if (!repeat('below') && !repeat('above')) return 0
  const tenth = (values: Float64Array) => values[Math.min(10, values.length) - 1] * (1 + 1.5e-8)
  return Math.max(tenth(points.below), tenth(points.above))
}

/**
 * (V/(2(p + 1 − ν)(B² + R)))^(1/(2p + 3)) of a degree p and derivative ν, the variance at the pilot bandwidth and the
 * bias by derivative p + 1 at bandwidth `steer`, or over whole sides and without R where that is null.
 */
function optimalBandwidth(
  sides: BothSides,
  outcomes: Values,
  treated: Values | null,
  {
    degree,
    derivative,
    pilot,
    steer,
  }: {
    readonly degree: number
    readonly derivative: number
    readonly pilot: number
    readonly steer: number | null
  },
): number {
  let variance = 0
  let regular = 0
  let bias = 0
  for (const name of ['below', 'above'] as const) {
    const side = sides[name]
    const near = weightsWithin(side, degree, derivative, pilot)
    const next = weightsWithin(side, degree + 1, degree + 1, steer ?? widest(side))
    if (!near || !next) continue
    const own = sides.covariates?.[name]
    const left = (values: Float64Array) =>
      own ? lessCovariates([{ side, covariates: own, values }], degree, near.fit.bandwidth)[0] : values
    const outcome = left(outcomes[name])
    const y = treated ? linearised(outcome, left(treated[name]), near.weights) : outcome
    variance += varianceOfSum(side, y, near.weights, near.fit)
    const leak = leakage(near.weights, side, degree + 1) / factorial(degree + 1)
    bias += (name === 'above' ? 1 : -1) * leak * weighted(next.weights, y)
    if (steer !== null) regular += 3 * leak * leak * varianceOfSum(side, y, next.weights, next.fit)
  }
  // At bandwidth h: variance·(pilot/h)^(2ν + 1) and bias·(h/pilot)^(p + 1 − ν).
  const power = degree + 1 - derivative
  const ratio = ((2 * derivative + 1) * variance) / (2 * power * (bias * bias + regular))
  return pilot * ratio ** (1 / (2 * degree + 3))
}

/** A local fit at a bandwidth, or over the whole side where too few points lie within it. */
function weightsWithin(side: Side, degree: number, derivative: number, bandwidth: number) {
  for (const width of [bandwidth, widest(side)]) {
    const weights = localWeights(side, degree, derivative, width)
    if (weights) return { weights, fit: { degree, bandwidth: width, window: width } }
  }
  return null
}

function widest(side: Side): number {
  let most = 0
  for (const value of side.away) most = Math.max(most, Math.abs(value))
  return most * (1 + 1.5e-8)
}

/** y/τ_d − τ_y d/τ_d², what a ratio of two weighted sums moves by. */
function linearised(y: Float64Array, d: Float64Array, weights: Float64Array): Float64Array {
  const ofTreatment = weighted(weights, d)
  const ratio = weighted(weights, y) / ofTreatment
  return y.map((value, i) => (value - ratio * d[i]) / ofTreatment)
}

function weighted(weights: Float64Array, values: Float64Array): number {
  return weights.reduce((sum, weight, i) => sum + weight * values[i], 0)
}

function varies(values: Float64Array): boolean {
  return values.some((value) => value !== values[0])
}
