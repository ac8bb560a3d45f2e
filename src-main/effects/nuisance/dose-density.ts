import { fail } from '../../contract/errors.ts'
import { withIntercept } from '../../numeric/matrix.ts'
import type { Steps } from '../../numeric/steps.ts'
import type { Study } from '../study.ts'
import { crossFit } from './cross-fit.ts'
import type { LearnerName } from './learners.ts'
import { foldCount } from './nuisances.ts'
import { fitOutcome, type OutcomeFit } from './parametric-outcome.ts'

/**
 * The normal density of a dose given the covariates, and of the dose alone: the generalised propensity score of Hirano
 * and Imbens (2004). Its mean is linear in the covariates, or a flexible learner's; its variance is one.
 */
export interface DoseDensity {
  readonly doses: Float64Array
  /** Dose less its expectation given the covariates, and the mean square of that. */
  readonly left: Float64Array
  readonly variance: number
  readonly mean: number
  readonly marginalVariance: number
  /** Null where the expectation is flexible or cross-fitted: its estimation is not stacked. */
  readonly fit: OutcomeFit | null
  readonly folds: number
}

/** @throws EFFECTS_TREATMENT_COLLINEAR where the covariates determine the dose */
export function* fitDoseDensity(study: Study): Steps<DoseDensity> {
  const { treatment, options } = study
  if (treatment.kind !== 'dose') throw new TypeError('a density of doses needs a dose')
  const doses = treatment.values
  const ones = new Float64Array(study.rows).fill(1)
  const weights = study.weights ?? ones
  const asked = options.propensityModel ?? 'logit'
  // What a logit or probit is for arms, linear is for amounts.
  const model: LearnerName = asked === 'logit' || asked === 'probit' ? 'linear' : asked
  const folds = foldCount({ ...study, options: { ...options, outcomeModel: undefined } })
  const fit =
    model === 'linear' && folds < 2
      ? fitOutcome('linear', withIntercept(study.propensityDesign.x), doses, weights)
      : null
  const expected = fit ? fit.predictions : (yield* learnt(study, model, folds, doses))[0]
  const left = doses.map((dose, i) => dose - expected[i])
  const mean = meanOf(doses, weights)
  const variance = meanOf(
    left.map((value) => value * value),
    weights,
  )
  const marginalVariance = meanOf(
    doses.map((dose) => (dose - mean) ** 2),
    weights,
  )
  if (!(variance > 1e-12 * marginalVariance)) {
    throw fail('EFFECTS_TREATMENT_COLLINEAR', { treatment: options.treatment })
  }
  return { doses, left, variance, mean, marginalVariance, fit, folds }
}

function learnt(study: Study, model: LearnerName, folds: number, doses: Float64Array) {
  return crossFit(
    study,
    [{ label: 'treatment', model, y: doses, chance: false, design: study.propensityDesign }],
    folds,
  )
}

function meanOf(values: Float64Array, weights: Float64Array): number {
  let sum = 0
  let total = 0
  for (let i = 0; i < values.length; i++) {
    sum += weights[i] * values[i]
    total += weights[i]
  }
  return sum / total
}

/** Each row's influence on a statistic that moves by `perUnit` with the density's variance. */
export function throughVariance(study: Study, density: DoseDensity, perUnit: number): Float64Array {
  return throughMean(
    study,
    density.left.map((left) => left * left - density.variance),
    perUnit,
  )
}

/** Each row's influence on a statistic that moves by `perUnit` with the mean of what is `centred` at it. */
export function throughMean(study: Study, centred: Float64Array, perUnit: number): Float64Array {
  const { weights } = study
  const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) : study.rows
  return centred.map((value, i) => (perUnit * (weights ? weights[i] : 1) * value) / total)
}
