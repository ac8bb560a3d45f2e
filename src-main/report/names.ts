import type { EstimationMethod, RefuterName } from '../contract/effects.ts'
import type { CandidateModel } from '../contract/recommend.ts'
import type { MessageKey } from '../contract/words.ts'

/** What methods are called: by the same names as in the window. */
export const methodNames: Readonly<Record<EstimationMethod, MessageKey>> = {
  difference_in_means: 'ui_method_difference_in_means',
  regression: 'ui_method_regression',
  stratification: 'ui_method_stratification',
  matching: 'ui_method_matching',
  ipw: 'ui_method_ipw',
  regression_adjustment: 'ui_method_regression_adjustment',
  ipwra: 'ui_method_ipwra',
  aipw: 'ui_method_aipw',
  tmle: 'ui_method_tmle',
  dml_plr: 'ui_method_dml_plr',
  dml_irm: 'ui_method_dml_irm',
  causal_forest: 'ui_method_causal_forest',
  s_learner: 'ui_method_s_learner',
  t_learner: 'ui_method_t_learner',
  x_learner: 'ui_method_x_learner',
  r_learner: 'ui_method_r_learner',
  dr_learner: 'ui_method_dr_learner',
  uplift_forest: 'ui_method_uplift_forest',
  uplift_tree: 'ui_method_uplift_tree',
  iv_2sls: 'ui_method_iv_2sls',
  did: 'ui_method_did',
  rdd: 'ui_method_rdd',
  frontdoor: 'ui_method_frontdoor',
  mediation: 'ui_method_mediation',
  id: 'ui_method_id',
}

export const refuterNamesInWords: Readonly<Record<RefuterName, MessageKey>> = {
  placebo_treatment: 'ui_refuter_placebo_treatment',
  random_common_cause: 'ui_refuter_random_common_cause',
  random_subset: 'ui_refuter_random_subset',
  dummy_outcome: 'ui_refuter_dummy_outcome',
  bootstrap: 'ui_refuter_bootstrap',
  negative_control_outcome: 'ui_refuter_negative_control_outcome',
  negative_control_treatment: 'ui_refuter_negative_control_treatment',
  unobserved_confounder: 'ui_refuter_unobserved_confounder',
  graph: 'ui_refuter_graph',
  instrument_exclusion: 'ui_refuter_instrument_exclusion',
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
