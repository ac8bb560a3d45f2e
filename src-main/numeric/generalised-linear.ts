import { normalCdf, normalDensity } from './distributions.ts'
import { leastSquares } from './least-squares.ts'
import { columnOf, crossProduct, type Matrix, takeColumns, times, transposeTimes } from './matrix.ts'
import { inverseSymmetric, solveSymmetric } from './symmetric.ts'

export type Family = 'logit' | 'probit' | 'poisson'

/** A maximum likelihood fit of P(y = 1) or E[y] on the columns of X. */
export interface GeneralisedLinear {
  readonly family: Family
  /** Length p; 0 for a dropped column. */
  readonly coefficients: Float64Array
  readonly kept: readonly number[]
  readonly dropped: readonly number[]
  /** Means of the response, length n. */
  readonly fitted: Float64Array
  /** Derivative of the log likelihood of each row by its linear predictor, times its weight. */
  readonly scores: Float64Array
  /** Inverse of minus the Hessian of the log likelihood, of the kept columns. */
  readonly inverseInformation: Matrix
  readonly converged: boolean
  /** Column whose coefficient runs to infinity because it separates the responses; −1 where none does. */
  readonly separatedBy: number
  readonly iterations: number
}

const mostIterations = 60

/**
 * Newton's method on the log likelihood with the observed Hessian, from the zero vector, halving steps that lower the
 * likelihood. Separation is recognised by fitted means at 0 or 1 while coefficients still grow (Albert and Anderson 1984).
 * @param x n×p with its intercept
 * @param y n; 0 or 1, or counts for poisson (fractions between are accepted)
 */
export function fitGeneralisedLinear(
  family: Family,
  x: Matrix,
  y: ArrayLike<number>,
  weights?: ArrayLike<number>,
): GeneralisedLinear {
  const n = x.rows
  const { kept, dropped } = leastSquares(x, y, weights)
  const design = dropped.length === 0 ? x : takeColumns(x, kept)
  const p = design.columns
  const link = links[family]

  let beta = new Float64Array(p)
  if (family === 'poisson') beta = startOfPoisson(design, y, weights)
  let eta = times(design, beta)
  let likelihood = link.likelihood(eta, y, weights)
  const scores = new Float64Array(n)
  const curvature = new Float64Array(n)
  let converged = false
  let iterations = 0
  while (iterations < mostIterations && !converged) {
    iterations++
    link.derivatives(eta, y, weights, scores, curvature)
    const gradient = transposeTimes(design, scores)
    const step = solveSymmetric(crossProduct(design, curvature), gradient)
    if (!step) break
    let size = 1
    let improved = false
    for (let halving = 0; halving < 30; halving++) {
      const next = beta.map((value, j) => value + size * step[j])
      const nextEta = times(design, next)
      const nextLikelihood = link.likelihood(nextEta, y, weights)
      if (nextLikelihood >= likelihood - 1e-12 * Math.abs(likelihood)) {
        const decrement = Math.abs(gradient.reduce((sum, value, j) => sum + value * step[j], 0))
        converged =
          decrement <= 1e-20 * (1 + Math.abs(likelihood)) * 100 || size * largest(step, next) < 1e-12
        beta = next
        eta = nextEta
        likelihood = nextLikelihood
        improved = true
        break
      }
      size /= 2
    }
    if (!improved) {
      converged = true
      break
    }
    // Under separation every further step adds about one to |η| and nothing else.
    if (!converged && family !== 'poisson' && iterations > 12 && isSeparated(eta, y, weights, false)) break
  }

  link.derivatives(eta, y, weights, scores, curvature)
  const fitted = link.mean(eta)
  const inverse = inverseSymmetric(crossProduct(design, curvature))
  const separated = family !== 'poisson' && isSeparated(eta, y, weights, converged)
  const coefficients = new Float64Array(x.columns)
  for (let j = 0; j < p; j++) coefficients[kept[j]] = beta[j]
  return {
    family,
    coefficients,
    kept,
    dropped,
    fitted,
    scores,
    inverseInformation: inverse ?? { rows: p, columns: p, values: new Float64Array(p * p).fill(Number.NaN) },
    converged: converged && inverse !== null,
    separatedBy: separated || inverse === null ? kept[mostPushed(design, beta)] : -1,
    iterations,
  }
}

/** Means of the response for new rows. */
export function predictGeneralisedLinear(
  fit: Pick<GeneralisedLinear, 'family' | 'coefficients'>,
  x: Matrix,
): Float64Array {
  return links[fit.family].mean(times(x, fit.coefficients))
}

/** Derivative of the mean by the linear predictor, for rows of X. */
export function slopeOfMean(
  fit: Pick<GeneralisedLinear, 'family' | 'coefficients'>,
  x: Matrix,
): Float64Array {
  const eta = times(x, fit.coefficients)
  const { slope } = links[fit.family]
  return eta.map(slope)
}

/** Second derivative of the mean by the linear predictor, for rows of X. */
export function bendOfMean(fit: Pick<GeneralisedLinear, 'family' | 'coefficients'>, x: Matrix): Float64Array {
  return times(x, fit.coefficients).map(links[fit.family].bend)
}

/** A separating direction has every row on its right side, the surest beyond |η| = 15 (a probability of 3e-7). */
function isSeparated(
  eta: Float64Array,
  y: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
  converged: boolean,
): boolean {
  let beyond = 0
  let positives = 0
  let rows = 0
  for (let i = 0; i < eta.length; i++) {
    if (weights && weights[i] === 0) continue
    rows++
    if (y[i] > 0) positives++
    if (Math.abs(eta[i]) > 15 && (eta[i] > 0 ? y[i] > 0.5 : y[i] < 0.5)) beyond++
  }
  if (positives === 0 || positives === rows) return true
  return beyond > 0 && (!converged || beyond === rows || beyond >= 0.02 * rows)
}

/** The column, past the intercept, that moves the linear predictor furthest. */
function mostPushed(design: Matrix, beta: Float64Array): number {
  let best = 0
  let furthest = -1
  for (let j = 0; j < design.columns; j++) {
    const column = columnOf(design, j)
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    for (const value of column) {
      if (value < low) low = value
      if (value > high) high = value
    }
    const push = Math.abs(beta[j]) * (high - low)
    if (push > furthest) {
      furthest = push
      best = j
    }
  }
  return best
}

function largest(step: Float64Array, beta: Float64Array): number {
  let most = 0
  for (let j = 0; j < step.length; j++) most = Math.max(most, Math.abs(step[j]) / (1 + Math.abs(beta[j])))
  return most
}

function startOfPoisson(
  design: Matrix,
  y: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  const logged = Float64Array.from(y, (value) => Math.log(value + 0.5))
  const { coefficients } = leastSquares(design, logged, weights)
  return Float64Array.from(coefficients)
}

interface Link {
  likelihood(eta: Float64Array, y: ArrayLike<number>, weights?: ArrayLike<number>): number
  /** Fills the first derivatives and minus the second ones of the log likelihood by η. */
  derivatives(
    eta: Float64Array,
    y: ArrayLike<number>,
    weights: ArrayLike<number> | undefined,
    scores: Float64Array,
    curvature: Float64Array,
  ): void
  mean(eta: Float64Array): Float64Array
  slope(eta: number): number
  bend(eta: number): number
}

export const expit = (eta: number): number =>
  eta >= 0 ? 1 / (1 + Math.exp(-eta)) : Math.exp(eta) / (1 + Math.exp(eta))

/** log(1 + exp(η)) without overflow. */
const softplus = (eta: number): number =>
  eta > 0 ? eta + Math.log1p(Math.exp(-eta)) : Math.log1p(Math.exp(eta))

/** φ(x)/Φ(x), by its asymptote far to the left. */
function inverseMills(x: number): number {
  if (x > -30) return normalDensity(x) / normalCdf(x)
  const square = x * x
  return -x / (1 - 1 / square + 3 / (square * square))
}

function logNormalCdf(x: number): number {
  if (x > -30) return Math.log(normalCdf(x))
  return -0.5 * x * x - Math.log(-x) - 0.9189385332046727
}

const links: Readonly<Record<Family, Link>> = {
  logit: {
    likelihood(eta, y, weights) {
      let sum = 0
      for (let i = 0; i < eta.length; i++)
        sum += (weights ? weights[i] : 1) * (y[i] * eta[i] - softplus(eta[i]))
      return sum
    },
    derivatives(eta, y, weights, scores, curvature) {
      for (let i = 0; i < eta.length; i++) {
        const p = expit(eta[i])
        const w = weights ? weights[i] : 1
        scores[i] = w * (y[i] - p)
        curvature[i] = w * p * (1 - p)
      }
    },
    mean: (eta) => eta.map(expit),
    slope(eta) {
      const p = expit(eta)
      return p * (1 - p)
    },
    bend(eta) {
      const p = expit(eta)
      return p * (1 - p) * (1 - 2 * p)
    },
  },
  probit: {
    likelihood(eta, y, weights) {
      let sum = 0
      for (let i = 0; i < eta.length; i++) {
        const w = weights ? weights[i] : 1
        if (y[i] > 0) sum += w * y[i] * logNormalCdf(eta[i])
        if (y[i] < 1) sum += w * (1 - y[i]) * logNormalCdf(-eta[i])
      }
      return sum
    },
    derivatives(eta, y, weights, scores, curvature) {
      for (let i = 0; i < eta.length; i++) {
        const w = weights ? weights[i] : 1
        const up = inverseMills(eta[i])
        const down = inverseMills(-eta[i])
        scores[i] = w * (y[i] * up - (1 - y[i]) * down)
        curvature[i] = w * (y[i] * up * (up + eta[i]) + (1 - y[i]) * down * (down - eta[i]))
      }
    },
    mean: (eta) => eta.map(normalCdf),
    slope: normalDensity,
    bend: (eta) => -eta * normalDensity(eta),
  },
  poisson: {
    likelihood(eta, y, weights) {
      let sum = 0
      for (let i = 0; i < eta.length; i++)
        sum += (weights ? weights[i] : 1) * (y[i] * eta[i] - Math.exp(eta[i]))
      return sum
    },
    derivatives(eta, y, weights, scores, curvature) {
      for (let i = 0; i < eta.length; i++) {
        const mean = Math.exp(eta[i])
        const w = weights ? weights[i] : 1
        scores[i] = w * (y[i] - mean)
        curvature[i] = w * mean
      }
    },
    mean: (eta) => eta.map(Math.exp),
    slope: Math.exp,
    bend: Math.exp,
  },
}
