import { bootstrapSamples } from './bootstrap.ts'
import { outcomeOfFold, propensityOfFold } from './nuisance/nuisances.ts'
import { challengedEstimates } from './refuters/repetitions.ts'

/** Every kernel of this area, for the worker threads' table. */
export const effectsKernels = [
  propensityOfFold,
  outcomeOfFold,
  bootstrapSamples,
  challengedEstimates,
] as const
