import { fQuantile } from '../../numeric/f-quantile.ts'
import { leastSquares } from '../../numeric/least-squares.ts'
import { dot, type Matrix } from '../../numeric/matrix.ts'

interface Question {
  readonly outcome: Float64Array
  readonly treatment: Float64Array
  readonly exogenous: Matrix
  readonly all: Matrix
  readonly excluded: number
  readonly weights: Float64Array | undefined
  readonly alpha: number
}

/**
 * Effects that the Anderson–Rubin test does not reject (Anderson and Rubin 1949): solutions of a quadratic inequality.
 * [low, high]; with an infinite end where the instruments cannot bound it; low > high where the set is everything but
 * (high, low); [NaN, NaN] where it is empty.
 */
export function andersonRubin(question: Question): [number, number] {
  const { outcome, treatment, exogenous, all, excluded, weights, alpha } = question
  const left = (x: Matrix, v: Float64Array) => leastSquares(x, v, weights).residuals
  const y = { within: left(exogenous, outcome), after: left(all, outcome) }
  const d = { within: left(exogenous, treatment), after: left(all, treatment) }
  const product = (a: Float64Array, b: Float64Array) =>
    dot(weights ? a.map((value, i) => value * weights[i]) : a, b)
  const degrees = outcome.length - leastSquares(all, outcome, weights).kept.length
  const limit = (excluded * fQuantile(1 - alpha, excluded, degrees)) / degrees
  // (r′P r) − c (r′M r) ≤ 0 for r = y − β d, with r′P r = within − after.
  const form = (
    a: { within: Float64Array; after: Float64Array },
    b: { within: Float64Array; after: Float64Array },
  ) => product(a.within, b.within) - (1 + limit) * product(a.after, b.after)
  const square = form(d, d)
  const linear = -2 * form(y, d)
  const constant = form(y, y)
  const discriminant = linear * linear - 4 * square * constant
  if (discriminant < 0)
    return square > 0 ? [Number.NaN, Number.NaN] : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  const root = Math.sqrt(discriminant)
  const low = (-linear - root) / (2 * square)
  const high = (-linear + root) / (2 * square)
  return [low, high]
}
