import { fail } from '../../contract/errors.ts'
import type { Table } from '../../numeric/columns.ts'
import { gapsOf, orderOf, type Sequences, sequencesOf } from './sequences.ts'
import { type Side, sideCodes, sidesFrom } from './sides.ts'
import { codesOf, columnCalled } from './table-codes.ts'

export interface SequenceColumns {
  readonly user: string
  readonly item: string
  readonly time: string
  readonly type?: string
  /** What joins an item's vector: numbers in buckets, categories, the time since the user's last event. */
  readonly price?: string
  readonly category?: string
  readonly features?: readonly string[]
  readonly timeGaps?: boolean
}

export interface Selection {
  /** Event types that are read; all where left out. */
  readonly types?: readonly string[]
  /** Only events before this. */
  readonly before?: number
  /** Codes of items that a model knows: others are left out. All items of the table where left out. */
  readonly items?: readonly string[]
  /** What a model knows of events beside their items; learned from the mapped columns where left out. */
  readonly sides?: readonly Side[]
}

/**
 * Sequences from a table of events, in the order of its rows. Users and items are coded in order of first appearance.
 * Throws TABLE_COLUMN_MISSING, MODELS_SIDE_EMPTY, MODELS_TIME_NOT_NUMERIC, MODELS_TYPES_NEED_A_COLUMN, MODELS_NOTHING_TO_LEARN.
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
  const events = {
    user: kept.map((row) => user.codes[row]),
    item: kept.map((row) => item.codes[row]),
    time: kept.map((row) => time.values[row]),
  }
  const sequences = sequencesOf(events, user.names, item.names)
  const ordered = Array.from(orderOf(events, user.names.length).rows, (at) => kept[at])
  const gaps = gapsOf(sequences, (at) => time.values[ordered[at]])
  const sides = selection.sides ?? sidesFrom(table, map, ordered, gaps)
  if (sides.length === 0) return sequences
  return {
    ...sequences,
    sides: sides.map((side) => ({ side, codes: sideCodes(side, table, ordered, gaps) })),
  }
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
