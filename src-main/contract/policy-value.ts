import * as v from 'valibot'
import { job } from './method.ts'
import { tableReference } from './table.ts'
import type { Words } from './words.ts'

export const policyEstimators = ['dm', 'ips', 'snips', 'dr', 'sndr', 'switch-dr', 'dros'] as const
export type PolicyEstimator = (typeof policyEstimators)[number]

const loggedMap = v.object({
  action: v.string(),
  reward: v.string(),
  /** Probability with which the log's own policy chose the logged action, at its position. */
  propensity: v.string(),
  position: v.optional(v.string()),
  /** Rows shown together; intervals are clustered by it. */
  slate: v.optional(v.string()),
  /** What the reward may depend on beside action and position. */
  context: v.optional(v.array(v.string()), []),
})

const policy = v.union([
  /** A column with the new policy's probability of the logged action. */
  v.object({ column: v.string() }),
  /** The new policy's probability of every action for every row, at the row's own position. */
  v.object({
    actionProbabilities: v.array(v.array(v.number())),
    actions: v.array(v.union([v.string(), v.number()])),
  }),
  /** `uniform`: every action of the log alike. `logged`: the log's own policy. */
  v.object({ name: v.picklist(['uniform', 'logged']) }),
])

const policyValueParams = v.object({
  table: tableReference,
  map: loggedMap,
  policy,
  estimators: v.optional(v.pipe(v.array(v.picklist(policyEstimators)), v.minLength(1)), [
    ...policyEstimators,
  ]),
  alpha: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(1)), 0.05),
  seed: v.optional(v.pipe(v.number(), v.integer()), 0),
})

export type PolicyQuestion = Omit<v.InferOutput<typeof policyValueParams>, 'table'>

export interface PolicyEstimate {
  readonly estimator: PolicyEstimator
  /** Mean reward a row under the new policy. */
  readonly value: number
  readonly standardError: number
  readonly confidenceInterval: readonly [number, number]
  /** (Σw)²/Σw² of the weights that the estimator used; for dm the rows. */
  readonly effectiveSampleSize: number
  /** Threshold of switch-dr or λ of dros, chosen from the data; absent for the others. */
  readonly tuning?: number
}

export interface PolicyValue {
  readonly estimates: readonly PolicyEstimate[]
  readonly rows: number
  readonly slates: number | null
  /** Mean reward in the log: the value of the log's own policy. */
  readonly loggedValue: number
  readonly warnings: readonly Words[]
}

export const policyMethods = {
  /** What another policy would have earned on the log's own traffic. */
  'recommend.policyValue': job<PolicyValue>()(policyValueParams),
}
