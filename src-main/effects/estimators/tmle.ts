import { expit } from '../../numeric/generalised-linear.ts'
import { type ArmMean, findingFromMeans } from '../inference.ts'
import { armsOf, fitNuisances, foldCount, type Outcomes, type Propensities } from '../nuisance/nuisances.ts'
import type { Study } from '../study.ts'
import { balancingWeights, rowPropensities, type Tilt, targetWeights, tiltOf } from '../target-weights.ts'
import { chosenStandardErrors, type Estimator, estimandOf } from './estimator.ts'

/**
 * Targeted maximum likelihood (van der Laan and Rubin 2006): outcome models moved along a logistic fluctuation until
 * the efficient score averages to zero, inside the outcome's own range (Gruber and van der Laan 2010). The fluctuation
 * is an intercept in each arm, weighted by h/p.
 */
export const tmle: Estimator = {
  method: 'tmle',
  targets: ['ate', 'att', 'atc'],
  treatments: ['arms'],
  standardErrors: ['influence', 'cluster'],
  *estimate(study) {
    const folds = foldCount(study)
    const { propensities, outcomes } = yield* fitNuisances(study, folds)
    const tilt = tiltOf({ ...study, options: { ...study.options, overlapWeights: false } })
    const means = armsOf(study).levels.map((_, arm) => targetedMean(study, arm, propensities, outcomes, tilt))
    return findingFromMeans(study, means, {
      standardErrors: chosenStandardErrors(study, tmle),
      target: tilt.name,
      estimand: estimandOf(study, tilt.name),
      propensities: propensities.probabilities,
      balancingWeights: balancingWeights(study, propensities, tilt),
      details: { folds },
    })
  },
}

function targetedMean(
  study: Study,
  arm: number,
  propensities: Propensities,
  outcomes: Outcomes,
  tilt: Tilt,
): ArmMean {
  const { rows, outcome } = study
  const { codes } = armsOf(study)
  const range = rangeOf(outcome)
  const width = range.high - range.low
  const inRange = (value: number) => Math.min(1 - 1e-6, Math.max(1e-6, (value - range.low) / width))
  const offset = outcomes.predictions[arm].map((value) => {
    const p = inRange(value)
    return Math.log(p / (1 - p))
  })
  const at = rowPropensities(propensities)
  const weights = new Float64Array(rows)
  for (let i = 0; i < rows; i++) {
    if (codes[i] !== arm) continue
    const p = at(i)
    weights[i] = ((study.weights ? study.weights[i] : 1) * tilt.of(p)) / p[arm]
  }
  const scaled = outcome.map((value) => (value - range.low) / width)
  const step = fluctuation(offset, scaled, weights)
  const targeted = offset.map((value) => range.low + width * expit(value + step))
  const target = targetWeights(study, tilt.arm)
  let total = 0
  let sum = 0
  for (let i = 0; i < rows; i++) {
    total += target[i]
    sum += target[i] * targeted[i]
  }
  const mean = sum / total
  const influence = new Float64Array(rows)
  for (let i = 0; i < rows; i++) {
    influence[i] =
      (rows / total) * (target[i] * (targeted[i] - mean) + weights[i] * (outcome[i] - targeted[i]))
  }
  return { mean, influence }
}

function rangeOf(values: Float64Array): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return { low, high }
}

/** Newton's method on Σ w (y − expit(offset + ε)) = 0. */
function fluctuation(offset: Float64Array, y: Float64Array, weights: Float64Array): number {
  let step = 0
  for (let iteration = 0; iteration < 50; iteration++) {
    let score = 0
    let slope = 0
    for (let i = 0; i < offset.length; i++) {
      if (weights[i] === 0) continue
      const p = expit(offset[i] + step)
      score += weights[i] * (y[i] - p)
      slope += weights[i] * p * (1 - p)
    }
    if (!(slope > 0)) break
    const move = Math.max(-2, Math.min(2, score / slope))
    step += move
    if (Math.abs(move) < 1e-12) break
  }
  return step
}
