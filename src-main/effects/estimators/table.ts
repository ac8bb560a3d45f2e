import type { EstimationMethod } from '../../contract/effects.ts'
import type { MethodDescription } from '../../contract/question.ts'
import { aipw } from './aipw.ts'
import { causalForest } from './causal-forest.ts'
import { did } from './did.ts'
import { differenceInMeans } from './difference-in-means.ts'
import { dmlIrm } from './dml-irm.ts'
import { dmlPlr } from './dml-plr.ts'
import type { Estimator } from './estimator.ts'
import { frontdoor } from './frontdoor.ts'
import { identified } from './identified.ts'
import { ipw } from './ipw.ts'
import { iv2sls } from './iv-2sls.ts'
import { matching } from './matching.ts'
import { mediation } from './mediation.ts'
import { drLearner, sLearner, tLearner, xLearner } from './meta-learners.ts'
import { rLearner } from './r-learner.ts'
import { rdd } from './rdd.ts'
import { regression } from './regression.ts'
import { ipwra, regressionAdjustment } from './regression-adjustment.ts'
import { stratification } from './stratification.ts'
import { tmle } from './tmle.ts'
import { upliftForest, upliftTree } from './uplift-forest.ts'

/** Every estimator: one line each. */
const estimators: readonly Estimator[] = [
  differenceInMeans,
  regression,
  stratification,
  matching,
  ipw,
  regressionAdjustment,
  ipwra,
  aipw,
  tmle,
  dmlPlr,
  dmlIrm,
  causalForest,
  sLearner,
  tLearner,
  xLearner,
  rLearner,
  drLearner,
  upliftForest,
  upliftTree,
  iv2sls,
  did,
  rdd,
  frontdoor,
  mediation,
  identified,
]

const byMethod = new Map(estimators.map((estimator) => [estimator.method, estimator]))

/** Undefined for a method that is not built. */
export function estimatorOf(method: EstimationMethod): Estimator | undefined {
  return byMethod.get(method)
}

export const builtMethods: readonly EstimationMethod[] = estimators.map(({ method }) => method)

/** What each method can be asked, without how it answers. */
export function describeMethods(): MethodDescription[] {
  return estimators.map(({ method, targets, treatments, standardErrors }) => ({
    method,
    targets,
    treatments,
    standardErrors: [...standardErrors, 'bootstrap'],
  }))
}
