import { withIntercept } from '../../numeric/matrix.ts'
import { type ArmMean, findingFromMeans } from '../inference.ts'
import {
  armsOf,
  armWeights,
  fitOutcomes,
  fitPropensities,
  foldCount,
  parametricModelOf,
} from '../nuisance/nuisances.ts'
import { fitOutcome } from '../nuisance/parametric-outcome.ts'
import type { Study } from '../study.ts'
import { balancingWeights, rowPropensities, targetWeights, tiltOf } from '../target-weights.ts'
import { averageSlope } from './average-slope.ts'
import { chosenStandardErrors, type Estimator, estimandOf } from './estimator.ts'
import { weightedAverageSlope } from './weighted-slope.ts'

/**
 * Regression adjustment (standardisation, the parametric g-formula): a model of the outcome in each arm, averaged
 * over the target population. Its standard error stacks the models' scores. Of a dose it is the mean slope of one
 * model of every row: see `averageSlope`.
 */
export const regressionAdjustment: Estimator = {
  method: 'regression_adjustment',
  targets: ['ate', 'att', 'atc'],
  treatments: ['arms', 'dose'],
  standardErrors: ['m-estimation', 'cluster'],
  *estimate(study) {
    const kind = chosenStandardErrors(study, regressionAdjustment)
    if (study.treatment.kind === 'dose') {
      return {
        ...averageSlope(study),
        standardErrors: kind,
        target: 'ate',
        estimand: estimandOf(study, 'ate'),
      }
    }
    const outcomes = yield* fitOutcomes(study, foldCount({ ...study, options: withoutPropensity(study) }))
    const tilt = tiltOf({ ...study, options: { ...study.options, overlapWeights: false } })
    const target = targetWeights(study, tilt.arm)
    const means = armsOf(study).levels.map((_, arm) =>
      standardised(study, target, outcomes.predictions[arm], outcomes.fits?.[arm].propagate(target)),
    )
    return findingFromMeans(study, means, {
      standardErrors: kind === 'm-estimation' && !outcomes.fits ? 'influence' : kind,
      target: tilt.name,
      estimand: estimandOf(study, tilt.name),
    })
  },
}

/**
 * Inverse propensity weighted regression adjustment (Wooldridge 2007): outcome models fitted with the weights that
 * make each arm look like the target population. Doubly robust for canonical links. Of a dose it is the mean slope of
 * one model fitted with stabilised weights: see `averageSlope`.
 */
export const ipwra: Estimator = {
  method: 'ipwra',
  targets: ['ate', 'att', 'atc'],
  treatments: ['arms', 'dose'],
  standardErrors: ['m-estimation', 'cluster'],
  *estimate(study) {
    const kind = chosenStandardErrors(study, ipwra)
    if (study.treatment.kind === 'dose') {
      return {
        ...(yield* weightedAverageSlope(study)),
        standardErrors: kind,
        target: 'ate',
        estimand: estimandOf(study, 'ate'),
      }
    }
    const propensities = yield* fitPropensities(study, 1)
    const arms = armsOf(study)
    const tilt = tiltOf({ ...study, options: { ...study.options, overlapWeights: false } })
    const weights = balancingWeights(study, propensities, tilt)
    const target = targetWeights(study, tilt.arm)
    const model = parametricModelOf(study)
    const x = withIntercept(study.outcomeDesign.x)
    const at = rowPropensities(propensities)
    const means = arms.levels.map((_, arm) => {
      const own = armWeights(study, arm)
      const fitWeights = weights.map((weight, i) => (own[i] > 0 ? weight : 0))
      const fit = fitOutcome(model, x, study.outcome, fitWeights)
      const mean = standardised(study, target, fit.predictions, fit.propagate(target))
      if (!propensities.fit) return mean
      // How the fitted coefficients, and so the mean, move with the weights that the propensities make.
      const perUnit = fit.perUnitWeight(target)
      const derivatives = arms.levels.map(() => new Float64Array(study.rows))
      let total = 0
      for (const weight of target) total += weight
      for (let i = 0; i < study.rows; i++) {
        if (own[i] === 0 || propensities.clipped?.[i]) continue
        const p = at(i)
        for (let b = 0; b < arms.levels.length; b++) {
          derivatives[b][i] = (perUnit[i] * own[i] * tilt.derivative(p, b)) / p[arm]
        }
        derivatives[arm][i] -= (perUnit[i] * own[i] * tilt.of(p)) / p[arm] ** 2
      }
      const through = propensities.fit.propagate(derivatives)
      return {
        mean: mean.mean,
        influence: mean.influence.map((value, i) => value + (through[i] * study.rows) / total),
      }
    })
    return findingFromMeans(study, means, {
      standardErrors: kind,
      target: tilt.name,
      estimand: estimandOf(study, tilt.name),
      propensities: propensities.probabilities,
      balancingWeights: weights,
    })
  },
}

/** Σ t m / Σ t with influence; `through` is what the model's estimation adds to Σ t m. */
function standardised(
  study: Study,
  target: Float64Array,
  predictions: Float64Array,
  through: Float64Array | undefined,
): ArmMean {
  let total = 0
  let sum = 0
  for (let i = 0; i < study.rows; i++) {
    total += target[i]
    sum += target[i] * predictions[i]
  }
  const mean = sum / total
  const influence = new Float64Array(study.rows)
  for (let i = 0; i < study.rows; i++) {
    influence[i] = ((target[i] * (predictions[i] - mean) + (through ? through[i] : 0)) * study.rows) / total
  }
  return { mean, influence }
}

function withoutPropensity(study: Study): Study['options'] {
  return { ...study.options, propensityModel: 'logit' }
}
