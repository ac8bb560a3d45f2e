/** A column of numbers; NaN is a missing value. Booleans are 0 and 1, times are microseconds UTC. */
export interface NumberColumn {
  readonly kind: 'number'
  readonly name: string
  readonly values: Float64Array
  /** What the numbers are, for display. */
  readonly meaning?: 'boolean' | 'time'
}

/** A column of categories; code −1 is a missing value. Levels are in order of first appearance or as given. */
export interface CategoryColumn {
  readonly kind: 'category'
  readonly name: string
  readonly levels: readonly string[]
  readonly codes: Int32Array
}

export type Column = NumberColumn | CategoryColumn

/** Columns of one length, backed by SharedArrayBuffer wherever workers will read them. */
export interface Table {
  readonly rows: number
  readonly columns: readonly Column[]
}

/** Zeroed memory that worker threads can read and write without a copy. */
export function sharedFloat64(length: number): Float64Array<SharedArrayBuffer> {
  return new Float64Array(new SharedArrayBuffer(length * 8))
}

export function sharedInt32(length: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(length * 4))
}
