import { analysisMethods } from './analyses.ts'
import { behaviourMethods } from './behaviour.ts'
import { compressionMethods } from './compression.ts'
import { dataMethods } from './data.ts'
import { effectsMethods } from './effects-methods.ts'
import { followUpMethods } from './follow-ups.ts'
import { graphMethods } from './graph-methods.ts'
import { graphVersionMethods } from './graph-versions.ts'
import { historyMethods } from './history.ts'
import { intentsMethods } from './intents.ts'
import { itemVectorsMethods } from './item-vectors.ts'
import { judgementMethods } from './judgements.ts'
import { keptBehaviourGraphMethods } from './kept-behaviour-graphs.ts'
import { keptIntentsMethods } from './kept-intents.ts'
import { keptModelMethods } from './kept-models.ts'
import { keptPropensityMethods } from './kept-propensities.ts'
import type { InputOf, Method, ParamsOf, ResultOf } from './method.ts'
import { modelsMethods } from './models.ts'
import { jobMethods, pipelineMethods, verifyMethods } from './pipeline.ts'
import { policyTreeMethods } from './policy-tree.ts'
import { policyMethods } from './policy-value.ts'
import { privateTrainingMethods } from './private-training.ts'
import { projectMethods } from './project.ts'
import { propensityMethods } from './propensity.ts'
import { questionMethods } from './question.ts'
import { recommendMethods } from './recommend.ts'
import { reportMethods } from './report.ts'
import { sampleMethods } from './sample.ts'
import { sentenceVectorsMethods } from './sentence-vectors.ts'
import { subgroupMethods } from './subgroups.ts'
import { unitTableMethods } from './unit-tables.ts'
import type { Rendered } from './words.ts'

/** Every method of the contract: what the window, `antecedent rpc` and tests can ask for. */
export const methods = {
  ...projectMethods,
  ...dataMethods,
  ...unitTableMethods,
  ...behaviourMethods,
  ...graphMethods,
  ...graphVersionMethods,
  ...effectsMethods,
  ...analysisMethods,
  ...questionMethods,
  ...followUpMethods,
  ...subgroupMethods,
  ...policyTreeMethods,
  ...modelsMethods,
  ...keptModelMethods,
  ...propensityMethods,
  ...keptPropensityMethods,
  ...keptBehaviourGraphMethods,
  ...intentsMethods,
  ...keptIntentsMethods,
  ...itemVectorsMethods,
  ...sentenceVectorsMethods,
  ...compressionMethods,
  ...privateTrainingMethods,
  ...recommendMethods,
  ...judgementMethods,
  ...policyMethods,
  ...reportMethods,
  ...sampleMethods,
  ...historyMethods,
  ...pipelineMethods,
  ...verifyMethods,
  ...jobMethods,
} as const satisfies Record<string, Method>

export type Methods = typeof methods
export type MethodName = keyof Methods

/** What a client sends: defaults may be left out. */
export type Request<Name extends MethodName> = InputOf<Methods[Name]>
/** What a handler gets: defaults filled in. */
export type Params<Name extends MethodName> = ParamsOf<Methods[Name]>
/** What a handler returns. */
export type Result<Name extends MethodName> = ResultOf<Methods[Name]>
/** What a client gets: sentences rendered in its language. */
export type Response<Name extends MethodName> = Rendered<ResultOf<Methods[Name]>>
