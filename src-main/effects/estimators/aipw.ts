import { type ArmMean, findingFromMeans } from '../inference.ts'
import { armsOf, fitNuisances, foldCount, type Outcomes, type Propensities } from '../nuisance/nuisances.ts'
import type { Study } from '../study.ts'
import { balancingWeights, rowPropensities, type Tilt, targetWeights, tiltOf } from '../target-weights.ts'
import { augmentedSlope } from './augmented-slope.ts'
import { chosenStandardErrors, type Estimator, estimandOf } from './estimator.ts'

/**
 * Augmented inverse propensity weighting (Robins, Rotnitzky and Zhao 1994): right where either model is.
 * Parametric models fitted on all rows are stacked into the standard error; out-of-fold ones need not be
 * (Chernozhukov et al. 2018, theorem 5.1). Of a dose it is the average slope: see `augmentedSlope`.
 */
export const aipw: Estimator = {
  method: 'aipw',
  targets: ['ate', 'att', 'atc'],
  treatments: ['arms', 'dose'],
  standardErrors: ['m-estimation', 'influence', 'cluster'],
  *estimate(study) {
    const kind = chosenStandardErrors(study, aipw)
    if (study.treatment.kind === 'dose') {
      return {
        ...(yield* augmentedSlope(study, kind !== 'influence')),
        standardErrors: kind,
        target: 'ate',
        estimand: estimandOf(study, 'ate'),
      }
    }
    const folds = foldCount(study)
    const { propensities, outcomes } = yield* fitNuisances(study, folds)
    const tilt = tiltOf(study)
    const stacked = kind !== 'influence'
    const means = augmentedMeans(study, propensities, outcomes, tilt, stacked)
    return findingFromMeans(study, means, {
      standardErrors: kind === 'm-estimation' && (!propensities.fit || !outcomes.fits) ? 'influence' : kind,
      target: tilt.name,
      estimand: estimandOf(study, tilt.name),
      propensities: propensities.probabilities,
      balancingWeights: balancingWeights(study, propensities, tilt),
      details: { folds },
    })
  },
}

/** Σ[t m + s h/p (y − m)] / Σ t of every arm, with influence; t is the row's weight in the target population. */
export function augmentedMeans(
  study: Study,
  propensities: Propensities,
  outcomes: Outcomes,
  tilt: Tilt,
  stacked: boolean,
): ArmMean[] {
  return armsOf(study).levels.map((_, arm) =>
    augmentedMean(study, arm, propensities, outcomes, tilt, stacked),
  )
}

function augmentedMean(
  study: Study,
  arm: number,
  propensities: Propensities,
  outcomes: Outcomes,
  tilt: Tilt,
  stacked: boolean,
): ArmMean {
  const { rows, outcome } = study
  const arms = armsOf(study)
  const predictions = outcomes.predictions[arm]
  const at = rowPropensities(propensities)
  const byTilt = tilt.name === 'overlap'
  const target = byTilt ? null : targetWeights(study, tilt.arm)
  const moment = new Float64Array(rows)
  const inTarget = new Float64Array(rows)
  let total = 0
  let sum = 0
  for (let i = 0; i < rows; i++) {
    const s = study.weights ? study.weights[i] : 1
    const p = at(i)
    inTarget[i] = target ? target[i] : s * tilt.of(p)
    moment[i] = inTarget[i] * predictions[i]
    if (arms.codes[i] === arm) moment[i] += ((s * tilt.of(p)) / p[arm]) * (outcome[i] - predictions[i])
    total += inTarget[i]
    sum += moment[i]
  }
  const mean = sum / total
  const influence = new Float64Array(rows)
  for (let i = 0; i < rows; i++) influence[i] = moment[i] - inTarget[i] * mean

  if (stacked && propensities.fit) {
    const derivatives = arms.levels.map(() => new Float64Array(rows))
    for (let i = 0; i < rows; i++) {
      if (propensities.clipped?.[i]) continue
      const s = study.weights ? study.weights[i] : 1
      const p = at(i)
      const residual = arms.codes[i] === arm ? s * (outcome[i] - predictions[i]) : 0
      for (let b = 0; b < arms.levels.length; b++) {
        const slope = tilt.derivative(p, b)
        derivatives[b][i] = (residual * slope) / p[arm] + (byTilt ? s * slope * (predictions[i] - mean) : 0)
      }
      derivatives[arm][i] -= (residual * tilt.of(p)) / p[arm] ** 2
    }
    const through = propensities.fit.propagate(derivatives)
    for (let i = 0; i < rows; i++) influence[i] += through[i]
  }
  if (stacked && outcomes.fits) {
    const derivatives = new Float64Array(rows)
    for (let i = 0; i < rows; i++) {
      derivatives[i] = inTarget[i]
      if (arms.codes[i] !== arm) continue
      const p = at(i)
      derivatives[i] -= ((study.weights ? study.weights[i] : 1) * tilt.of(p)) / p[arm]
    }
    const through = outcomes.fits[arm].propagate(derivatives)
    for (let i = 0; i < rows; i++) influence[i] += through[i]
  }
  for (let i = 0; i < rows; i++) influence[i] *= rows / total
  return { mean, influence }
}
