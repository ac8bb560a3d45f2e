import { words } from '../../contract/words.ts'
import { chosenStandardErrors, type Estimator, estimandOf } from './estimator.ts'
import { partialOut, residualOnResidual } from './partialled-out.ts'

/**
 * Double machine learning of the partly linear model: what is left of the outcome on what is left of the treatment
 * (Robinson 1988; Chernozhukov et al. 2018, eq. 4.4). Where effects differ it is their mean weighted by the
 * treatment's conditional variance, and the target says so.
 */
export const dmlPlr: Estimator = {
  method: 'dml_plr',
  targets: ['ate'],
  treatments: ['arms', 'dose'],
  pairwise: true,
  standardErrors: ['influence', 'cluster'],
  *estimate(given) {
    const parts = yield* partialOut(given)
    const { study, folds } = parts
    const { treatment, options } = study
    return {
      ...residualOnResidual(parts),
      standardErrors: chosenStandardErrors(study, dmlPlr),
      target: treatment.kind === 'dose' ? 'ate' : 'ate, variance-weighted',
      estimand:
        treatment.kind === 'dose'
          ? estimandOf(study, 'ate')
          : words('estimand_regression', {
              treated: `${options.treatment} = ${treatment.levels[treatment.treated]}`,
              control: treatment.levels[treatment.control],
              outcome: options.outcome,
            }),
      n: study.rows,
      details: { folds },
    }
  },
}
