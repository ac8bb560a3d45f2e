import { bendOfMean, slopeOfMean } from '../../numeric/generalised-linear.ts'
import { type Finding, influenceError } from '../inference.ts'
import { parametricModelOf } from '../nuisance/nuisances.ts'
import { fitOutcome } from '../nuisance/parametric-outcome.ts'
import type { Study } from '../study.ts'
import { targetWeights } from '../target-weights.ts'
import { outcomeRegression, refuseCollinearTreatment } from './outcome-regression.ts'

/**
 * The average marginal effect of a dose: the slope of E[outcome | dose, covariates] by the dose at each row as it is,
 * averaged. With mean g(η) it is Σ w g′(η) (β + Σ γ x) / Σ w, where γ belongs to products of dose and covariates; its
 * error stacks the model's scores, so that it holds where the model's variance is wrong
 * (Bartus 2005; Stefanski and Boos 2002, section 2).
 * @throws EFFECTS_MODEL_NOT_PARAMETRIC, EFFECTS_TREATMENT_COLLINEAR
 */
export function averageSlope(study: Study): Pick<Finding, 'estimate' | 'standardError' | 'influence'> {
  const family = parametricModelOf(study)
  const model = outcomeRegression(study)
  const { x, products } = model
  const n = study.rows
  const weights = targetWeights(study, -1)
  const fit = fitOutcome(family, x, study.outcome, weights)
  refuseCollinearTreatment(study, model, fit.dropped)
  const { coefficients } = fit
  const slopes = family === 'linear' ? null : slopeOfMean({ family, coefficients }, x)
  const bends = family === 'linear' ? null : bendOfMean({ family, coefficients }, x)
  const [dose] = model.treatmentColumns

  const gradient = new Float64Array(x.columns)
  const effects = new Float64Array(n)
  let total = 0
  let sum = 0
  for (let i = 0; i < n; i++) {
    let perUnit = coefficients[dose]
    for (const { column, by } of products) perUnit += coefficients[column] * by[i]
    const slope = slopes ? slopes[i] : 1
    effects[i] = slope * perUnit
    total += weights[i]
    sum += weights[i] * effects[i]
    gradient[dose] += weights[i] * slope
    for (const { column, by } of products) gradient[column] += weights[i] * slope * by[i]
    if (!bends) continue
    const bend = weights[i] * bends[i] * perUnit
    for (let j = 0; j < x.columns; j++) gradient[j] += bend * x.values[j * n + i]
  }
  const estimate = sum / total
  const influence = fit.throughCoefficients(gradient)
  for (let i = 0; i < n; i++) {
    influence[i] = ((influence[i] + weights[i] * (effects[i] - estimate)) * n) / total
  }
  return { estimate, standardError: influenceError(influence, study.clusters), influence }
}
