import type { Monitor } from '../../contract/monitor.ts'
import { random } from '../../numeric/random.ts'
import { diagonalise } from '../embedding/principal-directions.ts'
import type { SparseRows } from './tf-idf.ts'

export interface TruncatedSvd {
  /** Rows' coordinates U·Σ, `width` a row. */
  readonly coordinates: Float64Array
  readonly singularValues: Float64Array
  readonly width: number
}

/** Directions beyond those wanted, and rounds of power iteration: what is wanted is then exact to many digits. */
const extra = { directions: 10, rounds: 6 } as const

/**
 * The strongest singular directions of a sparse matrix by randomised subspace iteration (Halko, Martinsson and Tropp 2011, algs.
 * 4.4 and 5.1), orthonormal again after every product. Each direction's largest coordinate is positive. Depends on the seed alone.
 */
export function truncatedSvd(
  matrix: SparseRows,
  wanted: number,
  seed: number,
  monitor: Monitor,
): TruncatedSvd {
  const { rows, columns } = matrix
  const width = Math.min(wanted, rows, columns)
  const span = Math.min(width + extra.directions, rows, columns)
  const source = random(seed, 'svd')
  const start = Float64Array.from({ length: columns * span }, () => source.normal())
  let basis = orthonormal(times(matrix, start, span), rows, span)
  for (let round = 0; round < extra.rounds; round++) {
    monitor.report(round / extra.rounds)
    const across = orthonormal(timesTransposed(matrix, basis, span), columns, span)
    basis = orthonormal(times(matrix, across, span), rows, span)
  }
  const small = timesTransposed(matrix, basis, span)
  const gram = new Float64Array(span * span)
  for (let row = 0; row < columns; row++) {
    const own = small.subarray(row * span, (row + 1) * span)
    for (let a = 0; a < span; a++) for (let b = 0; b < span; b++) gram[a * span + b] += own[a] * own[b]
  }
  const axes = diagonalise(gram, span)
  const order = [...new Array(span).keys()].sort((a, b) => gram[b * span + b] - gram[a * span + a] || a - b)
  const singularValues = Float64Array.from(order.slice(0, width), (axis) =>
    Math.sqrt(Math.max(0, gram[axis * span + axis])),
  )
  const coordinates = new Float64Array(rows * width)
  for (let k = 0; k < width; k++) {
    let [largest, sign] = [0, 1]
    for (let row = 0; row < rows; row++) {
      let at = 0
      for (let j = 0; j < span; j++) at += basis[row * span + j] * axes[j * span + order[k]]
      coordinates[row * width + k] = at * singularValues[k]
      if (Math.abs(at) > largest + 1e-9) [largest, sign] = [Math.abs(at), Math.sign(at)]
    }
    if (sign < 0)
      for (let row = 0; row < rows; row++) coordinates[row * width + k] = 0 - coordinates[row * width + k]
  }
  return { coordinates, singularValues, width }
}

/** A·X, X columns×span by rows. */
function times({ rows, start, column, value }: SparseRows, x: Float64Array, span: number): Float64Array {
  const out = new Float64Array(rows * span)
  for (let row = 0; row < rows; row++) {
    for (let at = start[row]; at < start[row + 1]; at++) {
      const from = column[at] * span
      for (let j = 0; j < span; j++) out[row * span + j] += value[at] * x[from + j]
    }
  }
  return out
}

/** Aᵀ·X, X rows×span by rows. */
function timesTransposed(matrix: SparseRows, x: Float64Array, span: number): Float64Array {
  const { rows, columns, start, column, value } = matrix
  const out = new Float64Array(columns * span)
  for (let row = 0; row < rows; row++) {
    for (let at = start[row]; at < start[row + 1]; at++) {
      const to = column[at] * span
      for (let j = 0; j < span; j++) out[to + j] += value[at] * x[row * span + j]
    }
  }
  return out
}

/** Columns made orthonormal in place, twice over (modified Gram and Schmidt): once leaves rounding behind. A column of the others' span becomes zero. */
function orthonormal(x: Float64Array, rows: number, span: number): Float64Array {
  for (let j = 0; j < span; j++) {
    const before = lengthOf(x, rows, span, j)
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < j; other++) {
        let along = 0
        for (let row = 0; row < rows; row++) along += x[row * span + j] * x[row * span + other]
        for (let row = 0; row < rows; row++) x[row * span + j] -= along * x[row * span + other]
      }
    }
    const length = lengthOf(x, rows, span, j)
    const scale = length > 1e-10 * before ? 1 / length : 0
    for (let row = 0; row < rows; row++) x[row * span + j] *= scale
  }
  return x
}

function lengthOf(x: Float64Array, rows: number, span: number, j: number): number {
  let squares = 0
  for (let row = 0; row < rows; row++) squares += x[row * span + j] ** 2
  return Math.sqrt(squares)
}
