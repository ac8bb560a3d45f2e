import type { EstimationMethod, RefuterName } from '../../src-main/contract/effects.ts'

/** Methods that answer from an analysis table alone, from the plainest on; the last chosen is the one put in doubt. */
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
  'causal_forest',
  'tmle',
  'aipw',
]

/** Refuters that need nothing but the analysis. */
export const refuterNames: readonly RefuterName[] = [
  'placebo_treatment',
  'random_common_cause',
  'random_subset',
  'dummy_outcome',
  'bootstrap',
]

/** Methods that give an effect for every row. */
export const heterogeneityMethods = [
  'causal_forest',
  'dr_learner',
  'r_learner',
  'x_learner',
  't_learner',
  's_learner',
] as const satisfies readonly EstimationMethod[]
