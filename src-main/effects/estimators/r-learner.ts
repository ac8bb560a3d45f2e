import { crossFit } from '../nuisance/cross-fit.ts'
import type { LearnerName } from '../nuisance/learners.ts'
import type { Study } from '../study.ts'
import { averageOfEffects } from './augmented-effects.ts'
import { chosenStandardErrors, type Estimator, estimandOf } from './estimator.ts'
import { asRegression, metaLearner } from './meta-learners.ts'
import { partialOut } from './partialled-out.ts'

/**
 * What is left of the outcome over what is left of the treatment, weighted by the latter squared (Nie and Wager 2021).
 * Of a dose the effect is the slope at the row's covariates, and its average is corrected with the variance of the
 * dose that a forest of the squared residuals gives, as for a causal forest.
 */
export const rLearner: Estimator = {
  method: 'r_learner',
  targets: ['ate', 'att', 'atc'],
  treatments: ['arms', 'dose'],
  standardErrors: ['influence', 'cluster'],
  *estimate(given) {
    return yield* (given.treatment.kind === 'dose' ? ofDose : ofArms)(given)
  },
}

const ofArms = metaLearner('r_learner', function* (learnt) {
  const { study, treated, among, propensity, marginal, outcomeModel, folds } = learnt
  const treatmentLeft = treated.map((d, i) => d - propensity[i])
  const outcomeLeft = study.outcome.map((y, i) => y - marginal[i])
  return yield* slopes(study, treatmentLeft, outcomeLeft, outcomeModel, folds, among)
}).estimate

function* ofDose(given: Study): ReturnType<Estimator['estimate']> {
  const parts = yield* partialOut(given)
  const { study, treatmentLeft, outcomeLeft, folds } = parts
  const model = study.options.outcomeModel ?? 'stacking'
  const effects = yield* slopes(study, treatmentLeft, outcomeLeft, model, folds)
  const [treatmentVariance] = yield* crossFit(
    study,
    [{ label: 'variance', model: 'forest', y: treatmentLeft.map((left) => left * left) }],
    folds,
  )
  return {
    ...averageOfEffects({ ...parts, effects, treatmentVariance }, 'ate'),
    standardErrors: chosenStandardErrors(given, rLearner),
    target: 'ate',
    estimand: estimandOf(study, 'ate'),
    n: study.rows,
    effects,
    expected: parts,
    details: { folds },
  }
}

function* slopes(
  study: Study,
  treatmentLeft: Float64Array,
  outcomeLeft: Float64Array,
  model: LearnerName,
  folds: number,
  among?: Uint8Array,
) {
  const ratio = outcomeLeft.map((left, i) => left / treatmentLeft[i])
  const weights = treatmentLeft.map((left, i) => left * left * (study.weights ? study.weights[i] : 1))
  const regression = { label: 'ratio', model: asRegression(model), y: ratio, weights, among }
  return (yield* crossFit(study, [regression], folds))[0]
}
