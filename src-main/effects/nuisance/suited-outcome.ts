import { fail } from '../../contract/errors.ts'
import type { Study } from '../study.ts'

/** Logit and probit are for outcomes of 0 and 1, Poisson for those not below 0. */
export function refuseUnsuitedOutcome(study: Study, model: string): void {
  const suits =
    model === 'logit' || model === 'probit'
      ? study.outcomeKind === 'binary'
      : model !== 'poisson' || study.outcome.every((value) => value >= 0)
  if (!suits) throw fail('EFFECTS_OUTCOME_UNSUITED', { outcome: study.options.outcome, model })
}
