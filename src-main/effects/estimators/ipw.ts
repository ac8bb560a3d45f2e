import { type ArmMean, findingFromMeans } from '../inference.ts'
import { armsOf, fitPropensities, foldCount, type Propensities } from '../nuisance/nuisances.ts'
import type { Study } from '../study.ts'
import { balancingWeights, rowPropensities, type Tilt, tiltOf } from '../target-weights.ts'
import { chosenStandardErrors, type Estimator, estimandOf } from './estimator.ts'
import { marginalStructuralSlope } from './weighted-slope.ts'

/**
 * Inverse propensity weighting with weights that sum to one in each arm (Hájek 1971; Hirano and Imbens 2001).
 * Standard errors stack the propensity model's scores (Lunceford and Davidian 2004). Of a dose it is the slope of a
 * marginal structural model: see `marginalStructuralSlope`.
 */
export const ipw: Estimator = {
  method: 'ipw',
  targets: ['ate', 'att', 'atc'],
  treatments: ['arms', 'dose'],
  standardErrors: ['m-estimation', 'influence', 'cluster'],
  *estimate(study) {
    const kind = chosenStandardErrors(study, ipw)
    if (study.treatment.kind === 'dose') {
      return {
        ...(yield* marginalStructuralSlope(study, kind !== 'influence')),
        standardErrors: kind,
        target: 'ate',
        estimand: estimandOf(study, 'ate'),
      }
    }
    const propensities = yield* fitPropensities(study, foldCount(study))
    const tilt = tiltOf(study)
    const weights = balancingWeights(study, propensities, tilt)
    const stacked = kind !== 'influence' && propensities.fit !== null
    const means = armsOf(study).levels.map((_, arm) =>
      weightedMean(study, arm, weights, propensities, tilt, stacked),
    )
    return findingFromMeans(study, means, {
      standardErrors: kind === 'm-estimation' && !stacked ? 'influence' : kind,
      target: tilt.name,
      estimand: estimandOf(study, tilt.name),
      propensities: propensities.probabilities,
      balancingWeights: weights,
    })
  },
}

/** Σ w y / Σ w over one arm, with its influence. */
function weightedMean(
  study: Study,
  arm: number,
  weights: Float64Array,
  propensities: Propensities,
  tilt: Tilt,
  stacked: boolean,
): ArmMean {
  const { rows, outcome } = study
  const arms = armsOf(study)
  let total = 0
  let sum = 0
  for (let i = 0; i < rows; i++) {
    if (arms.codes[i] !== arm) continue
    total += weights[i]
    sum += weights[i] * outcome[i]
  }
  const mean = sum / total
  const influence = new Float64Array(rows)
  for (let i = 0; i < rows; i++) if (arms.codes[i] === arm) influence[i] = weights[i] * (outcome[i] - mean)
  if (stacked) {
    const derivatives = arms.levels.map(() => new Float64Array(rows))
    const at = rowPropensities(propensities)
    for (let i = 0; i < rows; i++) {
      if (arms.codes[i] !== arm || propensities.clipped?.[i]) continue
      const p = at(i)
      const residual = (study.weights ? study.weights[i] : 1) * (outcome[i] - mean)
      for (let b = 0; b < arms.levels.length; b++) {
        derivatives[b][i] = (residual * tilt.derivative(p, b)) / p[arm]
      }
      derivatives[arm][i] -= (residual * tilt.of(p)) / p[arm] ** 2
    }
    const through = propensities.fit!.propagate(derivatives)
    for (let i = 0; i < rows; i++) influence[i] += through[i]
  }
  for (let i = 0; i < rows; i++) influence[i] *= rows / total
  return { mean, influence }
}
