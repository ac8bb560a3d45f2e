import type { EffectEstimate, Interval } from '../../contract/effects.ts'
import { fail } from '../../contract/errors.ts'
import { intervalOf } from '../inference.ts'
import { adjustedEstimate } from './partial-r2.ts'

export interface AdjustedEstimate {
  readonly estimate: number
  readonly standardError: number
  readonly confidenceInterval: Interval
}

/**
 * An estimate and its interval as they would be had an unobserved confounder of the given strength been adjusted for:
 * the bias of Cinelli and Hazlett 2020 (eqs. 5 and 7) taken from the linear regression with the same covariates, and
 * applied to the estimate itself. For a regression with classical errors it is exactly theirs.
 * @param direction 'towards-zero' where the confounder is thought to have inflated the estimate
 * @throws EFFECTS_SENSITIVITY_UNAVAILABLE where there is no such regression
 */
export function adjustedInterval(
  result: EffectEstimate,
  r2TreatmentConfounder: number,
  r2OutcomeConfounder: number,
  direction: 'towards-zero' | 'away' | 'lower' | 'higher' = 'towards-zero',
): AdjustedEstimate {
  const { regression } = result.sensitivity
  if (!regression) throw fail('EFFECTS_SENSITIVITY_UNAVAILABLE', { method: result.method })
  const { bias, standardError } = adjustedEstimate(regression, r2TreatmentConfounder, r2OutcomeConfounder)
  const positive = result.estimate >= 0
  const sign =
    direction === 'higher' ? 1 : direction === 'lower' ? -1 : (direction === 'away') === positive ? 1 : -1
  const estimate = result.estimate + sign * bias
  const error = result.standardError * (standardError / regression.standardError)
  return {
    estimate,
    standardError: error,
    confidenceInterval: intervalOf(
      estimate,
      error,
      result.provenance.options.alpha,
      result.method === 'regression' ? regression.degreesOfFreedom - 1 : Number.POSITIVE_INFINITY,
    ),
  }
}
