import type { Steps } from '../../numeric/steps.ts'
import { type Finding, influenceError } from '../inference.ts'
import { crossFit } from '../nuisance/cross-fit.ts'
import type { LearnerName } from '../nuisance/learners.ts'
import { foldCount } from '../nuisance/nuisances.ts'
import { twoArms } from '../sensitivity/summary.ts'
import type { Study } from '../study.ts'
import { rieszOfSlope } from './riesz-parts.ts'

/** Outcome and treatment less their expectations given the covariates, out of fold. */
export interface PartialledOut {
  readonly study: Study
  /** Treatment as a number: 1 and 0 for the arms compared, or the dose. */
  readonly treatment: Float64Array
  readonly expectedTreatment: Float64Array
  readonly expectedOutcome: Float64Array
  readonly treatmentLeft: Float64Array
  readonly outcomeLeft: Float64Array
  readonly folds: number
}

/** Of the rows of the two arms compared, or of every row of a dose. */
export function* partialOut(given: Study): Steps<PartialledOut> {
  const study = twoArms(given)
  const treatment = treatmentNumbers(study)
  const binary = study.treatment.kind === 'arms'
  const folds = foldCount(study, true)
  const { propensityModel, outcomeModel } = study.options
  const [expectedOutcome, raw] = yield* crossFit(
    study,
    [
      {
        label: 'outcome',
        model: (outcomeModel ?? 'stacking') as LearnerName,
        y: study.outcome,
        chance: study.outcomeKind === 'binary',
      },
      {
        label: 'treatment',
        model: learnerOfTreatment(binary, propensityModel),
        y: treatment,
        chance: binary,
        design: study.propensityDesign,
      },
    ],
    folds,
  )
  const { clip } = study.options
  const expectedTreatment =
    binary && clip !== undefined ? raw.map((p) => Math.min(1 - clip, Math.max(clip, p))) : raw
  return {
    study,
    treatment,
    expectedTreatment,
    expectedOutcome,
    treatmentLeft: treatment.map((value, i) => value - expectedTreatment[i]),
    outcomeLeft: study.outcome.map((value, i) => value - expectedOutcome[i]),
    folds,
  }
}

export function treatmentNumbers({ treatment }: Study): Float64Array {
  return treatment.kind === 'dose'
    ? treatment.values
    : Float64Array.from(treatment.codes, (code) => (code === treatment.treated ? 1 : 0))
}

function learnerOfTreatment(binary: boolean, model: string | undefined): LearnerName {
  const chosen = (model ?? 'stacking') as LearnerName
  return !binary && (chosen === 'logit' || chosen === 'probit') ? 'linear' : chosen
}

/** Σ w d̃ ỹ / Σ w d̃², with influence. */
export function residualOnResidual(
  parts: PartialledOut,
): Pick<Finding, 'estimate' | 'standardError' | 'influence' | 'riesz'> {
  const { study, treatmentLeft, outcomeLeft } = parts
  const n = study.rows
  let squares = 0
  let products = 0
  let total = 0
  for (let i = 0; i < n; i++) {
    const w = study.weights ? study.weights[i] : 1
    total += w
    squares += w * treatmentLeft[i] * treatmentLeft[i]
    products += w * treatmentLeft[i] * outcomeLeft[i]
  }
  const estimate = products / squares
  const influence = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const w = study.weights ? study.weights[i] : 1
    influence[i] = (n * w * treatmentLeft[i] * (outcomeLeft[i] - estimate * treatmentLeft[i])) / squares
  }
  return {
    estimate,
    standardError: influenceError(influence, study.clusters),
    influence,
    riesz: rieszOfSlope(
      outcomeLeft.map((left, i) => left - estimate * treatmentLeft[i]),
      treatmentLeft,
      squares / total,
    ),
  }
}
