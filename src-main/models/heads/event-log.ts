import { fail } from '../../contract/errors.ts'
import type { Column, Table } from '../../numeric/columns.ts'
import { codesOf, columnCalled } from '../data/table-codes.ts'

/** Events one user after the other, in order of time, with what else is known of each. */
export interface EventLog {
  readonly users: readonly string[]
  readonly types: readonly string[]
  readonly start: Int32Array
  readonly time: Float64Array
  readonly type: Int32Array
  /** Codes of items and sessions, −1 where missing; null where no column says. */
  readonly item: Int32Array | null
  readonly items: readonly string[]
  readonly session: Int32Array | null
  readonly sessions: readonly string[]
  readonly features: readonly EventFeature[]
  /** Half an hour in the unit of the time column, where it holds times; else null. */
  readonly halfHour: number | null
}

/** A further column of events, in the order of the log. */
export type EventFeature =
  | { readonly kind: 'number'; readonly name: string; readonly values: Float64Array }
  | {
      readonly kind: 'category'
      readonly name: string
      readonly levels: readonly string[]
      readonly codes: Int32Array
    }

export interface EventLogColumns {
  readonly user: string
  readonly time: string
  readonly type: string
  readonly item?: string
  readonly session?: string
  readonly features?: readonly string[]
}

/**
 * @param until nothing later is read
 * @param items codes of the items where a model has given them; others count as missing
 * Throws TABLE_COLUMN_MISSING, MODELS_TIME_NOT_NUMERIC, MODELS_NOTHING_TO_LEARN.
 */
export function eventLogFromTable(
  table: Table,
  map: EventLogColumns,
  until: number | undefined,
  items?: readonly string[],
): EventLog {
  const user = codesOf(columnCalled(table, map.user))
  const type = codesOf(columnCalled(table, map.type))
  const time = columnCalled(table, map.time)
  if (time.kind !== 'number') throw fail('MODELS_TIME_NOT_NUMERIC', { column: map.time })
  const item = map.item === undefined ? null : codesOf(columnCalled(table, map.item), items)
  const session = map.session === undefined ? null : codesOf(columnCalled(table, map.session))
  const features = (map.features ?? []).map((name) => columnCalled(table, name))
  const rows: number[] = []
  for (let row = 0; row < table.rows; row++) {
    if (user.codes[row] < 0 || type.codes[row] < 0 || Number.isNaN(time.values[row])) continue
    if (until === undefined || time.values[row] <= until) rows.push(row)
  }
  if (rows.length === 0) throw fail('MODELS_NOTHING_TO_LEARN')
  rows.sort((a, b) => user.codes[a] - user.codes[b] || time.values[a] - time.values[b] || a - b)
  const start = new Int32Array(user.names.length + 1)
  for (const row of rows) start[user.codes[row] + 1]++
  for (let u = 0; u < user.names.length; u++) start[u + 1] += start[u]
  const picked = (codes: Int32Array) => Int32Array.from(rows, (row) => codes[row])
  return {
    users: user.names,
    types: type.names,
    start,
    time: Float64Array.from(rows, (row) => time.values[row]),
    type: picked(type.codes),
    item: item === null ? null : picked(item.codes),
    items: item?.names ?? [],
    session: session === null ? null : picked(session.codes),
    sessions: session?.names ?? [],
    features: features.map((column) => inOrder(column, rows)),
    halfHour: time.meaning === 'time' ? 30 * 60e6 : null,
  }
}

function inOrder(column: Column, rows: readonly number[]): EventFeature {
  const { name } = column
  return column.kind === 'number'
    ? { kind: 'number', name, values: Float64Array.from(rows, (row) => finiteOrMissing(column.values[row])) }
    : {
        kind: 'category',
        name,
        levels: column.levels,
        codes: Int32Array.from(rows, (row) => column.codes[row]),
      }
}

/** A number beyond what a double holds, as 1e400 in a file, is none. */
function finiteOrMissing(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN
}
