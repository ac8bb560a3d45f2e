import type { Column, Table } from '../numeric/columns.ts'

/** What is left of two columns (each one number or the indicators of a category) once others are partialled out. */
export interface PartialAssociation {
  /** Of the first columns of the two blocks. */
  readonly correlation: number
  /** ln of Wilks' Λ between the blocks. */
  readonly logLambda: number
  /** Ranks of the blocks and of what was partialled out (the intercept not counted). */
  readonly p: number
  readonly q: number
  readonly conditions: number
}

/** A pivot smaller than this, relative to the column's own variance, is a column that others already determine. */
const dependent = 1e-10

export function isMissing(column: Column, row: number): boolean {
  return column.kind === 'number' ? Number.isNaN(column.values[row]) : column.codes[row] < 0
}

/**
 * Centred cross products of a table's columns, categories as indicators of all but their first level: computed once over
 * all rows where nothing is missing, anew over the rows at hand otherwise.
 */
export class CrossProducts {
  private readonly columns: ReadonlyMap<string, Column>
  private readonly rows: number
  private readonly known = new Map<string, number>()
  private readonly blocks = new Map<string, Float64Array[]>()

  constructor(table: Table) {
    this.columns = new Map(table.columns.map((column) => [column.name, column]))
    this.rows = table.rows
  }

  /** @param complete the rows to use, null for all */
  partial(x: string, y: string, given: readonly string[], complete: Int32Array | null): PartialAssociation {
    const names = [...given, x, y]
    const blocks = names.map((name) =>
      complete === null ? this.block(name) : this.freshBlock(name, complete),
    )
    const blockOf = blocks.flatMap((block, b) => block.map(() => b))
    const vectors = blocks.flat()
    const labels = names.flatMap((name, b) => blocks[b].map((_, i) => `${name}\n${i}`))
    const size = vectors.length
    const matrix = Array.from({ length: size }, () => new Float64Array(size))
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++) {
        const value =
          complete === null
            ? this.remembered(labels[i], labels[j], vectors[i], vectors[j])
            : inner(vectors[i], vectors[j])
        matrix[i][j] = value
        matrix[j][i] = value
      }
    return associate(matrix, blockOf, given.length)
  }

  private remembered(a: string, b: string, u: Float64Array, v: Float64Array): number {
    const key = a < b ? `${a}\t${b}` : `${b}\t${a}`
    let value = this.known.get(key)
    if (value === undefined) {
      value = inner(u, v)
      this.known.set(key, value)
    }
    return value
  }

  private block(name: string): Float64Array[] {
    let block = this.blocks.get(name)
    if (block === undefined) {
      block = this.freshBlock(
        name,
        Int32Array.from({ length: this.rows }, (_, row) => row),
      )
      this.blocks.set(name, block)
    }
    return block
  }

  private freshBlock(name: string, rows: Int32Array): Float64Array[] {
    const column = this.columns.get(name)!
    if (column.kind === 'number') return [centred(Float64Array.from(rows, (row) => column.values[row]))]
    return column.levels
      .slice(1)
      .map((_, level) => centred(Float64Array.from(rows, (row) => (column.codes[row] === level + 1 ? 1 : 0))))
  }
}

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.map((value) => value - mean)
}

function inner(u: Float64Array, v: Float64Array): number {
  let sum = 0
  for (let i = 0; i < u.length; i++) sum += u[i] * v[i]
  return sum
}

/**
 * Sweeps the conditions out, then the first block, and reads Λ off the determinants: Λ = |S_y·xz| / |S_y·z|
 * (Mardia, Kent and Bibby 1979).
 */
function associate(
  matrix: Float64Array[],
  blockOf: readonly number[],
  conditionBlocks: number,
): PartialAssociation {
  const own = matrix.map((row, i) => row[i])
  const columnsOf = (wanted: (block: number) => boolean) =>
    blockOf.flatMap((block, i) => (wanted(block) ? [i] : []))
  const given = columnsOf((block) => block < conditionBlocks)
  const x = columnsOf((block) => block === conditionBlocks)
  const y = columnsOf((block) => block === conditionBlocks + 1)
  const conditions = sweep(matrix, given, own).rank
  const [i, j] = [x[0], y[0]]
  const spread = Math.sqrt(matrix[i]?.[i] * matrix[j]?.[j])
  const correlation = spread > 0 ? matrix[i][j] / spread : 0
  const before = sweep(
    matrix.map((row) => row.slice()),
    y,
    own,
  )
  const first = sweep(matrix, x, own)
  const after = sweep(matrix, y, own)
  const logLambda =
    after.rank < before.rank
      ? Number.NEGATIVE_INFINITY
      : Math.min(0, after.logDeterminant - before.logDeterminant)
  return { correlation, logLambda, p: first.rank, q: before.rank, conditions }
}

/** Gaussian elimination on these columns in place; those that depend on others are passed over. */
function sweep(
  matrix: Float64Array[],
  columns: readonly number[],
  own: readonly number[],
): { rank: number; logDeterminant: number } {
  let rank = 0
  let logDeterminant = 0
  for (const k of columns) {
    const pivot = matrix[k][k]
    if (!(pivot > dependent * own[k])) continue
    rank++
    logDeterminant += Math.log(pivot)
    for (let i = 0; i < matrix.length; i++) {
      if (i === k) continue
      const factor = matrix[i][k] / pivot
      if (factor === 0) continue
      for (let j = 0; j < matrix.length; j++) if (j !== k) matrix[i][j] -= factor * matrix[k][j]
    }
    for (let i = 0; i < matrix.length; i++) {
      matrix[i][k] = 0
      matrix[k][i] = 0
    }
  }
  return { rank, logDeterminant }
}
