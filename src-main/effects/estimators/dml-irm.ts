import { findingFromMeans } from '../inference.ts'
import { armsOf, fitNuisances, foldCount, type Outcomes, type Propensities } from '../nuisance/nuisances.ts'
import type { Study } from '../study.ts'
import { balancingWeights, type Tilt, tiltOf } from '../target-weights.ts'
import { augmentedMeans } from './aipw.ts'
import { chosenStandardErrors, type Estimator, estimandOf } from './estimator.ts'
import { withModels } from './models.ts'
import { rieszOfArms } from './riesz-parts.ts'

/**
 * Double machine learning of the interactive model: AIPW scores with models that did not see the row, boosted trees
 * where none are chosen (Chernozhukov et al. 2018, section 5.1).
 */
export const dmlIrm: Estimator = {
  method: 'dml_irm',
  targets: ['ate', 'att', 'atc'],
  treatments: ['arms'],
  standardErrors: ['influence', 'cluster'],
  *estimate(given) {
    const study = withModels(given, { propensityModel: 'stacking', outcomeModel: 'stacking' })
    const folds = foldCount(study, true)
    const { propensities, outcomes } = yield* fitNuisances(study, folds)
    const tilt = tiltOf(study)
    return findingFromMeans(study, augmentedMeans(study, propensities, outcomes, tilt, false), {
      standardErrors: chosenStandardErrors(study, dmlIrm),
      target: tilt.name,
      estimand: estimandOf(study, tilt.name),
      propensities: propensities.probabilities,
      balancingWeights: balancingWeights(study, propensities, tilt),
      riesz: rieszOf(study, tilt, propensities, outcomes),
      details: { folds },
    })
  },
}

/** Of the arms compared; none under overlap weights, whose target moves with the propensities. */
function rieszOf(study: Study, tilt: Tilt, propensities: Propensities, outcomes: Outcomes) {
  if (tilt.name === 'overlap') return undefined
  const { codes, treated, control } = armsOf(study)
  const inArm = (arm: number) => Float64Array.from(codes, (code) => (code === arm ? 1 : 0))
  const { predictions } = outcomes
  return rieszOfArms(study, {
    outcomeLeft: study.outcome.map((y, i) => y - predictions[codes[i]][i]),
    inTreated: inArm(treated),
    inControl: inArm(control),
    treatedChance: propensities.probabilities[treated],
    controlChance: propensities.probabilities[control],
    among:
      tilt.arm < 0 ? undefined : { member: inArm(tilt.arm), chance: propensities.probabilities[tilt.arm] },
  })
}
