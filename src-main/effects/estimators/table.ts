import type { EstimationMethod } from '../../contract/effects.ts'
import { aipw } from './aipw.ts'
import { differenceInMeans } from './difference-in-means.ts'
import type { Estimator } from './estimator.ts'
import { ipw } from './ipw.ts'
import { regression } from './regression.ts'
import { ipwra, regressionAdjustment } from './regression-adjustment.ts'

/** Every estimator: one line each. */
const estimators: readonly Estimator[] = [
  differenceInMeans,
  regression,
  ipw,
  regressionAdjustment,
  ipwra,
  aipw,
]

const byMethod = new Map(estimators.map((estimator) => [estimator.method, estimator]))

/** Undefined for a method that is not built. */
export function estimatorOf(method: EstimationMethod): Estimator | undefined {
  return byMethod.get(method)
}

export const builtMethods: readonly EstimationMethod[] = estimators.map(({ method }) => method)
