import { findingFromMeans } from '../inference.ts'
import { fitOutcomes, fitPropensities, foldCount } from '../nuisance/nuisances.ts'
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
  standardErrors: ['influence', 'cluster'],
  *estimate(given) {
    const study = withModels(given, { propensityModel: 'boosting', outcomeModel: 'boosting' })
    const folds = foldCount(study, true)
    const propensities = yield* fitPropensities(study, folds)
    const outcomes = yield* fitOutcomes(study, folds)
    const tilt = tiltOf(study)
    return findingFromMeans(study, augmentedMeans(study, propensities, outcomes, tilt, false), {
      standardErrors: chosenStandardErrors(study, dmlIrm),
      target: tilt.name,
      estimand: estimandOf(study, tilt.name),
      propensities: propensities.probabilities,
      balancingWeights: balancingWeights(study, propensities, tilt),
      details: { folds },
    })
  },
}
