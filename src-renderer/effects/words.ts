import * as m from '../../messages/compiled/messages.js'
import type { EstimationMethod, RefuterName } from '../../src-main/contract/effects.ts'

export const methodWords: Readonly<Record<EstimationMethod, () => string>> = {
  difference_in_means: () => m.ui_method_difference_in_means(),
  regression: () => m.ui_method_regression(),
  stratification: () => m.ui_method_stratification(),
  matching: () => m.ui_method_matching(),
  ipw: () => m.ui_method_ipw(),
  regression_adjustment: () => m.ui_method_regression_adjustment(),
  ipwra: () => m.ui_method_ipwra(),
  aipw: () => m.ui_method_aipw(),
  tmle: () => m.ui_method_tmle(),
  dml_plr: () => m.ui_method_dml_plr(),
  dml_irm: () => m.ui_method_dml_irm(),
  causal_forest: () => m.ui_method_causal_forest(),
  s_learner: () => m.ui_method_s_learner(),
  t_learner: () => m.ui_method_t_learner(),
  x_learner: () => m.ui_method_x_learner(),
  r_learner: () => m.ui_method_r_learner(),
  dr_learner: () => m.ui_method_dr_learner(),
  uplift_forest: () => m.ui_method_uplift_forest(),
  uplift_tree: () => m.ui_method_uplift_tree(),
  iv_2sls: () => m.ui_method_iv_2sls(),
  did: () => m.ui_method_did(),
  rdd: () => m.ui_method_rdd(),
  frontdoor: () => m.ui_method_frontdoor(),
  mediation: () => m.ui_method_mediation(),
  id: () => m.ui_method_id(),
}

export const refuterWords: Readonly<Record<RefuterName, () => string>> = {
  placebo_treatment: () => m.ui_refuter_placebo_treatment(),
  random_common_cause: () => m.ui_refuter_random_common_cause(),
  random_subset: () => m.ui_refuter_random_subset(),
  dummy_outcome: () => m.ui_refuter_dummy_outcome(),
  bootstrap: () => m.ui_refuter_bootstrap(),
  negative_control_outcome: () => m.ui_refuter_negative_control_outcome(),
  negative_control_treatment: () => m.ui_refuter_negative_control_treatment(),
  unobserved_confounder: () => m.ui_refuter_unobserved_confounder(),
  graph: () => m.ui_refuter_graph(),
  instrument_exclusion: () => m.ui_refuter_instrument_exclusion(),
}

export const verdicts = { passed: 'good', failed: 'bad', unclear: 'warn' } as const

export const verdictWords = {
  passed: () => m.ui_verdict_passed(),
  failed: () => m.ui_verdict_failed(),
  unclear: () => m.ui_verdict_unclear(),
} as const

export const targetWords = {
  ate: () => m.ui_effects_target_ate(),
  att: () => m.ui_effects_target_att(),
  atc: () => m.ui_effects_target_atc(),
} as const

export const modelWords = {
  linear: () => m.ui_model_linear(),
  logit: () => m.ui_model_logit(),
  probit: () => m.ui_model_probit(),
  poisson: () => m.ui_model_poisson(),
  lasso: () => m.ui_model_lasso(),
  ridge: () => m.ui_model_ridge(),
  spline: () => m.ui_model_spline(),
  forest: () => m.ui_model_forest(),
  boosting: () => m.ui_model_boosting(),
  stacking: () => m.ui_model_stacking(),
} as const

export const errorWords = {
  classical: () => m.ui_errors_classical(),
  hc0: () => 'HC0',
  hc1: () => 'HC1',
  hc2: () => 'HC2',
  hc3: () => 'HC3',
  cluster: () => m.ui_errors_cluster(),
  'm-estimation': () => m.ui_errors_m_estimation(),
  influence: () => m.ui_errors_influence(),
  bootstrap: () => m.ui_refuter_bootstrap(),
} as const

export const divergenceWords = {
  kl: () => m.ui_divergence_kl(),
  euclidean: () => m.ui_divergence_euclidean(),
  chi2: () => 'χ²',
} as const

export const aggregationWords = {
  simple: () => m.ui_detail_did_simple(),
  group: () => m.ui_detail_did_group(),
  calendar: () => m.ui_detail_did_calendar(),
  dynamic: () => m.ui_detail_did_dynamic(),
} as const

export const comparisonWords = {
  not_yet_treated: () => m.ui_comparison_not_yet(),
  never_treated: () => m.ui_comparison_never(),
} as const

export const distanceWords = {
  propensity: () => m.ui_effects_overlap_axis(),
  log_odds: () => m.ui_distance_log_odds(),
  mahalanobis: () => m.ui_distance_mahalanobis(),
} as const
