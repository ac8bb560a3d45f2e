import { bootstrapSamples } from './bootstrap.ts'
import { forestPart, forestPredictions } from './forest-growing.ts'
import { halfSampleEffects } from './heterogeneity/half-samples.ts'
import { rankWeightedHalves } from './heterogeneity/rank-weighted.ts'
import { crossFitPart } from './nuisance/cross-fit.ts'
import { propensityOfFold } from './nuisance/nuisances.ts'
import { policyFromRoot } from './policy/policy-tree.ts'
import { challengedEstimates } from './refuters/repetitions.ts'

/** Every kernel of this area, for the worker threads' table. */
export const effectsKernels = [
  propensityOfFold,
  crossFitPart,
  forestPart,
  forestPredictions,
  bootstrapSamples,
  challengedEstimates,
  halfSampleEffects,
  rankWeightedHalves,
  policyFromRoot,
] as const
