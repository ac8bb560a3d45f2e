import { fail } from '../../contract/errors.ts'
import { withIntercept } from '../../numeric/matrix.ts'
import { kernel } from '../../numeric/parallel.ts'
import { type Steps, spread } from '../../numeric/steps.ts'
import { foldsOf } from '../folds.ts'
import { type Arms, rowsWhere, type Study, takeCodes, takeDesign, takeValues } from '../study.ts'
import { crossFit, inArm, type Regression } from './cross-fit.ts'
import type { LearnerName } from './learners.ts'
import { fitOutcome, type OutcomeFit, type ParametricOutcomeModel } from './parametric-outcome.ts'
import { fitPropensity, type PropensityFit, predictPropensity } from './parametric-propensity.ts'
import { refuseUnsuitedOutcome } from './suited-outcome.ts'

export interface Propensities {
  readonly model: string
  /** `probabilities[arm][row]`, clipped where the analyst asked for it. */
  readonly probabilities: readonly Float64Array[]
  /** Null where the model is flexible or cross-fitted: its estimation then leaves no first-order trace. */
  readonly fit: PropensityFit | null
  /** Rows whose propensities were moved by clipping. */
  readonly clipped: Uint8Array | null
}

export interface Outcomes {
  readonly model: string
  /** `predictions[arm][row]`: E[outcome | arm, covariates]. */
  readonly predictions: readonly Float64Array[]
  readonly fits: readonly OutcomeFit[] | null
}

const parametricOutcomes: ReadonlySet<string> = new Set(['linear', 'logit', 'probit', 'poisson'])
const parametricPropensities: ReadonlySet<string> = new Set(['logit', 'probit'])

/** Folds that the study's nuisances are fitted over: as asked, else 5 where a model is flexible and 1 where none is. */
export function foldCount(study: Study, always = false): number {
  const { folds, propensityModel = 'logit', outcomeModel = 'linear' } = study.options
  if (folds !== undefined) return folds
  return always || !parametricOutcomes.has(outcomeModel) || !parametricPropensities.has(propensityModel)
    ? 5
    : 1
}

/** Propensities of every arm for every row, out of fold where `folds` > 1. */
export function* fitPropensities(study: Study, folds: number): Steps<Propensities> {
  const arms = armsOf(study)
  const model = study.options.propensityModel ?? 'logit'
  if (folds < 2 && isParametricPropensity(model)) {
    const fit = fitPropensity(model, study.propensityDesign, arms, study.weights)
    return { model, fit, ...clip(fit.probabilities, study) }
  }
  if (!isParametricPropensity(model)) {
    const chances = yield* crossFit(study, propensityRegressions(study, arms, model), folds)
    return learntPropensities(study, arms, model, chances)
  }
  const tasks = Array.from({ length: folds }, (_, fold): PropensityTask => ({ fold, folds }))
  const parts = yield* spread(propensityOfFold, study, tasks)
  const assigned = foldsOf(study, folds)
  const probabilities = arms.levels.map(() => new Float64Array(study.rows))
  parts.forEach((part, fold) => {
    const rows = rowsWhere(study.rows, (i) => assigned[i] === fold)
    part.forEach((values, arm) => {
      for (let i = 0; i < rows.length; i++) probabilities[arm][rows[i]] = values[i]
    })
  })
  return { model, fit: null, ...clip(probabilities, study) }
}

/** E[outcome | arm, covariates] for every arm and row, out of fold where `folds` > 1. */
export function* fitOutcomes(study: Study, folds: number): Steps<Outcomes> {
  const arms = armsOf(study)
  const model = study.options.outcomeModel ?? 'linear'
  refuseUnsuitedOutcome(study, model)
  if (folds < 2 && isParametricOutcome(model)) {
    const x = withIntercept(study.outcomeDesign.x)
    const fits = arms.levels.map((_, arm) => fitOutcome(model, x, study.outcome, armWeights(study, arm)))
    return { model, fits, predictions: fits.map((fit) => fit.predictions) }
  }
  const predictions = yield* crossFit(study, outcomeRegressions(study, arms, model), folds)
  return { model, fits: null, predictions }
}

/** Both, flexible models of either learnt side by side. */
export function* fitNuisances(
  study: Study,
  folds: number,
): Steps<{ readonly propensities: Propensities; readonly outcomes: Outcomes }> {
  const { propensityModel = 'logit', outcomeModel = 'linear' } = study.options
  if (isParametricPropensity(propensityModel) || isParametricOutcome(outcomeModel)) {
    const propensities = yield* fitPropensities(study, folds)
    return { propensities, outcomes: yield* fitOutcomes(study, folds) }
  }
  const arms = armsOf(study)
  const ofArms = propensityRegressions(study, arms, propensityModel)
  const ofOutcomes = outcomeRegressions(study, arms, outcomeModel)
  const learnt = yield* crossFit(study, [...ofArms, ...ofOutcomes], folds)
  const predictions = learnt.slice(ofArms.length)
  return {
    propensities: learntPropensities(study, arms, propensityModel, learnt.slice(0, ofArms.length)),
    outcomes: { model: outcomeModel, fits: null, predictions },
  }
}

/** The sampling weight of the arm's rows, 0 elsewhere. */
export function armWeights(study: Study, arm: number): Float64Array {
  const { codes } = armsOf(study)
  const result = new Float64Array(study.rows)
  for (let i = 0; i < study.rows; i++) if (codes[i] === arm) result[i] = study.weights ? study.weights[i] : 1
  return result
}

export function armsOf(study: Study): Arms {
  if (study.treatment.kind !== 'arms') {
    throw fail('EFFECTS_TREATMENT_NOT_DISCRETE', {
      treatment: study.options.treatment,
      method: study.options.method,
    })
  }
  return study.treatment
}

/** The outcome model asked for, of a method that differentiates it; linear where none was. */
export function parametricModelOf(study: Study): ParametricOutcomeModel {
  const { outcomeModel: model = 'linear', method } = study.options
  if (!isParametricOutcome(model)) throw fail('EFFECTS_MODEL_NOT_PARAMETRIC', { method, model })
  refuseUnsuitedOutcome(study, model)
  return model
}

interface PropensityTask {
  readonly fold: number
  readonly folds: number
}

/** Rows of a fold, and the rows that its models learn from: the other folds, or all where there is one. */
function split(study: Study, { fold, folds }: PropensityTask) {
  const assigned = foldsOf(study, folds)
  return {
    predict: rowsWhere(study.rows, (i) => assigned[i] === fold),
    train: rowsWhere(study.rows, (i) => folds < 2 || assigned[i] !== fold),
  }
}

export const propensityOfFold = kernel(
  'effects/propensity-of-fold',
  (study: Study, task: PropensityTask): Float64Array[] => {
    const arms = armsOf(study)
    const model = study.options.propensityModel ?? 'logit'
    const { predict, train } = split(study, task)
    const codes = takeCodes(arms.codes, train)
    const fit = fitPropensity(
      model === 'probit' ? 'probit' : 'logit',
      takeDesign(study.propensityDesign, train),
      { ...arms, codes },
      study.weights && takeValues(study.weights, train),
    )
    return predictPropensity(
      fit.model,
      fit.coefficients,
      takeDesign(study.propensityDesign, predict),
      arms.levels.length,
    )
  },
)

function outcomeRegressions(study: Study, arms: Arms, model: LearnerName): Regression[] {
  return arms.levels.map((_, arm) => ({
    // One name for every arm: which of them is called treated must not change what is drawn.
    label: 'outcome',
    model,
    y: study.outcome,
    chance: study.outcomeKind === 'binary',
    among: inArm(arms.codes, arm),
  }))
}

/** Of two arms the second's chance; of more one against the rest, each. */
function propensityRegressions(study: Study, arms: Arms, model: LearnerName): Regression[] {
  const asked = arms.levels.length === 2 ? [1] : arms.levels.map((_, arm) => arm)
  return asked.map((arm) => ({
    label: 'propensity',
    model,
    y: Float64Array.from(arms.codes, (code) => (code === arm ? 1 : 0)),
    chance: true,
    design: study.propensityDesign,
  }))
}

/** From the chances of `propensityRegressions`; of more than two arms made to sum to one. */
function learntPropensities(
  study: Study,
  arms: Arms,
  model: LearnerName,
  chances: readonly Float64Array[],
): Propensities {
  if (arms.levels.length === 2) {
    const second = chances[0].map((p) => Math.min(1, Math.max(0, p)))
    return { model, fit: null, ...clip([second.map((p) => 1 - p), second], study) }
  }
  const raw = chances.map((values) => values.map((p) => Math.max(p, 1e-12)))
  const probabilities = raw.map((values) =>
    values.map((p, i) => p / raw.reduce((sum, other) => sum + other[i], 0)),
  )
  return { model, fit: null, ...clip(probabilities, study) }
}

function clip(probabilities: readonly Float64Array[], study: Study) {
  const bound = study.options.clip
  if (bound === undefined) {
    refuseImpossible(probabilities, study)
    return { probabilities, clipped: null }
  }
  const clipped = new Uint8Array(study.rows)
  const moved = probabilities.map((values) =>
    values.map((p, i) => {
      const inside = Math.min(1 - bound, Math.max(bound, p))
      if (inside !== p) clipped[i] = 1
      return inside
    }),
  )
  return { probabilities: moved, clipped }
}

/** Without clipping, a propensity of 0 for the arm a row is in leaves its weight undefined. */
function refuseImpossible(probabilities: readonly Float64Array[], study: Study): void {
  for (const values of probabilities) {
    for (let i = 0; i < values.length; i++) {
      if (!(values[i] > 0)) {
        throw fail('EFFECTS_NO_OVERLAP', { column: study.propensityDesign.names.join(', ') })
      }
    }
  }
}

function isParametricPropensity(model: string): model is 'logit' | 'probit' {
  return parametricPropensities.has(model)
}

function isParametricOutcome(model: string): model is ParametricOutcomeModel {
  return parametricOutcomes.has(model)
}
