import { leastSquares } from './least-squares.ts'
import { type Matrix, matrix, takeColumns } from './matrix.ts'
import { inverseSymmetric, solveSymmetric } from './symmetric.ts'

/** A multinomial logit of K arms, the first being the base. */
export interface Multinomial {
  /** p × (K−1); zeros for dropped columns. */
  readonly coefficients: Matrix
  readonly kept: readonly number[]
  /** `probabilities[arm][row]`. */
  readonly probabilities: readonly Float64Array[]
  /** Inverse information over (arm − 1, kept column), arms outermost. */
  readonly inverseInformation: Matrix
  readonly converged: boolean
  readonly separated: boolean
}

/** Newton's method, halving steps that lower the likelihood. `arms` holds codes 0 … K−1, each at least once. */
export function fitMultinomial(
  x: Matrix,
  arms: ArrayLike<number>,
  levels: number,
  weights?: ArrayLike<number>,
): Multinomial {
  const n = x.rows
  const { kept, dropped } = leastSquares(x, Float64Array.from(arms), weights)
  const design = dropped.length === 0 ? x : takeColumns(x, kept)
  const p = design.columns
  const size = p * (levels - 1)
  let beta = new Float64Array(size)
  let state = probabilitiesOf(design, beta, levels, arms, weights)
  let converged = false
  for (let iteration = 0; iteration < 60 && !converged; iteration++) {
    const { gradient, information } = derivatives(design, state.probabilities, arms, levels, weights)
    const step = solveSymmetric(information, gradient)
    if (!step) break
    let factor = 1
    let improved = false
    for (let halving = 0; halving < 30 && !improved; halving++) {
      const next = beta.map((value, j) => value + factor * step[j])
      const tried = probabilitiesOf(design, next, levels, arms, weights)
      if (tried.likelihood >= state.likelihood - 1e-12 * Math.abs(state.likelihood)) {
        let most = 0
        for (let j = 0; j < size; j++)
          most = Math.max(most, Math.abs(factor * step[j]) / (1 + Math.abs(next[j])))
        converged = most < 1e-11
        beta = next
        state = tried
        improved = true
      }
      factor /= 2
    }
    if (!improved) converged = true
  }
  const { information } = derivatives(design, state.probabilities, arms, levels, weights)
  const inverse = inverseSymmetric(information)
  let extreme = 0
  for (let i = 0; i < n; i++) if (state.probabilities[arms[i]][i] > 1 - 3e-7) extreme++
  const coefficients = matrix(x.columns, levels - 1)
  for (let a = 0; a < levels - 1; a++) {
    for (let j = 0; j < p; j++) coefficients.values[a * x.columns + kept[j]] = beta[a * p + j]
  }
  return {
    coefficients,
    kept,
    probabilities: state.probabilities,
    inverseInformation: inverse ?? matrix(size, size, new Float64Array(size * size).fill(Number.NaN)),
    converged: converged && inverse !== null,
    separated: inverse === null || (extreme > 0 && (!converged || extreme >= 0.02 * n)),
  }
}

/** `probabilities[arm][row]` for new rows. */
export function predictMultinomial(coefficients: Matrix, x: Matrix): Float64Array[] {
  const levels = coefficients.columns + 1
  return probabilitiesOf(x, coefficients.values, levels).probabilities
}

function probabilitiesOf(
  x: Matrix,
  beta: Float64Array,
  levels: number,
  arms?: ArrayLike<number>,
  weights?: ArrayLike<number>,
) {
  const { rows: n, columns: p, values } = x
  const eta: Float64Array[] = []
  for (let a = 0; a < levels; a++) {
    const column = new Float64Array(n)
    if (a > 0) {
      for (let j = 0; j < p; j++) {
        const factor = beta[(a - 1) * p + j]
        for (let i = 0; i < n; i++) column[i] += factor * values[j * n + i]
      }
    }
    eta.push(column)
  }
  let likelihood = 0
  for (let i = 0; i < n; i++) {
    let top = 0
    for (let a = 1; a < levels; a++) top = Math.max(top, eta[a][i])
    let sum = 0
    for (let a = 0; a < levels; a++) sum += Math.exp(eta[a][i] - top)
    const log = top + Math.log(sum)
    if (arms) likelihood += (weights ? weights[i] : 1) * (eta[arms[i]][i] - log)
    for (let a = 0; a < levels; a++) eta[a][i] = Math.exp(eta[a][i] - log)
  }
  return { probabilities: eta, likelihood }
}

function derivatives(
  x: Matrix,
  probabilities: readonly Float64Array[],
  arms: ArrayLike<number>,
  levels: number,
  weights?: ArrayLike<number>,
) {
  const { rows: n, columns: p, values } = x
  const size = p * (levels - 1)
  const gradient = new Float64Array(size)
  const information = matrix(size, size)
  const factor = new Float64Array(n)
  for (let a = 1; a < levels; a++) {
    for (let i = 0; i < n; i++) {
      factor[i] = (weights ? weights[i] : 1) * ((arms[i] === a ? 1 : 0) - probabilities[a][i])
    }
    for (let j = 0; j < p; j++) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += values[j * n + i] * factor[i]
      gradient[(a - 1) * p + j] = sum
    }
    for (let b = 1; b <= a; b++) {
      const pa = probabilities[a]
      const pb = probabilities[b]
      for (let i = 0; i < n; i++) factor[i] = (weights ? weights[i] : 1) * pa[i] * ((a === b ? 1 : 0) - pb[i])
      for (let j = 0; j < p; j++) {
        for (let k = 0; k < p; k++) {
          let sum = 0
          for (let i = 0; i < n; i++) sum += values[j * n + i] * factor[i] * values[k * n + i]
          information.values[((b - 1) * p + k) * size + (a - 1) * p + j] = sum
          information.values[((a - 1) * p + j) * size + (b - 1) * p + k] = sum
        }
      }
    }
  }
  return { gradient, information }
}
