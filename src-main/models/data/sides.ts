import * as v from 'valibot'
import { fail } from '../../contract/errors.ts'
import type { Table } from '../../numeric/columns.ts'
import { quantile } from '../../numeric/quantile.ts'
import { codesOf, columnCalled } from './table-codes.ts'

const name = v.pipe(v.string(), v.minLength(1))
const edges = v.array(v.number())

export const sideSchema = v.variant('kind', [
  v.object({ kind: v.literal('number'), column: name, edges }),
  v.object({ kind: v.literal('category'), column: name, levels: v.array(v.string()) }),
  v.object({ kind: v.literal('gap'), edges }),
])

/**
 * How something said of an event becomes one of a few levels, each of which has a vector that joins the item's: a number by
 * the bucket it falls into, a category as it is, the time since the user's last event by its bucket. What is missing, or a category that
 * training did not meet, has no vector.
 */
export type Side = v.InferOutput<typeof sideSchema>

export interface SideColumns {
  readonly price?: string
  readonly category?: string
  readonly features?: readonly string[]
  readonly timeGaps?: boolean
}

/** Buckets of numbers, at most, and levels of a category: rarer ones count as missing. */
const most = { buckets: 16, levels: 2000 } as const

export function levelsOf(side: Side): number {
  return side.kind === 'category' ? side.levels.length : side.edges.length + 1
}

/**
 * Sides of the mapped columns, learned from these rows; gaps are `gaps`, not a number at a user's first event.
 * Throws TABLE_COLUMN_MISSING, MODELS_SIDE_EMPTY.
 */
export function sidesFrom(
  table: Table,
  map: SideColumns,
  rows: readonly number[],
  gaps: Float64Array,
): Side[] {
  const columns = [map.price, map.category, ...(map.features ?? [])].filter((column) => column !== undefined)
  const sides = [...new Set(columns)].map((column): Side => {
    const source = columnCalled(table, column)
    if (source.kind === 'number' && column !== map.category) {
      return { kind: 'number', column, edges: bucketEdges(rows.map((row) => source.values[row])) }
    }
    return { kind: 'category', column, levels: commonest(codesOf(source), rows) }
  })
  for (const side of sides) {
    if (side.kind === 'category' && side.levels.length === 0)
      throw fail('MODELS_SIDE_EMPTY', { column: side.column })
  }
  return map.timeGaps === true ? [...sides, { kind: 'gap', edges: bucketEdges(gaps) }] : sides
}

/** The level of each row, −1 for none. */
export function sideCodes(side: Side, table: Table, rows: ArrayLike<number>, gaps: Float64Array): Int32Array {
  if (side.kind === 'gap')
    return gaps.length === 0 ? new Int32Array() : Int32Array.from(gaps, (x) => bucketOf(side.edges, x))
  const column = columnCalled(table, side.column)
  if (side.kind === 'category') {
    const { codes } = codesOf(column, side.levels)
    return Int32Array.from(rows, (row) => codes[row])
  }
  if (column.kind !== 'number') throw fail('MODELS_SIDE_NOT_NUMERIC', { column: side.column })
  return Int32Array.from(rows, (row) => bucketOf(side.edges, column.values[row]))
}

/** Quantiles that differ: values that are mostly one number get few buckets. */
function bucketEdges(values: ArrayLike<number>): number[] {
  const known = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort()
  if (known.length === 0) return []
  const cuts = Array.from({ length: most.buckets - 1 }, (_, at) => quantile(known, (at + 1) / most.buckets))
  return [...new Set(cuts)].filter((cut) => cut > known[0])
}

/** How many edges a value reaches; −1 where there is none. */
function bucketOf(edges: readonly number[], value: number): number {
  if (Number.isNaN(value)) return -1
  let bucket = 0
  while (bucket < edges.length && value >= edges[bucket]) bucket++
  return bucket
}

function commonest(
  column: { readonly names: readonly string[]; readonly codes: Int32Array },
  rows: readonly number[],
) {
  const counts = new Float64Array(column.names.length)
  for (const row of rows) if (column.codes[row] >= 0) counts[column.codes[row]]++
  return [...counts.keys()]
    .filter((code) => counts[code] > 0)
    .sort((a, b) => counts[b] - counts[a] || a - b)
    .slice(0, most.levels)
    .map((code) => column.names[code])
}
