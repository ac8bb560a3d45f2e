import { columnOf, fromColumns, type Matrix, times } from '../../numeric/matrix.ts'
import { armsOf } from '../nuisance/nuisances.ts'
import type { ScoreDerivatives } from '../nuisance/parametric-propensity.ts'
import { deviationOf } from '../sensitivity/summary.ts'
import { rowsWhere, type Study } from '../study.ts'
import { membersOf, placesOf } from './matched-sets.ts'

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
 * with the propensity. Conditional moments come from the two nearest rows of each arm with all ties (section IV), those
 * behind c by the propensity, the row itself left out of its mean; those behind d are the row's own outcome and its nearest
 * by the covariates, each in its standard deviations. Stata's `teffects psmatch` does the same, but for d's distance,
 * which it takes in whatever units the covariates come.
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
  const { outcome } = study
  const result = new Float64Array(score.x.columns)
  const columns = result.map((_, j) => j)
  const xs = Array.from(columns, (j) => columnOf(score.x, j))
  probabilities.forEach((chance, own) => {
    for (const { here, set } of nearestSets(study, position, own, momentNeighbours)) {
      let weight = 0
      for (const i of here) {
        weight +=
          score.slopes[i] / (arm < 0 ? chance[i] : own === arm ? 1 : chance[i] / probabilities[arm][i])
      }
      xs.forEach((x, j) => {
        result[j] += weight * covarianceOf(x, outcome, set)
      })
    }
  })
  if (arm >= 0) {
    const means = probabilities.map((_, own) => otherRowsMeans(study, position, own))
    addMeans(result, xs, score.slopes, effectsOn(study, means, arm, estimate))
  }
  return result.map((value) => value / rowsOf(study, arm))
}

/** d = ∂ effect on the arm / ∂ coefficients. */
function targetDerivative({ study, score, estimate }: ScoreMatching, arm: number): Float64Array {
  const { codes } = armsOf(study)
  const means = covariateMeans(study, 1).map((mean, own) =>
    mean.map((value, i) => (codes[i] === own ? study.outcome[i] : value)),
  )
  const result = new Float64Array(score.x.columns)
  const xs = Array.from(result, (_, j) => columnOf(score.x, j))
  addMeans(result, xs, score.slopes, effectsOn(study, means, arm, estimate))
  return result.map((value) => value / rowsOf(study, arm))
}

/** E[outcome | arm, covariates] of every row by arm: of the nearest rows of the arm, each covariate in its deviations. */
export function covariateMeans(study: Study, neighbours = momentNeighbours): Float64Array[] {
  const { rows, outcome, propensityDesign } = study
  const scaled = propensityDesign.names.map((_, j) => {
    const values = columnOf(propensityDesign.x, j)
    const deviation = deviationOf(values) || 1
    return values.map((value) => value / deviation)
  })
  const position = fromColumns(rows, scaled)
  return armsOf(study).levels.map((_, arm) => {
    const result = new Float64Array(rows)
    for (const { here, set } of nearestSets(study, position, arm, neighbours)) {
      const mean = meanOf(outcome, set)
      for (const i of here) result[i] = mean
    }
    return result
  })
}

/** E[outcome | arm, position] of every row: of the nearest rows of the arm other than itself. */
function otherRowsMeans(study: Study, position: Matrix, arm: number): Float64Array {
  const { rows, outcome } = study
  const { codes } = armsOf(study)
  const result = new Float64Array(rows)
  for (const { here, set } of nearestSets(study, position, arm, momentNeighbours)) {
    const mean = meanOf(outcome, set)
    for (const i of here) result[i] = mean
  }
  for (const { here, set } of nearestSets(study, position, arm, momentNeighbours + 1)) {
    const mean = meanOf(outcome, set)
    for (const i of here) {
      if (codes[i] === arm && set.length > 1) result[i] = (mean * set.length - outcome[i]) / (set.length - 1)
    }
  }
  return result
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
function* nearestSets(study: Study, position: Matrix, arm: number, neighbours: number) {
  const { codes } = armsOf(study)
  const everyone = rowsWhere(study.rows, () => true)
  const ofArm = rowsWhere(study.rows, (i) => codes[i] === arm)
  const places = placesOf(position, ofArm)
  const members = membersOf(places, ofArm)
  for (const here of membersOf(placesOf(position, everyone), everyone)) {
    const set = places.nearest(here[0], neighbours).flatMap((place) => members[place])
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
