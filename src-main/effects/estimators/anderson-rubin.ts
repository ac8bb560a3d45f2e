import type { Interval, WeakInstrumentSet } from '../../contract/effects.ts'
import { fQuantile } from '../../numeric/f-quantile.ts'
import { leastSquares } from '../../numeric/least-squares.ts'
import { dot, type Matrix, matrix } from '../../numeric/matrix.ts'
import { type CovarianceKind, coefficientCovariance } from '../../numeric/robust-covariance.ts'
import { solveSymmetric } from '../../numeric/symmetric.ts'
import { acceptedEverywhere } from './accepted-values.ts'
import { degreesOf, type TwoStages } from './instrument-tests.ts'

/** Values that a test does not reject, as intervals in order; an end may be infinite. */
export type ConfidenceSet = readonly Interval[]

/**
 * Effects that the Anderson–Rubin test does not reject (Anderson and Rubin 1949): solutions of a quadratic inequality,
 * so an interval, all but an interval, every number or none.
 */
export function andersonRubin(
  { outcome, treatment, exogenous, all, first, weights }: TwoStages,
  alpha: number,
) {
  const left = (x: Matrix, v: Float64Array) => leastSquares(x, v, weights).residuals
  const y = { within: left(exogenous, outcome), after: left(all, outcome) }
  const d = { within: left(exogenous, treatment), after: first.residuals }
  const product = (a: Float64Array, b: Float64Array) =>
    dot(weights ? a.map((value, i) => value * weights[i]) : a, b)
  const excluded = first.kept.filter((column) => column >= exogenous.columns).length
  const limit = (excluded * fQuantile(1 - alpha, excluded, first.degreesOfFreedom)) / first.degreesOfFreedom
  // (r′P r) − c (r′M r) ≤ 0 for r = y − β d, with r′P r = within − after.
  const form = (a: typeof y, b: typeof y) =>
    product(a.within, b.within) - (1 + limit) * product(a.after, b.after)
  return notAbove(form(d, d), -2 * form(y, d), form(y, y))
}

/**
 * The same by a robust covariance: Wald's test that y − β d does not move with the instruments, which holds for
 * errors that differ by row or come by cluster (Chernozhukov and Hansen 2008). Null where there are fewer clusters
 * than instruments.
 */
export function robustAndersonRubin(
  stages: TwoStages,
  kind: CovarianceKind,
  alpha: number,
): ConfidenceSet | null {
  const { outcome, treatment, exogenous, all, first, weights, clusters } = stages
  const columns = first.kept.filter((column) => column >= exogenous.columns)
  // On one scale, so that β is the tangent of an angle worth turning through.
  const scaleOf = (v: Float64Array) => Math.sqrt(leastSquares(exogenous, v, weights).residualSumOfSquares)
  const [ofOutcome, ofTreatment] = [scaleOf(outcome), scaleOf(treatment)]
  const y = outcome.map((value) => value / ofOutcome)
  const d = treatment.map((value) => value / ofTreatment)
  const reduced = (v: Float64Array) => {
    const fit = leastSquares(all, v, weights)
    const covariance = coefficientCovariance(all, fit, kind, weights, clusters)
    return {
      coefficients: Float64Array.from(columns, (column) => fit.coefficients[column]),
      covariance: columns.flatMap((j) => columns.map((k) => covariance.values[j * covariance.rows + k])),
    }
  }
  const [ofY, ofD, ofBoth] = [reduced(y), reduced(d), reduced(y.map((value, i) => value + d[i]))]
  // cov(y, d) + cov(d, y), by polarisation.
  const crossed = ofBoth.covariance.map((value, k) => value - ofY.covariance[k] - ofD.covariance[k])
  const q = columns.length
  const degrees = degreesOf(stages, first, kind)
  if (kind === 'cluster' && degrees < q) return null
  const limit = q * fQuantile(1 - alpha, q, degrees)
  const scale = ofOutcome / ofTreatment
  if (q === 1) {
    const [a, b] = [ofY.coefficients[0], ofD.coefficients[0]]
    const solved = notAbove(
      b * b - limit * ofD.covariance[0],
      -2 * a * b + limit * crossed[0],
      a * a - limit * ofY.covariance[0],
    )
    return solved.map(([low, high]): Interval => [low * scale, high * scale])
  }
  const excess = (angle: number) => {
    const [c, s] = [Math.cos(angle), Math.sin(angle)]
    const g = ofY.coefficients.map((value, k) => c * value - s * ofD.coefficients[k])
    const v = ofY.covariance.map((value, k) => c * c * value + s * s * ofD.covariance[k] - s * c * crossed[k])
    const solved = solveSymmetric(matrix(q, q, Float64Array.from(v)), g)
    return solved ? dot(g, solved) - limit : Number.POSITIVE_INFINITY
  }
  const tangent = (angle: number) =>
    Math.abs(angle) >= Math.PI / 2 ? Math.sign(angle) * Number.POSITIVE_INFINITY : Math.tan(angle) * scale
  return acceptedEverywhere(excess, -Math.PI / 2, Math.PI / 2).map(
    ([low, high]): Interval => [tangent(low), tangent(high)],
  )
}

/** Where square x² + linear x + constant ≤ 0. */
export function notAbove(square: number, linear: number, constant: number): ConfidenceSet {
  const [below, above] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  if (square === 0) {
    if (linear === 0) return constant <= 0 ? [[below, above]] : []
    return linear > 0 ? [[below, -constant / linear]] : [[-constant / linear, above]]
  }
  const discriminant = linear * linear - 4 * square * constant
  if (discriminant < 0) return square > 0 ? [] : [[below, above]]
  // The root that adds numbers of one sign, then the other by their product: nothing cancels.
  const sum = -(linear + (linear < 0 ? -1 : 1) * Math.sqrt(discriminant)) / 2
  const roots = sum === 0 ? [0, 0] : [sum / square, constant / sum]
  const [low, high] = [Math.min(...roots), Math.max(...roots)]
  if (square > 0) return [[low, high]]
  return [
    [below, low],
    [high, above],
  ]
}

/** What a confidence set looks like; `ray` and `several` only robust sets of several instruments can be. */
export function shapeOf(set: ConfidenceSet): WeakInstrumentSet['shape'] {
  if (set.length === 0) return 'empty'
  const [open, closed] = [Number.isFinite(set[0][0]), Number.isFinite(set[set.length - 1][1])]
  if (set.length === 1) return open && closed ? 'interval' : open || closed ? 'ray' : 'line'
  return set.length === 2 && !open && !closed ? 'rays' : 'several'
}

/**
 * Two numbers for a set: its ends; of everything but (high, low), low > high as they are; of several intervals the ends of
 * all; [NaN, NaN] of none.
 */
export function endsOf(set: ConfidenceSet): Interval {
  if (set.length === 0) return [Number.NaN, Number.NaN]
  if (shapeOf(set) === 'rays') return [set[1][0], set[0][1]]
  return [set[0][0], set[set.length - 1][1]]
}
