import * as v from 'valibot'
import { job } from './method.ts'
import { adversary, sequenceMap, sequenceModels, trainingOptions } from './models.ts'
import { tableReference } from './table.ts'
import type { Words } from './words.ts'

/** What a model promises about any one user, and what it took. */
export interface PrivacySpent {
  /** What was spent of ε at `delta`; users are added or removed whole. */
  readonly epsilon: number
  readonly delta: number
  /** Standard deviation of the noise, in clipping norms. */
  readonly noise: number
  readonly clip: number
  readonly steps: number
  /** Probability of each user to be drawn in a step. */
  readonly samplingRate: number
  /** Users that were learnt from. */
  readonly users: number
  readonly inWords: Words
}

export interface PrivateTrainingSummary {
  /** What was spent of ε at `delta`; users are added or removed whole. */
  readonly epsilon: number
  readonly delta: number
  /** Standard deviation of the noise, in clipping norms. */
  readonly noise: number
  readonly clip: number
  readonly steps: number
  /** Probability of each user to be drawn in a step. */
  readonly samplingRate: number
  /** Of the test items. They are not private: only the weights are. */
  readonly metrics: Readonly<Record<string, number>>
  /** Mean loss of a prediction in each step, nats. */
  readonly losses: readonly number[]
  readonly users: number
  readonly items: number
  readonly testUsers: number
  readonly parameters: number
  readonly protocol: Words
  readonly warnings: readonly Words[]
  readonly saved: string | null
}

const text = v.pipe(v.string(), v.minLength(1))

const privacy = {
  epsilon: v.pipe(v.number(), v.gtValue(0), v.maxValue(1000)),
  /** One over ten times the users where left out. */
  delta: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(1))),
  /** The most that one user's gradient may be long. */
  clip: v.optional(v.pipe(v.number(), v.gtValue(0)), 0.5),
}

export const privacySettings = v.object(privacy)
export type PrivacySettings = v.InferOutput<typeof privacySettings>

export const privateTrainingMethods = {
  /** Trains a model whose weights say hardly more about any one user than if that user had not been in the log (DP-SGD). */
  'models.trainPrivately': job<PrivateTrainingSummary>()(
    v.object({
      table: tableReference,
      map: sequenceMap,
      types: v.optional(v.pipe(v.array(text), v.minLength(1))),
      model: v.picklist(sequenceModels),
      ...privacy,
      epochs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)), 20),
      /** Of the starting weights and dropout; the noise has none. */
      seed: v.optional(v.pipe(v.number(), v.integer()), 0),
      k: v.optional(v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(1))), v.minLength(1)), [10]),
      options: v.optional(trainingOptions, {}),
      /** Refused: its direction comes from all users at once, unclipped, so no ε would hold. */
      adversary: v.optional(adversary),
      save: v.optional(text),
    }),
  ),
}
