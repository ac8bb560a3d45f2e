import type { EstimationMethod } from '../../contract/effects.ts'
import type { Steps } from '../../numeric/steps.ts'
import { crossFit, inArm, type Regression, treeModels } from '../nuisance/cross-fit.ts'
import type { LearnerName } from '../nuisance/learners.ts'
import { armsOf, foldCount } from '../nuisance/nuisances.ts'
import { twoArms } from '../sensitivity/summary.ts'
import type { Study } from '../study.ts'
import { averageOfEffects } from './augmented-effects.ts'
import { chosenStandardErrors, type Estimator, estimandOf } from './estimator.ts'
import type { Learnt } from './learnt.ts'
import { boundedPropensities } from './propensity-bounds.ts'
import { sLearnerEffects } from './s-learner.ts'
import { type ArmPair, againstControl } from './several-arms.ts'

/** Effects by row from what was learnt, out of fold. */
type EffectLearner = (learnt: Learnt) => Steps<Float64Array>

/**
 * Effects by row by a meta-learner, their average corrected as in `averageOfEffects`: the mean of the effects
 * themselves is among the details. Propensities are a penalised additive logit where no model is chosen: effects by
 * row divide by them, and a plain logit of many covariates goes too far out.
 */
export function metaLearner(
  method: EstimationMethod,
  learn: EffectLearner,
  reported?: (learnt: Learnt) => Float64Array,
): Estimator {
  const estimator: Estimator = {
    method,
    targets: ['ate', 'att', 'atc'],
    treatments: ['arms'],
    standardErrors: ['influence', 'cluster'],
    *estimate(given) {
      if (given.treatment.kind === 'arms' && given.treatment.levels.length > 2) {
        return {
          ...(yield* ofSeveralArms(given, learn, reported)),
          standardErrors: chosenStandardErrors(given, estimator),
          target: given.options.target,
          estimand: estimandOf(given, given.options.target),
        }
      }
      const learnt = yield* learnCommon(given)
      const effects = yield* learn(learnt)
      const { study, treated, propensity, outcomes } = learnt
      const { target } = study.options
      const expectedOutcome = expectedOf(outcomes, propensity)
      const expected = { treatment: treated, expectedTreatment: propensity, expectedOutcome }
      const average = averageOfEffects({ study, ...expected, effects }, target)
      const shown = reported ? reported(learnt) : effects
      return {
        estimate: average.estimate,
        standardError: average.standardError,
        influence: average.influence,
        standardErrors: chosenStandardErrors(given, estimator),
        target,
        estimand: estimandOf(study, target),
        n: study.rows,
        effects: shown,
        forecasts: effects,
        scores: average.scores,
        riesz: average.riesz,
        expected,
        warnings: learnt.warnings,
        propensities: [propensity.map((p) => 1 - p), propensity],
        details: { folds: learnt.folds, meanOfEffects: weightedMean(study, shown) },
      }
    },
  }
  return estimator
}

/** Each arm against the control, for every row. */
function ofSeveralArms(given: Study, learn: EffectLearner, reported?: (learnt: Learnt) => Float64Array) {
  const { propensityModel = 'spline' } = given.options
  return againstControl(given, foldCount(given, true), propensityModel, function* (pair) {
    const learnt = yield* learnCommon(pair.study, pair)
    const effects = yield* learn(learnt)
    const shown = reported ? reported(learnt) : effects
    return {
      effects,
      shown,
      expectedOutcome: expectedOf(learnt.outcomes, learnt.propensity),
      details: { folds: learnt.folds, meanOfEffects: weightedMean(given, shown) },
    }
  })
}

function expectedOf([control, treated]: Learnt['outcomes'], propensity: Float64Array): Float64Array {
  return control.map((value, i) => value + propensity[i] * (treated[i] - value))
}

function weightedMean(study: Study, values: Float64Array): number {
  let sum = 0
  let total = 0
  for (let i = 0; i < study.rows; i++) {
    const w = study.weights ? study.weights[i] : 1
    sum += w * values[i]
    total += w
  }
  return sum / total
}

function* learnCommon(given: Study, pair?: ArmPair): Steps<Learnt> {
  const study = pair ? given : twoArms(given)
  const arms = armsOf(study)
  const { outcomeModel: chosen = 'stacking', propensityModel = 'spline', clip } = study.options
  const outcomeModel: LearnerName = chosen
  const folds = foldCount(study, true)
  const treated = Float64Array.from(arms.codes, (code) => (code === arms.treated ? 1 : 0))
  const chance = study.outcomeKind === 'binary'
  const common: Omit<Regression, 'label' | 'model'> = { y: study.outcome, chance }
  const [control, treatedOutcome, marginal, raw] = yield* crossFit(
    study,
    [
      { ...common, label: 'outcome', model: outcomeModel, among: inArm(arms.codes, arms.control) },
      { ...common, label: 'outcome', model: outcomeModel, among: inArm(arms.codes, arms.treated) },
      { ...common, label: 'marginal', model: outcomeModel, among: pair?.among },
      ...(pair
        ? []
        : [
            {
              label: 'propensity',
              model: propensityModel,
              y: treated,
              chance: true,
              design: study.propensityDesign,
            },
          ]),
    ],
    folds,
  )
  const { propensity, warnings } = pair
    ? { propensity: pair.propensity, warnings: [] }
    : boundedPropensities(raw, clip)
  const outcomes = [control, treatedOutcome] as const
  const wholeOutcomes = treeModels.has(outcomeModel)
    ? outcomes
    : yield* crossFit(
        study,
        [arms.control, arms.treated].map((arm) => ({
          ...common,
          label: 'whole',
          model: outcomeModel,
          among: inArm(arms.codes, arm),
        })),
        1,
      )
  return {
    study,
    treated,
    among: pair?.among,
    propensity,
    outcomes,
    wholeOutcomes: [wholeOutcomes[0], wholeOutcomes[1]],
    marginal,
    outcomeModel,
    folds,
    warnings,
  }
}

/** One model of all rows with the arm among the covariates, asked twice. */
export const sLearner = metaLearner('s_learner', sLearnerEffects)

/** A model for each arm, subtracted. */
export const tLearner = metaLearner(
  't_learner',
  // biome-ignore lint/correctness/useYield: a learner is a computation in steps, and this one needs no more
  function* ({ outcomes }) {
    return difference(outcomes)
  },
  ({ wholeOutcomes }) => difference(wholeOutcomes),
)

function difference([control, treated]: readonly [Float64Array, Float64Array]): Float64Array {
  return treated.map((value, i) => value - control[i])
}

/** Effects imputed in each arm from the other's model, learnt again and mixed by the propensity (Künzel et al. 2019). */
export const xLearner = metaLearner(
  'x_learner',
  function* ({ study, treated, propensity, outcomes, outcomeModel, folds }) {
    const arms = armsOf(study)
    const imputed = study.outcome.map((y, i) => (treated[i] === 1 ? y - outcomes[0][i] : outcomes[1][i] - y))
    const model = asRegression(outcomeModel)
    const [control, treatedEffects] = yield* crossFit(
      study,
      [
        { label: 'imputed', model, y: imputed, among: inArm(arms.codes, arms.control) },
        { label: 'imputed', model, y: imputed, among: inArm(arms.codes, arms.treated) },
      ],
      folds,
    )
    return control.map((value, i) => propensity[i] * value + (1 - propensity[i]) * treatedEffects[i])
  },
)

/** Doubly robust scores learnt from the covariates (Kennedy 2023). */
export const drLearner = metaLearner(
  'dr_learner',
  function* ({ study, treated, among, propensity, outcomes, outcomeModel, folds }) {
    const scores = study.outcome.map((y, i) => {
      const [m0, m1] = [outcomes[0][i], outcomes[1][i]]
      const p = propensity[i]
      return m1 - m0 + (treated[i] * (y - m1)) / p - ((1 - treated[i]) * (y - m0)) / (1 - p)
    })
    return (yield* crossFit(
      study,
      [{ label: 'scores', model: asRegression(outcomeModel), y: scores, among }],
      folds,
    ))[0]
  },
)

/** Effects are no chances: a model for chances becomes one for numbers. */
export function asRegression(model: LearnerName): LearnerName {
  return model === 'logit' || model === 'probit' || model === 'poisson' ? 'linear' : model
}
