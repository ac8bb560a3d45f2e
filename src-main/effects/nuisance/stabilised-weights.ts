import { quantile } from '../../numeric/quantile.ts'
import type { Study } from '../study.ts'
import { type DoseDensity, throughMean, throughVariance } from './dose-density.ts'

/** Weights under which a dose no longer follows the covariates. */
export interface StabilisedWeights {
  /** f(dose) / f(dose | covariates), without the sampling weights. */
  readonly values: Float64Array
  /**
   * What the density's estimation adds to the influence on a weighted estimate, from what each row's own term adds:
   * a stacked estimator's derivative by its weights.
   */
  readonly through: (own: Float64Array) => Float64Array
}

/**
 * Stabilised weights of a dose by normal densities (Robins, Hernán and Brumback 2000). With `clip` they are moved
 * into their `clip` and 1 − `clip` quantiles (Cole and Hernán 2008), and those moved count as given.
 */
export function stabilisedWeights(study: Study, density: DoseDensity): StabilisedWeights {
  const { doses, left, variance, mean, marginalVariance, fit } = density
  const raw = doses.map((dose, i) => {
    const exponent = left[i] ** 2 / (2 * variance) - (dose - mean) ** 2 / (2 * marginalVariance)
    return Math.sqrt(variance / marginalVariance) * Math.exp(exponent)
  })
  const bounds = clipBounds(raw, study.options.clip)
  const values = raw.map((weight) => Math.min(bounds.high, Math.max(bounds.low, weight)))
  const through = (own: Float64Array) => {
    const moving = own.map((value, i) => (values[i] === raw[i] ? value : 0))
    const result = new Float64Array(study.rows)
    if (!fit) return result
    const fromCovariates = fit.propagate(moving.map((value, i) => (-value * left[i]) / variance))
    let byVariance = 0
    let byMean = 0
    let byMarginalVariance = 0
    for (let i = 0; i < moving.length; i++) {
      const centred = doses[i] - mean
      byVariance += (moving[i] * (1 - left[i] ** 2 / variance)) / (2 * variance)
      byMean += (moving[i] * centred) / marginalVariance
      byMarginalVariance += (moving[i] * (centred ** 2 / marginalVariance - 1)) / (2 * marginalVariance)
    }
    const parts = [
      fromCovariates,
      throughVariance(study, density, byVariance),
      throughMean(
        study,
        doses.map((dose) => dose - mean),
        byMean,
      ),
      throughMean(
        study,
        doses.map((dose) => (dose - mean) ** 2 - marginalVariance),
        byMarginalVariance,
      ),
    ]
    for (const part of parts) for (let i = 0; i < result.length; i++) result[i] += part[i]
    return result
  }
  return { values, through }
}

function clipBounds(weights: Float64Array, clip: number | undefined) {
  if (clip === undefined) return { low: 0, high: Number.POSITIVE_INFINITY }
  const sorted = weights.slice().sort()
  return { low: quantile(sorted, clip), high: quantile(sorted, 1 - clip) }
}
