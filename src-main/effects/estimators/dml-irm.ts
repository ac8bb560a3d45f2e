import { type Finding, findingFromMeans } from '../inference.ts'
import {
  armsOf,
  fitOutcomes,
  fitPropensities,
  foldCount,
  type Outcomes,
  type Propensities,
} from '../nuisance/nuisances.ts'
import type { Study } from '../study.ts'
import { balancingWeights, tiltOf } from '../target-weights.ts'
import { augmentedMeans } from './aipw.ts'
import { chosenStandardErrors, type Estimator, estimandOf } from './estimator.ts'
import { withModels } from './models.ts'

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
    const propensities = yield* fitPropensities(study, folds)
    const outcomes = yield* fitOutcomes(study, folds)
    const tilt = tiltOf(study)
    const parts = partsOf(study, propensities, outcomes)
    return findingFromMeans(study, augmentedMeans(study, propensities, outcomes, tilt, false), {
      standardErrors: chosenStandardErrors(study, dmlIrm),
      target: tilt.name,
      estimand: estimandOf(study, tilt.name),
      propensities: propensities.probabilities,
      balancingWeights: balancingWeights(study, propensities, tilt),
      ...parts,
      details: { folds },
    })
  },
}

/** Of two arms: effects by row and what they were made of, for the sensitivity of flexible nuisances. */
function partsOf(study: Study, propensities: Propensities, outcomes: Outcomes): Partial<Finding> {
  const { codes, levels, treated, control } = armsOf(study)
  if (levels.length !== 2) return {}
  const e = propensities.probabilities[treated]
  const [m0, m1] = [outcomes.predictions[control], outcomes.predictions[treated]]
  return {
    effects: m1.map((value, i) => value - m0[i]),
    expected: {
      treatment: Float64Array.from(codes, (code) => (code === treated ? 1 : 0)),
      expectedTreatment: e,
      expectedOutcome: m0.map((value, i) => value + e[i] * (m1[i] - value)),
    },
  }
}
