import type { EstimationMethod, RefuterName } from '../contract/effects.ts'
import type { CandidateModel } from '../contract/recommend.ts'
import type { MessageKey } from '../contract/words.ts'

/** What methods are called in a sentence; those without a line keep the name of the contract. */
export const methodNames: Readonly<Partial<Record<EstimationMethod, MessageKey>>> = {
  difference_in_means: 'report_method_difference_in_means',
  regression: 'report_method_regression',
  ipw: 'report_method_ipw',
  aipw: 'report_method_aipw',
}

export const refuterNamesInWords: Readonly<Partial<Record<RefuterName, MessageKey>>> = {
  placebo_treatment: 'report_refuter_placebo_treatment',
  random_common_cause: 'report_refuter_random_common_cause',
  random_subset: 'report_refuter_random_subset',
}

export const modelNames: Readonly<Record<CandidateModel, MessageKey>> = {
  popularity: 'report_model_popularity',
  'item-knn': 'report_model_item_knn',
  ease: 'report_model_ease',
}

export const verdictNames: Readonly<Record<'passed' | 'failed' | 'unclear', MessageKey>> = {
  passed: 'report_verdict_passed',
  failed: 'report_verdict_failed',
  unclear: 'report_verdict_unclear',
}
