import { tQuantile } from '../../numeric/distributions.ts'

/** Partial R² of a regressor from its t value (Cinelli and Hazlett 2020, section 3.2). */
export function partialR2(t: number, degreesOfFreedom: number): number {
  return (t * t) / (t * t + degreesOfFreedom)
}

/**
 * Robustness value: the partial R² that a confounder would need with both treatment and outcome to bring the estimate
 * down by the share q, or (alpha < 1) its interval to take in what is left (Cinelli and Hazlett 2020, eqs. 18 and 19).
 */
export function robustnessValue(t: number, degreesOfFreedom: number, q = 1, alpha = 1): number {
  const f = (q * Math.abs(t)) / Math.sqrt(degreesOfFreedom)
  const critical =
    alpha < 1 ? Math.abs(tQuantile(1 - alpha / 2, degreesOfFreedom - 1)) / Math.sqrt(degreesOfFreedom - 1) : 0
  const left = f - critical
  if (left <= 0) return 0
  const square = left * left
  const both = 0.5 * (Math.sqrt(square * square + 4 * square) - square)
  // Past this point the confounder can explain all that is left of the outcome, and the other limit binds.
  if (critical > 0 && f > 1 / critical) return (f * f - critical * critical) / (1 + f * f)
  return both
}

/**
 * What an estimate would be had a confounder been in the regression (Cinelli and Hazlett 2020, eqs. 5 and 7).
 * @param reduce whether the confounder moves the estimate towards zero
 */
export function adjustedEstimate(
  regression: {
    readonly estimate: number
    readonly standardError: number
    readonly degreesOfFreedom: number
  },
  r2TreatmentConfounder: number,
  r2OutcomeConfounder: number,
  reduce = true,
): { readonly estimate: number; readonly standardError: number; readonly bias: number } {
  const { estimate, standardError, degreesOfFreedom } = regression
  const bias =
    standardError *
    Math.sqrt(degreesOfFreedom) *
    Math.sqrt((r2OutcomeConfounder * r2TreatmentConfounder) / (1 - r2TreatmentConfounder))
  const sign = (estimate < 0 ? -1 : 1) * (reduce ? -1 : 1)
  return {
    estimate: estimate + sign * bias,
    standardError:
      standardError *
      Math.sqrt(
        ((1 - r2OutcomeConfounder) / (1 - r2TreatmentConfounder)) *
          (degreesOfFreedom / (degreesOfFreedom - 1)),
      ),
    bias,
  }
}
