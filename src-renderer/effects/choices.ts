import type { EstimateOptions, EstimationMethod, RefuterName } from '../../src-main/contract/effects.ts'

/** From the plainest on; the last chosen is the one put in doubt. Those of other assumptions come last. */
export const estimationMethods: readonly EstimationMethod[] = [
  'difference_in_means',
  'regression',
  'stratification',
  'matching',
  'ipw',
  'regression_adjustment',
  'ipwra',
  'dml_plr',
  'dml_irm',
  's_learner',
  't_learner',
  'x_learner',
  'r_learner',
  'dr_learner',
  'uplift_tree',
  'uplift_forest',
  'causal_forest',
  'tmle',
  'aipw',
  'did',
  'rdd',
  'iv_2sls',
  'frontdoor',
  'mediation',
  'id',
]

/** Methods by what they do, in the order in which they are offered. */
export const methodFamilies = {
  plain: ['difference_in_means', 'regression', 'stratification', 'matching', 'regression_adjustment'],
  weighing: ['ipw', 'ipwra', 'aipw', 'tmle'],
  learning: [
    'dml_plr',
    'dml_irm',
    'causal_forest',
    's_learner',
    't_learner',
    'x_learner',
    'r_learner',
    'dr_learner',
    'uplift_tree',
    'uplift_forest',
  ],
  otherwise: ['did', 'rdd', 'iv_2sls', 'frontdoor', 'mediation', 'id'],
} as const satisfies Readonly<Record<string, readonly EstimationMethod[]>>

/** Some need a column of their own, or the graph. */
export const refuterNames: readonly RefuterName[] = [
  'placebo_treatment',
  'random_common_cause',
  'random_subset',
  'dummy_outcome',
  'bootstrap',
  'unobserved_confounder',
  'negative_control_outcome',
  'negative_control_treatment',
  'instrument_exclusion',
  'graph',
]

/** Methods that give an effect for every row. */
export const heterogeneityMethods = [
  'causal_forest',
  'dr_learner',
  'r_learner',
  'x_learner',
  't_learner',
  's_learner',
  'uplift_forest',
  'uplift_tree',
] as const satisfies readonly EstimationMethod[]

export const outcomeModels = [
  'linear',
  'logit',
  'probit',
  'poisson',
  'lasso',
  'ridge',
  'spline',
  'forest',
  'boosting',
  'stacking',
] as const satisfies readonly EstimateOptions['outcomeModel'][]

export const propensityModels = [
  'logit',
  'probit',
  'lasso',
  'ridge',
  'spline',
  'forest',
  'boosting',
  'stacking',
] as const satisfies readonly EstimateOptions['propensityModel'][]

export const standardErrors = [
  'classical',
  'hc0',
  'hc1',
  'hc2',
  'hc3',
  'cluster',
  'm-estimation',
  'influence',
  'bootstrap',
] as const satisfies readonly EstimateOptions['standardErrors'][]

export const divergences = [
  'kl',
  'euclidean',
  'chi2',
] as const satisfies readonly EstimateOptions['divergence'][]

export const aggregations = [
  'simple',
  'group',
  'calendar',
  'dynamic',
] as const satisfies readonly EstimateOptions['aggregation'][]

export const comparisons = [
  'not_yet_treated',
  'never_treated',
] as const satisfies readonly EstimateOptions['comparison'][]

export const mediatorModels = [
  'linear',
  'logit',
  'probit',
] as const satisfies readonly EstimateOptions['mediatorModel'][]

export const distances = [
  'propensity',
  'log_odds',
  'mahalanobis',
] as const satisfies readonly EstimateOptions['distance'][]
