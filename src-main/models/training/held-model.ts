import type { Architecture } from '../architecture.ts'
import type { ParameterMap } from './parameters.ts'

export type Awaitable<T> = T | Promise<T>

/** Sequences of one batch: codes of items by row, `length` to a row, the first `lengths[row]` of each used. */
export interface Batch {
  readonly rows: number
  readonly length: number
  readonly lengths: Int32Array
  readonly inputs: Int32Array
  /** −1 where nothing is to be predicted. */
  readonly targets: Int32Array
  /** Levels of all sides of a position together, −1 for none; none anywhere where left out. */
  readonly sides?: Int32Array
}

/** A model in memory that can be asked, wherever it is computed. */
export interface HeldModel {
  readonly architecture: Architecture
  readonly parameters: ParameterMap
  /** Sequences that a batch may have. */
  readonly most: number
  /** How many batches may be handed over before the result of the first is awaited. */
  readonly ahead: number
  /** Rank of each row's last target among all items, 1 the best. */
  rank(batch: Batch): Awaitable<Float32Array>
  /** Each row's last state, `architecture.width` floats a row. */
  encode(batch: Batch): Awaitable<Float32Array>
  /** The score of every item after each row, rows `padded(items)` floats apart. */
  score(batch: Batch): Awaitable<Float32Array>
  /** The k items of the highest scores after each row, as `likeliest.ts` lays them out: `likeliestFloats(k)` a row. */
  likeliest(batch: Batch, k: number, temperature: number): Awaitable<Float32Array>
  /** Adds the gradient of the sum of the predictions' losses, without dropout and without a step. */
  addGradient(batch: Batch): Awaitable<void>
  /** The sum of what was added, by the parameter map; the next sum begins at zero. */
  takeGradient(): Awaitable<Float32Array | Float64Array>
  /** Replaces the weights, not an optimiser's moments or mean. */
  load(weights: Float32Array): void
  close(): Promise<void>
}
