import { words } from '../../contract/words.ts'
import type { Steps } from '../../numeric/steps.ts'
import { percent } from '../diagnostics/overlap.ts'
import { type Finding, influenceError } from '../inference.ts'
import { type DoseDensity, fitDoseDensity, throughVariance } from '../nuisance/dose-density.ts'
import type { Study } from '../study.ts'
import { doseSlopes } from './average-slope.ts'

/** Less of the dose than this left by the covariates is too little to learn its effect from without the model. */
const leastLeft = 0.05

/**
 * The average slope of a dose, doubly robust: Σ w [∂m/∂d + α (y − m)] / Σ w, where α = −∂ log f(d | x)/∂d is what an
 * average derivative weighs residuals by (Newey and Stoker 1993; Chernozhukov, Newey and Singh 2022). With a normal density α is (d − E[d | x])/σ². It is right where the outcome's model m is, or the
 * density. The linear models' scores are stacked into the error.
 * @throws EFFECTS_MODEL_NOT_PARAMETRIC, EFFECTS_TREATMENT_COLLINEAR
 */
export function* augmentedSlope(
  study: Study,
  stacked: boolean,
): Steps<Pick<Finding, 'estimate' | 'standardError' | 'influence' | 'warnings' | 'details'>> {
  const density = yield* fitDoseDensity(study)
  const { left, variance } = density
  const { model, fit, slopes, weights, gradient, slopesOfMean } = doseSlopes(study)
  const { x } = model
  const n = study.rows
  const moments = new Float64Array(n)
  const byExpectation = new Float64Array(n)
  let total = 0
  let sum = 0
  let byVariance = 0
  for (let i = 0; i < n; i++) {
    const residual = study.outcome[i] - fit.predictions[i]
    const alpha = left[i] / variance
    moments[i] = slopes[i] + alpha * residual
    total += weights[i]
    sum += weights[i] * moments[i]
    byExpectation[i] = (-weights[i] * residual) / variance
    byVariance -= (weights[i] * alpha * residual) / variance
    const perPrediction = weights[i] * alpha * (slopesOfMean ? slopesOfMean[i] : 1)
    for (let j = 0; j < x.columns; j++) gradient[j] -= perPrediction * x.values[j * n + i]
  }
  const estimate = sum / total
  const influence = moments.map((moment, i) => weights[i] * (moment - estimate))
  const through = stacked
    ? [
        fit.throughCoefficients(gradient),
        ...(density.fit
          ? [density.fit.propagate(byExpectation), throughVariance(study, density, byVariance)]
          : []),
      ]
    : []
  for (const part of through) for (let i = 0; i < n; i++) influence[i] += part[i]
  for (let i = 0; i < n; i++) influence[i] *= n / total
  return {
    estimate,
    standardError: influenceError(influence, study.clusters),
    influence,
    warnings: determined(study, density),
    details: { folds: density.folds, doseLeft: variance / density.marginalVariance },
  }
}

function determined(study: Study, { variance, marginalVariance }: DoseDensity): Finding['warnings'] {
  const share = variance / marginalVariance
  if (share >= leastLeft) return []
  const message = words('warning_dose_determined', {
    treatment: study.options.treatment,
    share: percent(1 - share),
  })
  return [{ code: 'POOR_OVERLAP', message }]
}
