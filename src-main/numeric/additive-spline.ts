import { expit } from './generalised-linear.ts'
import { columnOf, crossProduct, type Matrix, times, transposeTimes } from './matrix.ts'
import { type SplineBasis, splineBasis, splineSums, splineTerms } from './spline-basis.ts'
import { inverseSymmetric } from './symmetric.ts'

/** A sum of smooth curves, one a column, and products of pairs. */
export interface AdditiveSpline {
  readonly family: 'linear' | 'logit'
  readonly basis: SplineBasis
  readonly coefficients: Float64Array
  readonly penalty: number
  /** Trace of the smoother: parameters it is worth. */
  readonly effectiveParameters: number
}

const penalties = Array.from({ length: 10 }, (_, k) => 10 ** (2 - k))
/** On straight lines, which otherwise run away where they separate the rows or are many for so few of them. */
const linePenalties = { few: [1e-7], many: [1e-7, 1e-3, 1e-2, 3e-2, 1e-1, 1] } as const
const rowsPerLine = 20
/** Wood 2006, section 4.5.1: what keeps generalised cross-validation from following noise. */
const costOfParameter = 1.4
const mostIterations = 12

/**
 * A penalised additive model: least squares, or logistic regression, on curves whose curvature ∫ f″² is penalised, the
 * penalty chosen by generalised cross-validation, or for chances by the unbiased risk estimator at every step of the
 * iteration (Wood 2017, sections 6.2 and 6.4; Gu 1992).
 * @param x n×p without an intercept
 */
export function fitAdditiveSpline(
  family: 'linear' | 'logit',
  x: Matrix,
  y: Float64Array,
  weights: Float64Array | undefined,
): AdditiveSpline {
  const n = x.rows
  const basis = splineBasis(x)
  const { terms, firstPenalised } = splineTerms(basis, x)
  const total = weights ? weights.reduce((sum, value) => sum + value, 0) : n
  const w = weights ? weights.map((value) => value / total) : new Float64Array(n).fill(1 / n)
  const lines = x.columns * rowsPerLine > informativeRows(family, y) ? linePenalties.many : linePenalties.few
  const choose = (problem: Omit<Problem, 'n' | 'firstPenalised' | 'lines'>, kept?: Penalty) =>
    chooseFit({ ...problem, n, firstPenalised, lines }, kept)
  if (family === 'linear') {
    const fit = choose({ ...normalEquations(terms, w, y), dispersion: null })
    return { family, basis, ...summaryOf(fit) }
  }
  let mean = 0
  for (let i = 0; i < n; i++) mean += w[i] * y[i]
  mean = Math.min(1 - 1e-6, Math.max(1e-6, mean))
  let eta: Float64Array = new Float64Array(n).fill(Math.log(mean / (1 - mean)))
  const curvature = new Float64Array(n)
  const working = new Float64Array(n)
  let fit: Fit | null = null
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    for (let i = 0; i < n; i++) {
      const p = expit(eta[i])
      const v = Math.max(p * (1 - p), 1e-5)
      curvature[i] = w[i] * v
      working[i] = eta[i] + (y[i] - p) / v
    }
    const equations = normalEquations(terms, curvature, working)
    fit = choose(
      { ...equations, dispersion: 1 / n },
      iteration < mostIterations / 2 ? undefined : fit!.penalty,
    )
    const next = times(terms, fit.coefficients)
    let moved = 0
    for (let i = 0; i < n; i++) {
      next[i] = Math.min(30, Math.max(-30, next[i]))
      moved = Math.max(moved, Math.abs(next[i] - eta[i]))
    }
    eta = next
    if (moved < 1e-5) break
  }
  return { family, basis, ...summaryOf(fit!) }
}

/** The linear predictor of rows: for chances their log odds. */
export function splinePredictor(model: AdditiveSpline, x: Matrix): Float64Array {
  return splineSums(model.basis, x, model.coefficients)
}

export function predictAdditiveSpline(model: AdditiveSpline, x: Matrix): Float64Array {
  const eta = splinePredictor(model, x)
  return model.family === 'logit' ? eta.map(expit) : eta
}

/** Of chances the rows of the rarer outcome say what can be known (Harrell 2015, section 4.4). */
function informativeRows(family: 'linear' | 'logit', y: Float64Array): number {
  if (family === 'linear') return y.length
  const ones = y.reduce((sum, value) => sum + value, 0)
  return Math.min(ones, y.length - ones)
}

interface Equations {
  /** X′WX, X′Wy and y′Wy, for weights that add up to about 1. */
  readonly gram: Matrix
  readonly right: Float64Array
  readonly square: number
}

interface Problem extends Equations {
  readonly n: number
  readonly firstPenalised: number
  readonly lines: readonly number[]
  /** Known variance of a row's weighted residual; null where it is estimated too. */
  readonly dispersion: number | null
}

interface Penalty {
  readonly curves: number
  readonly lines: number
}

interface Fit {
  readonly coefficients: Float64Array
  readonly penalty: Penalty
  readonly effectiveParameters: number
  readonly risk: number
}

function summaryOf({ coefficients, penalty, effectiveParameters }: Fit) {
  return { coefficients, penalty: penalty.curves, effectiveParameters }
}

function normalEquations(terms: Matrix, w: Float64Array, y: Float64Array): Equations {
  const weighted = y.map((value, i) => value * w[i])
  let square = 0
  for (let i = 0; i < y.length; i++) square += weighted[i] * y[i]
  return { gram: crossProduct(terms, w), right: transposeTimes(terms, weighted), square }
}

function chooseFit(problem: Problem, kept?: Penalty): Fit {
  if (kept) return fitAt(problem, kept) ?? nothing(problem)
  let best: Fit | null = null
  for (const lines of problem.lines) {
    for (const curves of penalties) {
      const fit = fitAt(problem, { curves, lines })
      if (fit && (!best || fit.risk < best.risk)) best = fit
    }
  }
  return best ?? nothing(problem)
}

function fitAt(problem: Problem, penalty: Penalty): Fit | null {
  const { gram, right, square, firstPenalised, n, dispersion } = problem
  const q = gram.columns
  const penalised = { ...gram, values: Float64Array.from(gram.values) }
  const added = (j: number) => (j === 0 ? 0 : j < firstPenalised ? penalty.lines : penalty.curves)
  for (let j = 0; j < q; j++) penalised.values[j * q + j] += added(j)
  const inverse = inverseSymmetric(penalised)
  if (!inverse) return null
  const coefficients = times(inverse, right)
  let effectiveParameters = q
  let residual = square
  for (let j = 0; j < q; j++) {
    effectiveParameters -= added(j) * inverse.values[j * q + j]
    // RSS = y′Wy − b′(2X′Wy − X′WX b), and X′WX b = X′Wy − S b.
    residual -= coefficients[j] * (right[j] + added(j) * coefficients[j])
  }
  const left = 1 - (costOfParameter * effectiveParameters) / n
  if (left <= 0) return null
  const risk =
    dispersion === null
      ? residual / (left * left)
      : residual + 2 * costOfParameter * effectiveParameters * dispersion
  return { coefficients, penalty, effectiveParameters, risk }
}

/** The weighted mean alone, where no penalty leaves a residual. */
function nothing({ gram, right }: Problem): Fit {
  const coefficients = new Float64Array(gram.columns)
  coefficients[0] = right[0] / columnOf(gram, 0)[0]
  return {
    coefficients,
    penalty: { curves: Number.POSITIVE_INFINITY, lines: 0 },
    effectiveParameters: 1,
    risk: 0,
  }
}
