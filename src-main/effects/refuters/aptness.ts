import type { RefuterName } from '../../contract/effects.ts'
import { fail } from '../../contract/errors.ts'
import type { Estimator } from '../estimators/estimator.ts'
import type { Study } from '../study.ts'

/**
 * Refuses a simulated confounder that would be survived whatever the truth: where the method adjusts for nothing, where
 * it holds in spite of confounders, and where no covariate says how strong one may be.
 */
export function refuseUnapt(name: RefuterName, { method, otherAssumption }: Estimator, study: Study): void {
  if (name !== 'unobserved_confounder') return
  const adjusts =
    method !== 'difference_in_means' && (otherAssumption === undefined || method === 'mediation')
  if (!adjusts) throw fail('EFFECTS_REFUTER_NOT_APT', { refuter: name, method })
  if (study.covariates.length === 0) {
    throw fail('EFFECTS_OPTION_MISSING', { method: name, option: 'adjustFor' })
  }
}
