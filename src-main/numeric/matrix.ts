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

/** X′ diag(w) X, symmetric, columns × columns; w = 1 where left out. One pass over blocks of rows that fit the cache. */
export function crossProduct(x: Matrix, w?: ArrayLike<number>): Matrix {
  const p = x.columns
  const { rows, values } = x
  const result = matrix(p, p)
  const sums = result.values
  const block = 512
  const first = new Float64Array(block)
  const second = new Float64Array(block)
  for (let start = 0; start < rows; start += block) {
    const length = Math.min(block, rows - start)
    const scale = (j: number, into: Float64Array) => {
      const from = j * rows + start
      for (let i = 0; i < length; i++) into[i] = w ? values[from + i] * w[start + i] : values[from + i]
    }
    // Two columns by two: four sums that do not wait for one another. An odd last column is its own neighbour.
    for (let j = 0; j < p; j += 2) {
      const nextJ = Math.min(j + 1, p - 1)
      scale(j, first)
      scale(nextJ, second)
      for (let k = 0; k <= nextJ; k += 2) {
        const nextK = Math.min(k + 1, p - 1)
        const fromK = k * rows + start
        const fromNextK = nextK * rows + start
        let sum = 0
        let sumBelow = 0
        let sumBeside = 0
        let sumAcross = 0
        for (let i = 0; i < length; i++) {
          const a = first[i]
          const b = second[i]
          const c = values[fromK + i]
          const d = values[fromNextK + i]
          sum += a * c
          sumBelow += a * d
          sumBeside += b * c
          sumAcross += b * d
        }
        sums[j * p + k] += sum
        if (nextK > k) sums[j * p + nextK] += sumBelow
        if (nextJ > j) sums[nextJ * p + k] += sumBeside
        if (nextJ > j && nextK > k) sums[nextJ * p + nextK] += sumAcross
      }
    }
  }
  for (let j = 0; j < p; j++) for (let k = 0; k < j; k++) sums[k * p + j] = sums[j * p + k]
  return result
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
