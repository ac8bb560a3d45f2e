import type { EstimationMethod, StandardErrorKind } from '../../contract/effects.ts'
import { fail } from '../../contract/errors.ts'
import { type MessageKey, type Words, words } from '../../contract/words.ts'
import type { Steps } from '../../numeric/steps.ts'
import type { Finding } from '../inference.ts'
import type { Study, Treatment } from '../study.ts'

/** A way to estimate an effect: one file, one line in the table. */
export interface Estimator {
  readonly method: EstimationMethod
  /** Targets it can be asked for. */
  readonly targets: readonly ('ate' | 'att' | 'atc')[]
  /** Treatments it can take; a dose's effect is per unit of it, over everyone. */
  readonly treatments: readonly Treatment['kind'][]
  /** Whether it takes several arms two at a time, among the rows of those two. */
  readonly pairwise?: true
  /** Whether the answer rests on something other than that adjusting for the covariates is enough. */
  readonly otherAssumption?: true
  /** Standard errors it can give, the default first; the bootstrap is always possible. */
  readonly standardErrors: readonly StandardErrorKind[]
  readonly estimate: (study: Study) => Steps<Finding>
}

/** The standard error asked for, else cluster where units repeat and the estimator has it, else its default. */
export function chosenStandardErrors(study: Study, estimator: Estimator): StandardErrorKind {
  const asked = study.options.standardErrors
  if (asked === undefined || asked === 'bootstrap') {
    return study.clusters && estimator.standardErrors.includes('cluster')
      ? 'cluster'
      : estimator.standardErrors[0]
  }
  if (!estimator.standardErrors.includes(asked)) {
    throw fail('EFFECTS_STANDARD_ERRORS_UNAVAILABLE', {
      method: estimator.method,
      asked,
      available: [...estimator.standardErrors, 'bootstrap'].join(', '),
    })
  }
  if (asked === 'cluster' && !study.clusters) {
    throw fail('EFFECTS_OPTION_MISSING', { method: estimator.method, option: 'clusters' })
  }
  return asked
}

const estimands: Readonly<Record<string, MessageKey>> = {
  ate: 'estimand_ate',
  att: 'estimand_att',
  atc: 'estimand_atc',
  overlap: 'estimand_overlap',
}

/** What the number is, in words: the mean effect on everyone, on those treated, … */
export function estimandOf(study: Study, target: string): Words {
  const { treatment, options } = study
  if (treatment.kind === 'dose') {
    return words('estimand_dose', { treatment: options.treatment, outcome: options.outcome })
  }
  return words(estimands[target], {
    treated: `${options.treatment} = ${treatment.levels[treatment.treated]}`,
    control: treatment.levels[treatment.control],
    outcome: options.outcome,
  })
}
