import { columnOf, type Matrix, times } from '../../numeric/matrix.ts'
import { runHere } from '../../numeric/steps.ts'
import { armsOf } from '../nuisance/nuisances.ts'
import type { ScoreDerivatives } from '../nuisance/parametric-propensity.ts'
import { rowsWhere, type Study } from '../study.ts'
import { membersOf, placesOf } from './matched-sets.ts'
import { matchingSpace } from './matching-space.ts'

/** Rows of an arm that stand for a conditional moment: the row itself, where it is of that arm, and its nearest. */
export const momentNeighbours = 2

/** Matching on a fitted propensity, and what it found. */
export interface ScoreMatching {
  readonly study: Study
  /** The one axis that was matched on. */
  readonly position: Matrix
  /** Propensity by arm. */
  readonly probabilities: readonly Float64Array[]
  readonly score: ScoreDerivatives
  readonly estimate: number
}

/**
 * What estimating the propensity adds to the variance of matching on it (Abadie and Imbens 2016): −c′I⁻¹c of the effect
 * on everyone (theorem 1), which is a gain; −c′I⁻¹c + d′I⁻¹d of the effect on an arm (theorem 2), whose target moves
 * with the propensity. Conditional moments come from the two nearest rows of each arm with all ties (section IV; by the
 * propensity, those behind d by the covariates).
 */
export function varianceOfEstimatedScore(matching: ScoreMatching): number {
  const { target } = matching.study.options
  const { inverseInformation } = matching.score
  const form = (g: Float64Array) =>
    times(inverseInformation, g).reduce((sum, value, j) => sum + value * g[j], 0)
  if (target === 'ate') return -form(covarianceWithScore(matching, -1))
  const { treated, control } = armsOf(matching.study)
  const arm = target === 'att' ? treated : control
  return form(targetDerivative(matching, arm)) - form(covarianceWithScore(matching, arm))
}

/** c: of everyone where `arm` is −1, else c_t of the effect on that arm. */
function covarianceWithScore(
  { study, position, probabilities, score, estimate }: ScoreMatching,
  arm: number,
): Float64Array {
  const { rows, outcome } = study
  const result = new Float64Array(score.x.columns)
  const columns = result.map((_, j) => j)
  const xs = Array.from(columns, (j) => columnOf(score.x, j))
  const means = probabilities.map(() => new Float64Array(rows))
  probabilities.forEach((chance, own) => {
    for (const { here, set } of nearestSets(study, position, own)) {
      const mean = meanOf(outcome, set)
      let weight = 0
      for (const i of here) {
        means[own][i] = mean
        weight +=
          score.slopes[i] / (arm < 0 ? chance[i] : own === arm ? 1 : chance[i] / probabilities[arm][i])
      }
      xs.forEach((x, j) => {
        result[j] += weight * covarianceOf(x, outcome, set)
      })
    }
  })
  if (arm >= 0) addMeans(result, xs, score.slopes, effectsOn(study, means, arm, estimate))
  return result.map((value) => value / rowsOf(study, arm))
}

/** d = ∂ effect on the arm / ∂ coefficients. */
function targetDerivative({ study, score, estimate }: ScoreMatching, arm: number): Float64Array {
  const means = covariateMeans(study)
  const result = new Float64Array(score.x.columns)
  const xs = Array.from(result, (_, j) => columnOf(score.x, j))
  addMeans(result, xs, score.slopes, effectsOn(study, means, arm, estimate))
  return result.map((value) => value / rowsOf(study, arm))
}

/** E[outcome | arm, covariates] of every row by arm: of the nearest rows of the arm by Mahalanobis distance. */
export function covariateMeans(study: Study): Float64Array[] {
  const { rows, outcome, options } = study
  const { position } = runHere(matchingSpace({ ...study, options: { ...options, distance: 'mahalanobis' } }))
  return armsOf(study).levels.map((_, arm) => {
    const result = new Float64Array(rows)
    for (const { here, set } of nearestSets(study, position, arm)) {
      const mean = meanOf(outcome, set)
      for (const i of here) result[i] = mean
    }
    return result
  })
}

/** Σ x f (effect less its mean on the arm). */
function addMeans(
  result: Float64Array,
  xs: readonly Float64Array[],
  slopes: Float64Array,
  effects: Float64Array,
): void {
  xs.forEach((x, j) => {
    for (let i = 0; i < x.length; i++) result[j] += x[i] * slopes[i] * effects[i]
  })
}

/** Conditional effects of being in the arm rather than the other, less the estimate in the same direction. */
function effectsOn(
  study: Study,
  means: readonly Float64Array[],
  arm: number,
  estimate: number,
): Float64Array {
  const average = arm === armsOf(study).treated ? estimate : -estimate
  return means[arm].map((mean, i) => mean - means[1 - arm][i] - average)
}

function rowsOf(study: Study, arm: number): number {
  const { codes } = armsOf(study)
  return arm < 0 ? study.rows : codes.reduce((count, code) => count + (code === arm ? 1 : 0), 0)
}

/** For every place that rows lie at: those rows, and the nearest of the arm. */
function* nearestSets(study: Study, position: Matrix, arm: number) {
  const { codes } = armsOf(study)
  const everyone = rowsWhere(study.rows, () => true)
  const ofArm = rowsWhere(study.rows, (i) => codes[i] === arm)
  const places = placesOf(position, ofArm)
  const members = membersOf(places, ofArm)
  for (const here of membersOf(placesOf(position, everyone), everyone)) {
    const set = places.nearest(here[0], momentNeighbours).flatMap((place) => members[place])
    yield { here, set }
  }
}

function meanOf(values: Float64Array, rows: readonly number[]): number {
  return rows.reduce((sum, row) => sum + values[row], 0) / rows.length
}

function covarianceOf(x: Float64Array, y: Float64Array, rows: readonly number[]): number {
  if (rows.length < 2) return 0
  const [meanX, meanY] = [meanOf(x, rows), meanOf(y, rows)]
  return rows.reduce((sum, row) => sum + (x[row] - meanX) * (y[row] - meanY), 0) / (rows.length - 1)
}
