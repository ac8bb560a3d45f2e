import { chisquarePValue, fPValue } from '../../numeric/distributions.ts'
import { type LeastSquares, leastSquares } from '../../numeric/least-squares.ts'
import {
  columnOf,
  crossProduct,
  dot,
  fromColumns,
  type Matrix,
  matrix,
  product,
  takeColumns,
  times,
  transposeTimes,
} from '../../numeric/matrix.ts'
import { noncentralChisquareQuantile } from '../../numeric/noncentral-chisquare.ts'
import { type CovarianceKind, coefficientCovariance, scoreMeat } from '../../numeric/robust-covariance.ts'
import { solveSymmetric } from '../../numeric/symmetric.ts'

/** One treatment, its instruments and covariates, as both stages saw them. */
export interface TwoStages {
  readonly outcome: Float64Array
  readonly treatment: Float64Array
  /** n×p, the intercept first. */
  readonly exogenous: Matrix
  /** The covariates, then the instruments. */
  readonly all: Matrix
  readonly first: LeastSquares
  /** The second stage, judged by residuals from the treatment itself. */
  readonly second: LeastSquares
  readonly weights: Float64Array | undefined
  readonly clusters: Int32Array | undefined
}

export interface Tested {
  readonly statistic: number
  /** Of F, both degrees; of χ², its own. */
  readonly degrees: readonly number[]
  readonly pValue: number
}

/** F of the excluded instruments in the first stage, by a covariance of the kind. */
export function firstStageTest(stages: TwoStages, kind: CovarianceKind): Tested {
  const { coefficients, covariance } = excludedInstruments(stages, kind)
  const solved = solveSymmetric(covariance, coefficients)
  const statistic = solved ? dot(coefficients, solved) / coefficients.length : Number.NaN
  return fTest(statistic, coefficients.length, degreesOf(stages, stages.first, kind))
}

/** A bias of a tenth of the worst case, as Montiel Olea and Pflueger tabulate it. */
const worstBias = 0.1

/**
 * Montiel Olea and Pflueger's (2013) effective F, π̂′Q π̂ / tr(V̂(π̂) Q) with Q the instruments' cross products once the
 * covariates are taken out; and the value above which two-stage least squares is biased by less than a tenth of the
 * worst case, at 5 % (section 3.2: Patnaik's degrees of freedom, the noncentrality at its bound).
 */
export function effectiveF(stages: TwoStages, kind: CovarianceKind): { f: number; critical: number } {
  const { exogenous, all, weights } = stages
  const { coefficients, covariance, columns } = excludedInstruments(stages, kind)
  const left = columns.map((column) => leastSquares(exogenous, columnOf(all, column), weights).residuals)
  const q = crossProduct(fromColumns(all.rows, left), weights)
  const spread = product(covariance, q)
  const trace = traceOf(spread)
  const x = 1 / worstBias
  const degrees =
    (trace ** 2 * (1 + 2 * x)) /
    (traceOf(product(spread, spread)) + 2 * x * trace * largestEigenvalue(spread))
  return {
    f: dot(coefficients, times(q, coefficients)) / trace,
    critical: noncentralChisquareQuantile(0.95, degrees, x * degrees) / degrees,
  }
}

/**
 * Whether the treatment is exogenous: F of the first stage's residuals beside the treatment in the outcome's regression
 * (Durbin 1954, Wu 1973 and Hausman 1978, in the form of a control function).
 */
export function wuHausman(stages: TwoStages, kind: CovarianceKind): Tested {
  const { outcome, treatment, exogenous, first, weights, clusters } = stages
  const columns = Array.from({ length: exogenous.columns }, (_, j) => columnOf(exogenous, j))
  const x = fromColumns(exogenous.rows, [...columns, treatment, first.residuals])
  const fit = leastSquares(x, outcome, weights)
  const at = x.columns - 1
  const variance = coefficientCovariance(x, fit, kind, weights, clusters).values[at * x.columns + at]
  return fTest(fit.coefficients[at] ** 2 / variance, 1, degreesOf(stages, fit, kind))
}

/** n R² of the residuals on every instrument: χ² with the number of instruments too many (Sargan 1958). */
export function sarganTest({ all, first, exogenous, second, weights }: TwoStages): Tested | null {
  const tooMany = first.kept.filter((column) => column >= exogenous.columns).length - 1
  if (tooMany < 1) return null
  const left = leastSquares(all, second.residuals, weights)
  return chisquareTest(all.rows * (1 - left.residualSumOfSquares / second.residualSumOfSquares), tooMany)
}

/**
 * Hansen's (1982) J: the moments' quadratic form at the two-step efficient estimate, weighed by the two-stage residuals'
 * sums of squares by row, or by cluster. Null with fewer clusters than moments, which leave no such weights.
 */
export function hansenTest(stages: TwoStages): Tested | null {
  const { outcome, treatment, exogenous, all, first, second, weights, clusters } = stages
  const tooMany = first.kept.filter((column) => column >= exogenous.columns).length - 1
  if (tooMany < 1) return null
  const z = takeColumns(all, first.kept)
  if (clusters && clusters.reduce((most, code) => Math.max(most, code), 0) < z.columns) return null
  const columns = Array.from({ length: exogenous.columns }, (_, j) => columnOf(exogenous, j))
  const x = takeColumns(fromColumns(z.rows, [...columns, treatment]), second.kept)
  const meat = scoreMeat(z, second.residuals, weights, clusters)
  const weighed = (v: Float64Array) =>
    transposeTimes(z, weights ? v.map((value, i) => value * weights[i]) : v)
  const moments = weighed(outcome)
  const slopes = Array.from({ length: x.columns }, (_, j) => weighed(columnOf(x, j)))
  const solved = slopes.map((slope) => solveSymmetric(meat, slope))
  if (solved.includes(null)) return null
  const information = matrix(x.columns, x.columns)
  slopes.forEach((slope, j) => {
    solved.forEach((other, k) => {
      information.values[k * x.columns + j] = dot(slope, other!)
    })
  })
  const coefficients = solveSymmetric(
    information,
    solved.map((own) => dot(own!, moments)),
  )
  if (!coefficients) return null
  const left = moments.map((value, i) =>
    slopes.reduce((rest, slope, j) => rest - slope[i] * coefficients[j], value),
  )
  const statistic = solveSymmetric(meat, left)
  return statistic && chisquareTest(dot(left, statistic), tooMany)
}

/** The instruments' coefficients in the first stage, and their covariance. */
function excludedInstruments({ all, first, exogenous, weights, clusters }: TwoStages, kind: CovarianceKind) {
  const columns = first.kept.filter((column) => column >= exogenous.columns)
  const whole = coefficientCovariance(all, first, kind, weights, clusters)
  const covariance = matrix(columns.length, columns.length)
  columns.forEach((column, j) => {
    columns.forEach((other, k) => {
      covariance.values[j * columns.length + k] = whole.values[column * whole.rows + other]
    })
  })
  return {
    columns,
    covariance,
    coefficients: Float64Array.from(columns, (column) => first.coefficients[column]),
  }
}

/** Denominator's degrees of freedom of an F test by a covariance of the kind. */
export function degreesOf({ clusters }: TwoStages, fit: LeastSquares, kind: CovarianceKind): number {
  return kind === 'cluster' ? clusters!.reduce((most, code) => Math.max(most, code), 0) : fit.degreesOfFreedom
}

/** Of a matrix with no negative ones: the limit of tr(Mᵏ)^(1/k), k doubling. */
function largestEigenvalue(m: Matrix): number {
  let power = m
  let logarithm = 0
  for (let round = 0; round < 50; round++) {
    const trace = traceOf(power)
    logarithm += Math.log(trace) / 2 ** round
    const scaled = matrix(
      m.rows,
      m.rows,
      power.values.map((value) => value / trace),
    )
    power = product(scaled, scaled)
  }
  return Math.exp(logarithm)
}

function traceOf({ rows, values }: Matrix): number {
  let sum = 0
  for (let j = 0; j < rows; j++) sum += values[j * rows + j]
  return sum
}

function fTest(statistic: number, numerator: number, denominator: number): Tested {
  return {
    statistic,
    degrees: [numerator, denominator],
    pValue: fPValue(statistic, numerator, denominator),
  }
}

function chisquareTest(statistic: number, degrees: number): Tested {
  return { statistic, degrees: [degrees], pValue: chisquarePValue(statistic, degrees) }
}
