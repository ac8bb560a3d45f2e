import type { RejectedRow } from './data.ts'

/** An attribute's cells: numbers with NaN, or codes into the batch's own levels with −1, for what is missing. */
export type AttributeCells =
  | { readonly name: string; readonly kind: 'number'; readonly values: Float64Array }
  | {
      readonly name: string
      readonly kind: 'text'
      readonly levels: readonly string[]
      readonly codes: Int32Array
    }

/** Names that a batch meets for the first time in its import; their codes go on from those before. */
export interface NewNames {
  readonly users: readonly string[]
  readonly items: readonly string[]
  readonly types: readonly string[]
  readonly sessions: readonly string[]
}

/**
 * A bounded run of accepted events on its way from the reader to the storage thread. Codes are dense from 0 over
 * the whole import, −1 where the log says nothing.
 */
export interface EventBatch {
  readonly rows: number
  /** Microseconds UTC, integers. */
  readonly time: Float64Array
  readonly user: Int32Array
  readonly item: Int32Array
  readonly type: Int32Array
  readonly session: Int32Array
  /** NaN where missing. */
  readonly price: Float64Array
  readonly quantity: Float64Array
  readonly attributes: readonly AttributeCells[]
  readonly newNames: NewNames
  readonly rejected: readonly RejectedRow[]
}

/** All events of a project as columns, ordered by user, then time, then order of import. */
export interface EventColumns {
  readonly rows: number
  readonly time: Float64Array
  readonly user: Int32Array
  readonly item: Int32Array
  readonly type: Int32Array
  /** −1 where the log names no session. */
  readonly session: Int32Array
  readonly price: Float64Array
  readonly quantity: Float64Array
  readonly attributes: readonly AttributeCells[]
  readonly users: readonly string[]
  readonly items: readonly string[]
  readonly types: readonly string[]
  readonly sessions: readonly string[]
  /** Rows `userStart[u]` up to `userStart[u + 1]` belong to user u; length users + 1. */
  readonly userStart: Int32Array
}
