import { leastSquares } from '../../numeric/least-squares.ts'
import { fromColumns } from '../../numeric/matrix.ts'
import { quantile } from '../../numeric/quantile.ts'
import { factorial, leakage, localWeights, nearestResiduals, type Side } from './local-polynomial.ts'

export interface BothSides {
  readonly below: Side
  readonly above: Side
}

type Values = { readonly below: Float64Array; readonly above: Float64Array }

/**
 * Bandwidths of least mean squared error for the jump (main) and for the curvature that corrects its bias (bias), in
 * three plug-in steps with the regularisation of Calonico, Cattaneo and Titiunik 2014, section 4 and supplement S.2.6.
 */
export function chooseBandwidths(sides: BothSides, outcomes: Values): { main: number; bias: number } {
  const all = Float64Array.from([...sides.below.away, ...sides.above.away]).sort()
  const n = all.length
  const mean = all.reduce((sum, value) => sum + value, 0) / n
  const deviation = Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1))
  const range = (quantile(all, 0.75) - quantile(all, 0.25)) / 1.349
  const reach = Math.min(-all[0], all[n - 1])
  const spread = Math.min(deviation, range > 0 ? range : deviation)
  const pilot = Math.min(2.58 * spread * n ** -0.2, Math.max(reach, 1e-12))
  // Curvature of the curvature: fourth-degree fits of the whole sides steer the step before.
  const third = optimal(sides, outcomes, 3, 3, 4, pilot, null)
  const bias = optimal(sides, outcomes, 2, 2, 3, pilot, Math.min(third, reach))
  const main = optimal(sides, outcomes, 1, 0, 2, pilot, Math.min(bias, reach))
  return { main: Math.min(main, reach), bias: Math.min(bias, reach) }
}

/**
 * (V/(2(p + 1 − ν)(B² + R)))^(1/(2p + 3)) of a degree p and derivative ν, the variance at the pilot bandwidth and the
 * bias by derivative p + 1 at bandwidth `steer`, or from a global polynomial where that is null.
 */
function optimal(
  sides: BothSides,
  outcomes: Values,
  degree: number,
  derivative: number,
  next: number,
  pilot: number,
  steer: number | null,
): number {
  let variance = 0
  let regular = 0
  let bias = 0
  for (const name of ['below', 'above'] as const) {
    const side = sides[name]
    const y = outcomes[name]
    const squared = nearestResiduals(side.away, y).map((residual) => residual * residual)
    const weights =
      localWeights(side, degree, derivative, pilot) ?? localWeights(side, degree, derivative, widest(side))
    if (!weights) continue
    variance += weights.reduce((sum, weight, i) => sum + weight * weight * squared[i], 0)
    const leak = leakage(weights, side, degree + 1) / factorial(degree + 1)
    const curvature =
      steer === null
        ? null
        : (localWeights(side, degree + 1, degree + 1, steer) ??
          localWeights(side, degree + 1, degree + 1, widest(side)))
    const slope = curvature
      ? curvature.reduce((sum, weight, i) => sum + weight * y[i], 0)
      : globalDerivative(side, y, next)
    bias += (name === 'above' ? 1 : -1) * leak * slope
    if (curvature)
      regular += 3 * leak * leak * curvature.reduce((sum, weight, i) => sum + weight * weight * squared[i], 0)
  }
  // At bandwidth h: variance·(pilot/h)^(2ν + 1) and bias·(h/pilot)^(p + 1 − ν).
  const power = degree + 1 - derivative
  const ratio = ((2 * derivative + 1) * variance) / (2 * power * (bias * bias + regular))
  return pilot * ratio ** (1 / (2 * degree + 3))
}

/** The `order`-th derivative at the cutoff of one polynomial of that degree over the whole side. */
function globalDerivative(side: Side, y: Float64Array, order: number): number {
  const scale = widest(side)
  const columns = Array.from({ length: order + 1 }, (_, k) => side.away.map((value) => (value / scale) ** k))
  const { coefficients } = leastSquares(fromColumns(side.away.length, columns), y, side.weights)
  return (coefficients[order] * factorial(order)) / scale ** order
}

function widest(side: Side): number {
  let most = 0
  for (const value of side.away) most = Math.max(most, Math.abs(value))
  return most * 1.0001 + 1e-12
}
