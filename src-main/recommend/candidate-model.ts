import type { Monitor } from '../contract/monitor.ts'
import type { CandidateModel, ModelOptions } from '../contract/recommend.ts'
import type { Parallel } from '../numeric/parallel.ts'
import type { Interactions } from './interactions.ts'

/** What a model learned: plain arrays in shared memory, so that workers rank with it. */
export type Fitted =
  | { readonly model: 'popularity'; readonly items: number; readonly counts: Int32Array }
  | {
      readonly model: 'item-knn'
      readonly items: number
      /** Rows `start[i]` up to `start[i + 1]`: items that have i among their neighbours, and how near. */
      readonly start: Int32Array
      readonly target: Int32Array
      readonly similarity: Float64Array
    }
  | {
      readonly model: 'ease'
      readonly items: number
      /** items × items; `weights[i * items + j]` is what having met i says for j. */
      readonly weights: Float64Array
    }

/**
 * A way to find candidates: learns from interactions, then scores every item for a history. A new model is a file that
 * exports one of these and a line in `models.ts`.
 */
export interface Model<Learned extends Fitted = Fitted> {
  readonly name: CandidateModel
  fit(train: Interactions, options: ModelOptions, monitor: Monitor, parallel: Parallel): Promise<Learned>
  /** Writes the score of every item for a user with this history. */
  score(fitted: Learned, history: Int32Array, scores: Float64Array): void
  /** How much item `met` of the history adds to the score of `item`; 0 where the model does not look at histories. */
  contribution(fitted: Learned, met: number, item: number): number
}

export type FittedAs<Name extends CandidateModel> = Extract<Fitted, { model: Name }>
