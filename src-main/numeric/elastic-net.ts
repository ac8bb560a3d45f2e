import { centredGram, descend, interceptOf } from './coordinate-descent.ts'
import { expit } from './generalised-linear.ts'
import { logitDeviance, logitPath, type PathSolution } from './logit-path.ts'
import { columnOf, type Matrix, matrix, takeRows, times, transposeTimes } from './matrix.ts'
import { random, shuffle } from './random.ts'

export interface ElasticNetOptions {
  readonly family: 'linear' | 'logit'
  /** 1 is the lasso, 0 is ridge. */
  readonly mixing: number
  /** Length of the path of penalties. */
  readonly penalties: number
  /** Folds that choose among them. */
  readonly folds: number
  /** Nothing is chosen where it is given. */
  readonly penalty?: number
  readonly seed: number
}

/** A penalised linear model in the units of its columns. */
export interface ElasticNet {
  readonly family: 'linear' | 'logit'
  readonly intercept: number
  readonly coefficients: Float64Array
  readonly penalty: number
}

interface Standardised {
  readonly x: Matrix
  readonly means: Float64Array
  readonly scales: Float64Array
}

/**
 * Elastic net by coordinate descent over a path of penalties, the penalty chosen by cross-validated deviance
 * (Friedman, Hastie and Tibshirani 2010). Columns, and an outcome of numbers, are standardised inside; the intercept is not penalised.
 * @param x n×p without an intercept
 */
export function elasticNet(
  x: Matrix,
  outcome: Float64Array,
  weights: Float64Array | undefined,
  chosen: Partial<ElasticNetOptions> = {},
): ElasticNet {
  const options: ElasticNetOptions = {
    family: 'linear',
    mixing: 1,
    penalties: 60,
    folds: 5,
    seed: 1,
    ...chosen,
  }
  const n = x.rows
  const w = normalised(weights, n)
  const standard = standardise(x, w)
  const unit = options.family === 'linear' ? deviationOf(outcome, w) : 1
  const y = unit === 1 ? outcome : outcome.map((value) => value / unit)
  const path = penaltyPath(standard.x, y, w, options)
  const { penalty: given } = options
  const upTo =
    given === undefined
      ? path.slice(0, leastDeviance(standard.x, y, w, path, options) + 1)
      : [...path.filter((penalty) => penalty > given), given]
  const solution = [...fitPath(standard.x, y, w, upTo, options)].at(-1)!
  const coefficients = solution.beta.map((value, j) => unit * value * standard.scales[j])
  let intercept = unit * solution.intercept
  for (let j = 0; j < coefficients.length; j++) intercept -= coefficients[j] * standard.means[j]
  return { family: options.family, intercept, coefficients, penalty: upTo[upTo.length - 1] }
}

export function predictElasticNet(model: ElasticNet, x: Matrix): Float64Array {
  const eta = times(x, model.coefficients)
  for (let i = 0; i < eta.length; i++) {
    eta[i] += model.intercept
    if (model.family === 'logit') eta[i] = expit(eta[i])
  }
  return eta
}

/** Place on the path of the penalty with the least cross-validated deviance. */
function leastDeviance(
  x: Matrix,
  y: Float64Array,
  w: Float64Array,
  path: readonly number[],
  options: ElasticNetOptions,
): number {
  const n = x.rows
  const order = shuffle(
    Int32Array.from({ length: n }, (_, i) => i),
    random(options.seed, 'elastic net'),
  )
  const fold = new Int32Array(n)
  for (let k = 0; k < n; k++) fold[order[k]] = k % options.folds
  const folds = Array.from({ length: options.folds }, (_, f) => {
    const train = order.filter((row) => fold[row] !== f).sort()
    const test = order.filter((row) => fold[row] === f).sort()
    const trainY = Float64Array.from(train, (row) => y[row])
    const trainW = normalised(
      Float64Array.from(train, (row) => w[row]),
      train.length,
    )
    return { test, x: takeRows(x, test), path: fitPath(takeRows(x, train), trainY, trainW, path, options) }
  })
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let k = 0; k < path.length; k++) {
    let loss = 0
    for (const { test, x: testX, path: solutions } of folds) {
      const { beta, intercept } = solutions.next().value as PathSolution
      const eta = times(testX, beta)
      for (let i = 0; i < test.length; i++) {
        loss += w[test[i]] * deviance(options.family, y[test[i]], eta[i] + intercept)
      }
    }
    if (loss < least) {
      least = loss
      best = k
    } else if (k - best >= patience && loss > least * clearlyMore) break
  }
  return best
}

/** A path goes no further once so many penalties have not been better than one before them, and the deviance is clearly more. */
const patience = 10
const clearlyMore = 1.02

/** Solutions along the path, each started from the one before. */
function fitPath(
  x: Matrix,
  y: Float64Array,
  w: Float64Array,
  path: readonly number[],
  options: ElasticNetOptions,
): Generator<PathSolution, void, undefined> {
  return options.family === 'linear'
    ? linearPath(x, y, w, path, options)
    : logitPath(x, y, w, path, options.mixing)
}

function* linearPath(
  x: Matrix,
  y: Float64Array,
  w: Float64Array,
  path: readonly number[],
  options: ElasticNetOptions,
): Generator<PathSolution, void, undefined> {
  const weighted = y.map((value, i) => value * w[i])
  const gram = centredGram(x, w, weighted)
  const beta = new Float64Array(x.columns)
  const tolerance = 1e-16
  for (const penalty of path) {
    descend(gram, beta, penalty, options.mixing, tolerance)
    yield { intercept: interceptOf(gram, beta), beta: Float64Array.from(beta) }
  }
}

/** From the least penalty that holds every coefficient at zero, downwards in equal ratios. */
function penaltyPath(x: Matrix, y: Float64Array, w: Float64Array, options: ElasticNetOptions): number[] {
  let mean = 0
  for (let i = 0; i < x.rows; i++) mean += w[i] * y[i]
  const away = y.map((value, i) => w[i] * (value - mean))
  let largest = 0
  for (const value of transposeTimes(x, away)) largest = Math.max(largest, Math.abs(value))
  const top = Math.max(largest / Math.max(options.mixing, 1e-3), 1e-12)
  const bottom = options.mixing < 1e-3 ? 1e-7 : x.rows > x.columns ? 1e-4 : 1e-2
  return Array.from({ length: options.penalties }, (_, k) => top * bottom ** (k / (options.penalties - 1)))
}

function normalised(weights: Float64Array | undefined, n: number): Float64Array {
  if (!weights) return new Float64Array(n).fill(1 / n)
  let total = 0
  for (const value of weights) total += value
  return weights.map((value) => value / total)
}

/** 1 where the numbers do not vary. */
function deviationOf(values: Float64Array, w: Float64Array): number {
  let mean = 0
  for (let i = 0; i < values.length; i++) mean += w[i] * values[i]
  let variance = 0
  for (let i = 0; i < values.length; i++) variance += w[i] * (values[i] - mean) ** 2
  return variance > 0 ? Math.sqrt(variance) : 1
}

function standardise(x: Matrix, w: Float64Array): Standardised {
  const result = matrix(x.rows, x.columns)
  const means = new Float64Array(x.columns)
  const scales = new Float64Array(x.columns)
  for (let j = 0; j < x.columns; j++) {
    const column = columnOf(x, j)
    for (let i = 0; i < x.rows; i++) means[j] += w[i] * column[i]
    let variance = 0
    for (let i = 0; i < x.rows; i++) variance += w[i] * (column[i] - means[j]) ** 2
    scales[j] = variance > 0 ? 1 / Math.sqrt(variance) : 0
    const to = columnOf(result, j)
    for (let i = 0; i < x.rows; i++) to[i] = (column[i] - means[j]) * scales[j]
  }
  return { x: result, means, scales }
}

function deviance(family: 'linear' | 'logit', y: number, eta: number): number {
  return family === 'linear' ? (y - eta) ** 2 : logitDeviance(y, eta)
}
