import { bendOfMean, slopeOfMean } from '../../numeric/generalised-linear.ts'
import { type Finding, influenceError } from '../inference.ts'
import { parametricModelOf } from '../nuisance/nuisances.ts'
import { fitOutcome, type OutcomeFit } from '../nuisance/parametric-outcome.ts'
import type { StabilisedWeights } from '../nuisance/stabilised-weights.ts'
import type { Study } from '../study.ts'
import { targetWeights } from '../target-weights.ts'
import { type OutcomeRegression, outcomeRegression, refuseCollinearTreatment } from './outcome-regression.ts'

/**
 * The average marginal effect of a dose: the slope of E[outcome | dose, covariates] by the dose at each row as it is,
 * averaged. With mean g(η) it is Σ w g′(η) (β + Σ γ x) / Σ w, where γ belongs to products of dose and covariates; its
 * error stacks the model's scores, so that it holds where the model's variance is wrong
 * (Bartus 2005; Stefanski and Boos 2002, section 2). With stabilised weights the model is fitted by them, and their
 * estimation is stacked too: a linear slope is then right where the model or the dose's density is (Wooldridge 2007).
 * @throws EFFECTS_MODEL_NOT_PARAMETRIC, EFFECTS_TREATMENT_COLLINEAR
 */
export function averageSlope(
  study: Study,
  stabilised?: StabilisedWeights,
): Pick<Finding, 'estimate' | 'standardError' | 'influence'> {
  const { fit, slopes, weights, gradient } = doseSlopes(study, stabilised?.values)
  const n = study.rows
  let total = 0
  let sum = 0
  for (let i = 0; i < n; i++) {
    total += weights[i]
    sum += weights[i] * slopes[i]
  }
  const estimate = sum / total
  const influence = fit.throughCoefficients(gradient)
  const through = stabilised?.through(influence)
  for (let i = 0; i < n; i++) {
    const own = influence[i] + weights[i] * (slopes[i] - estimate)
    influence[i] = ((own + (through ? through[i] : 0)) * n) / total
  }
  return { estimate, standardError: influenceError(influence, study.clusters), influence }
}

export interface DoseSlopes {
  readonly model: OutcomeRegression
  readonly fit: OutcomeFit
  /** ∂E[outcome | dose, covariates]/∂dose of each row. */
  readonly slopes: Float64Array
  /** Of each row in the population that slopes are averaged over. */
  readonly weights: Float64Array
  /** Of Σ weights × slopes by the model's coefficients. */
  readonly gradient: Float64Array
  /** g′(η) of each row; null where the model is linear. */
  readonly slopesOfMean: Float64Array | null
}

/** One model of the outcome on dose and covariates, and its slope by the dose at each row. */
export function doseSlopes(study: Study, fitBy?: Float64Array): DoseSlopes {
  const family = parametricModelOf(study)
  const model = outcomeRegression(study)
  const { x, products } = model
  const n = study.rows
  const weights = targetWeights(study, -1)
  const fit = fitOutcome(
    family,
    x,
    study.outcome,
    fitBy ? weights.map((weight, i) => weight * fitBy[i]) : weights,
  )
  refuseCollinearTreatment(study, model, fit.dropped)
  const { coefficients } = fit
  const slopesOfMean = family === 'linear' ? null : slopeOfMean({ family, coefficients }, x)
  const bends = family === 'linear' ? null : bendOfMean({ family, coefficients }, x)
  const [dose] = model.treatmentColumns

  const gradient = new Float64Array(x.columns)
  const slopes = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let perUnit = coefficients[dose]
    for (const { column, by } of products) perUnit += coefficients[column] * by[i]
    const slope = slopesOfMean ? slopesOfMean[i] : 1
    slopes[i] = slope * perUnit
    gradient[dose] += weights[i] * slope
    for (const { column, by } of products) gradient[column] += weights[i] * slope * by[i]
    if (!bends) continue
    const bend = weights[i] * bends[i] * perUnit
    for (let j = 0; j < x.columns; j++) gradient[j] += bend * x.values[j * n + i]
  }
  return { model, fit, slopes, weights, gradient, slopesOfMean }
}
