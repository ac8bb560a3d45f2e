import { centredGram, descend, interceptOf } from './coordinate-descent.ts'
import { expit } from './generalised-linear.ts'
import { columnOf, type Matrix, matrix, times, transposeTimes } from './matrix.ts'

/** A penalised model at one place of its path. */
export interface PathSolution {
  readonly intercept: number
  readonly beta: Float64Array
}

const tolerance = 1e-16

/**
 * Iteratively reweighted least squares around coordinate descent. Where columns separate the outcome, coefficients grow
 * without end: the path goes no further once 99.9 % of the deviance is explained (Friedman, Hastie and Tibshirani 2010,
 * section 3). Only columns that the sequential strong rule keeps are looked at, and any that the conditions of the solution then ask for
 * (Tibshirani et al. 2012): the solution is that of all.
 */
export function* logitPath(
  x: Matrix,
  y: Float64Array,
  w: Float64Array,
  path: readonly number[],
  mixing: number,
): Generator<PathSolution, void, undefined> {
  const beta = new Float64Array(x.columns)
  let mean = 0
  for (let i = 0; i < x.rows; i++) mean += w[i] * y[i]
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, mean))
  let intercept = Math.log(inside / (1 - inside))
  const unexplained = meanDeviance(x, y, w, beta, intercept)
  let explained = false
  for (const [k, penalty] of path.entries()) {
    if (!explained) {
      intercept = fitAt(x, y, w, beta, intercept, { penalty, before: path[k - 1] ?? penalty, mixing })
      explained = meanDeviance(x, y, w, beta, intercept) < 1e-3 * unexplained
    }
    yield { intercept, beta: Float64Array.from(beta) }
  }
}

interface Penalty {
  readonly penalty: number
  /** The one before on the path. */
  readonly before: number
  readonly mixing: number
}

/** Moves `beta` to the solution at this penalty and returns its intercept. */
function fitAt(
  x: Matrix,
  y: Float64Array,
  w: Float64Array,
  beta: Float64Array,
  intercept: number,
  { penalty, before, mixing }: Penalty,
): number {
  const kept = beta.map((value) => (value === 0 ? 0 : 1))
  let bound = mixing * (2 * penalty - before)
  let solved = intercept
  for (;;) {
    const scores = scoresOf(x, y, w, beta, solved)
    let added = false
    for (let j = 0; j < kept.length; j++) {
      if (kept[j] === 1 || Math.abs(scores[j]) < bound) continue
      kept[j] = 1
      added = true
    }
    if (!added && bound === mixing * penalty) return solved
    const places = Array.from(kept.keys()).filter((j) => kept[j] === 1)
    if (places.length > 0 || bound !== mixing * penalty) {
      solved = reweighted(columnsOf(x, places), y, w, beta, places, solved, penalty, mixing)
    }
    bound = mixing * penalty
  }
}

/** The same over some columns alone. */
function reweighted(
  x: Matrix,
  y: Float64Array,
  w: Float64Array,
  beta: Float64Array,
  places: readonly number[],
  start: number,
  penalty: number,
  mixing: number,
): number {
  const n = x.rows
  const own = Float64Array.from(places, (place) => beta[place])
  const curvature = new Float64Array(n)
  const working = new Float64Array(n)
  let intercept = start
  for (let iteration = 0; iteration < 25; iteration++) {
    const eta = times(x, own)
    for (let i = 0; i < n; i++) {
      const p = expit(eta[i] + intercept)
      const v = Math.max(p * (1 - p), 1e-5)
      curvature[i] = w[i] * v
      working[i] = curvature[i] * (eta[i] + intercept + (y[i] - p) / v)
    }
    const gram = centredGram(x, curvature, working)
    const before = Float64Array.from(own)
    descend(gram, own, penalty, mixing, tolerance)
    const next = interceptOf(gram, own)
    let moved = Math.abs(next - intercept)
    for (let j = 0; j < own.length; j++) moved = Math.max(moved, Math.abs(own[j] - before[j]))
    intercept = next
    if (moved < 1e-6) break
  }
  for (const [index, place] of places.entries()) beta[place] = own[index]
  return intercept
}

/** The derivative of the log-likelihood by each coefficient. */
function scoresOf(
  x: Matrix,
  y: Float64Array,
  w: Float64Array,
  beta: Float64Array,
  intercept: number,
): Float64Array {
  const away = times(x, beta)
  for (let i = 0; i < away.length; i++) away[i] = w[i] * (y[i] - expit(away[i] + intercept))
  return transposeTimes(x, away)
}

function columnsOf(x: Matrix, places: readonly number[]): Matrix {
  if (places.length === x.columns) return x
  const some = matrix(x.rows, places.length)
  for (const [index, place] of places.entries()) columnOf(some, index).set(columnOf(x, place))
  return some
}

function meanDeviance(
  x: Matrix,
  y: Float64Array,
  w: Float64Array,
  beta: Float64Array,
  intercept: number,
): number {
  return times(x, beta).reduce((sum, eta, i) => sum + w[i] * logitDeviance(y[i], eta + intercept), 0)
}

/** Of one outcome, halved. */
export function logitDeviance(y: number, eta: number): number {
  return Math.max(eta, 0) + Math.log1p(Math.exp(-Math.abs(eta))) - y * eta
}
