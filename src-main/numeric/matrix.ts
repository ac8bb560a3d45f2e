import { sumsOfProducts } from './kernels/kernels.ts'

/** A dense matrix, column-major: element (i, j) is `values[j * rows + i]`. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly values: Float64Array
}

export function matrix(rows: number, columns: number, values = new Float64Array(rows * columns)): Matrix {
  return { rows, columns, values }
}

/** Column j as a view, not a copy. */
export function columnOf(x: Matrix, j: number): Float64Array {
  return x.values.subarray(j * x.rows, (j + 1) * x.rows)
}

/** Columns of one length, side by side. */
export function fromColumns(rows: number, columns: readonly ArrayLike<number>[]): Matrix {
  const result = matrix(rows, columns.length)
  for (let j = 0; j < columns.length; j++) result.values.set(columns[j], j * rows)
  return result
}

/** [1 X]. */
export function withIntercept(x: Matrix): Matrix {
  const values = new Float64Array(x.rows * (x.columns + 1))
  values.fill(1, 0, x.rows)
  values.set(x.values, x.rows)
  return { rows: x.rows, columns: x.columns + 1, values }
}

/** The given rows, in the given order. */
export function takeRows(x: Matrix, rows: ArrayLike<number>): Matrix {
  const result = matrix(rows.length, x.columns)
  for (let j = 0; j < x.columns; j++) {
    const from = j * x.rows
    const to = j * rows.length
    for (let i = 0; i < rows.length; i++) result.values[to + i] = x.values[from + rows[i]]
  }
  return result
}

export function takeColumns(x: Matrix, columns: readonly number[]): Matrix {
  return fromColumns(
    x.rows,
    columns.map((j) => columnOf(x, j)),
  )
}

/** X b, length rows. */
export function times(x: Matrix, b: ArrayLike<number>): Float64Array {
  const result = new Float64Array(x.rows)
  const { rows, values } = x
  for (let j = 0; j < x.columns; j++) {
    const factor = b[j]
    if (factor === 0) continue
    const from = j * rows
    for (let i = 0; i < rows; i++) result[i] += factor * values[from + i]
  }
  return result
}

/** X′ v, length columns. */
export function transposeTimes(x: Matrix, v: ArrayLike<number>): Float64Array {
  const result = new Float64Array(x.columns)
  const { rows, values } = x
  for (let j = 0; j < x.columns; j++) {
    const from = j * rows
    let sum = 0
    for (let i = 0; i < rows; i++) sum += values[from + i] * v[i]
    result[j] = sum
  }
  return result
}

/** X′ diag(w) X, symmetric, columns × columns; w = 1 where left out. */
export function crossProduct(x: Matrix, w?: ArrayLike<number>): Matrix {
  const p = x.columns
  const sums = sumsOfProducts(x.rows, p, x.values, w)
  for (let j = 0; j < p; j++) for (let k = 0; k < j; k++) sums[k * p + j] = sums[j * p + k]
  return { rows: p, columns: p, values: sums }
}

/** A B for small matrices. */
export function product(a: Matrix, b: Matrix): Matrix {
  const result = matrix(a.rows, b.columns)
  for (let j = 0; j < b.columns; j++) {
    for (let k = 0; k < a.columns; k++) {
      const factor = b.values[j * b.rows + k]
      if (factor === 0) continue
      for (let i = 0; i < a.rows; i++) result.values[j * a.rows + i] += a.values[k * a.rows + i] * factor
    }
  }
  return result
}

/** a′ M b. */
export function bilinear(a: ArrayLike<number>, m: Matrix, b: ArrayLike<number>): number {
  let sum = 0
  for (let j = 0; j < m.columns; j++) {
    if (b[j] === 0) continue
    for (let i = 0; i < m.rows; i++) sum += a[i] * m.values[j * m.rows + i] * b[j]
  }
  return sum
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
