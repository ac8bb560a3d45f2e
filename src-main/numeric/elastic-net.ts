import { expit } from './generalised-linear.ts'
import { columnOf, crossProduct, type Matrix, matrix, takeRows, times, transposeTimes } from './matrix.ts'
import { random, shuffle } from './random.ts'
import { solveSymmetric } from './symmetric.ts'

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
  const solution = fitPath(standard.x, y, w, upTo, options)[upTo.length - 1]
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
  const losses = new Float64Array(path.length)
  for (let f = 0; f < options.folds; f++) {
    const train = order.filter((row) => fold[row] !== f).sort()
    const test = order.filter((row) => fold[row] === f).sort()
    const trainX = takeRows(x, train)
    const trainY = Float64Array.from(train, (row) => y[row])
    const trainW = normalised(
      Float64Array.from(train, (row) => w[row]),
      train.length,
    )
    const testX = takeRows(x, test)
    fitPath(trainX, trainY, trainW, path, options).forEach((solution, k) => {
      const eta = times(testX, solution.beta)
      for (let i = 0; i < test.length; i++) {
        losses[k] += w[test[i]] * deviance(options.family, y[test[i]], eta[i] + solution.intercept)
      }
    })
  }
  let best = 0
  for (let k = 1; k < losses.length; k++) if (losses[k] < losses[best]) best = k
  return best
}

interface Solution {
  readonly intercept: number
  readonly beta: Float64Array
}

/** Solutions along the path, each started from the one before. */
function fitPath(
  x: Matrix,
  y: Float64Array,
  w: Float64Array,
  path: readonly number[],
  options: ElasticNetOptions,
): Solution[] {
  return options.family === 'linear' ? linearPath(x, y, w, path, options) : logitPath(x, y, w, path, options)
}

function linearPath(
  x: Matrix,
  y: Float64Array,
  w: Float64Array,
  path: readonly number[],
  options: ElasticNetOptions,
): Solution[] {
  const weighted = y.map((value, i) => value * w[i])
  const gram = centredGram(x, w, weighted)
  const beta = new Float64Array(x.columns)
  const tolerance = 1e-16
  return path.map((penalty) => {
    descend(gram, beta, penalty, options.mixing, tolerance)
    return { intercept: interceptOf(gram, beta), beta: Float64Array.from(beta) }
  })
}

/**
 * Iteratively reweighted least squares around coordinate descent. Where columns separate the outcome, coefficients grow
 * without end: the path goes no further once 99.9 % of the deviance is explained (Friedman, Hastie and Tibshirani 2010,
 * section 3).
 */
function logitPath(
  x: Matrix,
  y: Float64Array,
  w: Float64Array,
  path: readonly number[],
  options: ElasticNetOptions,
): Solution[] {
  const n = x.rows
  const beta = new Float64Array(x.columns)
  let mean = 0
  for (let i = 0; i < n; i++) mean += w[i] * y[i]
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, mean))
  let intercept = Math.log(inside / (1 - inside))
  const tolerance = 1e-16
  const curvature = new Float64Array(n)
  const working = new Float64Array(n)
  const unexplained = meanDeviance(x, y, w, beta, intercept)
  let explained = false
  return path.map((penalty) => {
    if (explained) return { intercept, beta: Float64Array.from(beta) }
    for (let iteration = 0; iteration < 25; iteration++) {
      const eta = times(x, beta)
      for (let i = 0; i < n; i++) {
        const p = expit(eta[i] + intercept)
        const v = Math.max(p * (1 - p), 1e-5)
        curvature[i] = w[i] * v
        working[i] = curvature[i] * (eta[i] + intercept + (y[i] - p) / v)
      }
      const gram = centredGram(x, curvature, working)
      const before = Float64Array.from(beta)
      descend(gram, beta, penalty, options.mixing, tolerance)
      const next = interceptOf(gram, beta)
      let moved = Math.abs(next - intercept)
      for (let j = 0; j < beta.length; j++) moved = Math.max(moved, Math.abs(beta[j] - before[j]))
      intercept = next
      if (moved < 1e-6) break
    }
    explained = meanDeviance(x, y, w, beta, intercept) < 1e-3 * unexplained
    return { intercept, beta: Float64Array.from(beta) }
  })
}

function meanDeviance(
  x: Matrix,
  y: Float64Array,
  w: Float64Array,
  beta: Float64Array,
  intercept: number,
): number {
  return times(x, beta).reduce((sum, eta, i) => sum + w[i] * deviance('logit', y[i], eta + intercept), 0)
}

/** X′WX and X′Wy with the weighted means taken out: the intercept solved for. */
interface Gram {
  readonly products: Matrix
  readonly right: Float64Array
  readonly means: Float64Array
  readonly meanY: number
}

function centredGram(x: Matrix, w: Float64Array, weightedY: Float64Array): Gram {
  const p = x.columns
  let total = 0
  let sumY = 0
  for (let i = 0; i < x.rows; i++) {
    total += w[i]
    sumY += weightedY[i]
  }
  const means = transposeTimes(x, w).map((value) => value / total)
  const meanY = sumY / total
  const products = crossProduct(x, w)
  const right = transposeTimes(x, weightedY)
  for (let j = 0; j < p; j++) {
    right[j] -= total * means[j] * meanY
    for (let k = 0; k < p; k++) products.values[j * p + k] -= total * means[j] * means[k]
  }
  return { products, right, means, meanY }
}

function interceptOf(gram: Gram, beta: Float64Array): number {
  let intercept = gram.meanY
  for (let j = 0; j < beta.length; j++) intercept -= gram.means[j] * beta[j]
  return intercept
}

/**
 * Cyclic coordinate descent with covariance updates (Friedman, Hastie and Tibshirani 2010, section 2.2); ridge alone is
 * a linear system.
 */
function descend(gram: Gram, beta: Float64Array, penalty: number, mixing: number, tolerance: number): void {
  const p = beta.length
  const { values } = gram.products
  if (mixing === 0) {
    const solved = solveSymmetric(withDiagonal(gram.products, penalty), gram.right)
    if (solved) {
      beta.set(solved)
      return
    }
  }
  const gradient = Float64Array.from(gram.right)
  for (let j = 0; j < p; j++) {
    if (beta[j] === 0) continue
    for (let k = 0; k < p; k++) gradient[k] -= values[j * p + k] * beta[j]
  }
  const soft = penalty * mixing
  const shrink = penalty * (1 - mixing)
  for (let sweep = 0; sweep < 1000; sweep++) {
    let moved = 0
    for (let j = 0; j < p; j++) {
      const own = values[j * p + j]
      if (own <= 1e-12) continue
      const pull = gradient[j] + own * beta[j]
      const size = Math.abs(pull) - soft
      const next = size > 0 ? (Math.sign(pull) * size) / (own + shrink) : 0
      const step = next - beta[j]
      if (step === 0) continue
      beta[j] = next
      for (let k = 0; k < p; k++) gradient[k] -= values[j * p + k] * step
      moved = Math.max(moved, own * step * step)
    }
    if (moved < tolerance) break
  }
}

function withDiagonal(m: Matrix, added: number): Matrix {
  const values = Float64Array.from(m.values)
  for (let j = 0; j < m.columns; j++) {
    // A constant column has no equation: any positive diagonal keeps its coefficient at zero.
    values[j * m.columns + j] += values[j * m.columns + j] <= 1e-12 ? 1 : added
  }
  return { ...m, values }
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

function deviance(family: 'linear' | 'logit', y: number, eta: number): number {
  if (family === 'linear') return (y - eta) ** 2
  return Math.max(eta, 0) + Math.log1p(Math.exp(-Math.abs(eta))) - y * eta
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
