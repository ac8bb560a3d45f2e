import { fail } from '../../contract/errors.ts'
import type { Table } from '../../numeric/columns.ts'
import { type Sequences, sequencesOf } from './sequences.ts'
import { codesOf, columnCalled } from './table-codes.ts'

export interface SequenceColumns {
  readonly user: string
  readonly item: string
  readonly time: string
  readonly type?: string
}

export interface Selection {
  /** Event types that are read; all where left out. */
  readonly types?: readonly string[]
  /** Only events before this. */
  readonly before?: number
  /** Codes of items that a model knows: others are left out. All items of the table where left out. */
  readonly items?: readonly string[]
}

/**
 * Sequences from a table of events, in the order of its rows. Users and items are coded in order of first appearance.
 * Throws TABLE_COLUMN_MISSING, MODELS_TIME_NOT_NUMERIC, MODELS_TYPES_NEED_A_COLUMN, MODELS_NOTHING_TO_LEARN.
 */
export function sequencesFromTable(table: Table, map: SequenceColumns, selection: Selection = {}): Sequences {
  const user = codesOf(columnCalled(table, map.user))
  const item = codesOf(columnCalled(table, map.item), selection.items)
  const time = columnCalled(table, map.time)
  if (time.kind !== 'number') throw fail('MODELS_TIME_NOT_NUMERIC', { column: map.time })
  const wanted = wantedTypes(table, map, selection.types)
  const kept: number[] = []
  for (let row = 0; row < table.rows; row++) {
    if (user.codes[row] < 0 || item.codes[row] < 0 || Number.isNaN(time.values[row])) continue
    if (selection.before !== undefined && time.values[row] >= selection.before) continue
    if (wanted(row)) kept.push(row)
  }
  if (kept.length === 0) throw fail('MODELS_NOTHING_TO_LEARN')
  return sequencesOf(
    {
      user: kept.map((row) => user.codes[row]),
      item: kept.map((row) => item.codes[row]),
      time: kept.map((row) => time.values[row]),
    },
    user.names,
    item.names,
  )
}

function wantedTypes(
  table: Table,
  map: SequenceColumns,
  types: readonly string[] | undefined,
): (row: number) => boolean {
  if (types === undefined) return () => true
  if (map.type === undefined) throw fail('MODELS_TYPES_NEED_A_COLUMN')
  const { names, codes } = codesOf(columnCalled(table, map.type))
  const wanted = names.map((name) => types.includes(name))
  return (row) => codes[row] >= 0 && wanted[codes[row]]
}
