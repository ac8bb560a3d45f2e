import { fail } from '../../contract/errors.ts'
import type { Table } from '../../numeric/columns.ts'
import { type Codes, codesOf, columnCalled } from '../data/table-codes.ts'

/** One thing that is said of an event: its item, its type, a category. */
export interface View {
  readonly column: string
  readonly levels: readonly string[]
}

/** Users' events as bags: like events of a user are counted. */
export interface UserEvents {
  readonly users: readonly string[]
  /** The items first, then the event types where they are mapped, then the further columns. */
  readonly views: readonly View[]
  readonly typed: boolean
  /** Entries `start[u]` up to `start[u + 1]` are user u's. */
  readonly start: Int32Array
  /** By entry: how many such events. */
  readonly count: Float64Array
  /** By view and entry, −1 where nothing is known. */
  readonly codes: readonly Int32Array[]
  readonly events: number
  /** Times of the first and the last of them. */
  readonly firstEvent: number
  readonly lastEvent: number
}

/**
 * Throws TABLE_COLUMN_MISSING, MODELS_TIME_NOT_NUMERIC, MODELS_TYPES_NEED_A_COLUMN, BEHAVIOUR_EVENT_TYPE_UNKNOWN,
 * MODELS_FEATURE_NOT_CATEGORIES, MODELS_NOTHING_TO_LEARN.
 */
export function userEventsFromTable(
  table: Table,
  map: {
    readonly user: string
    readonly item: string
    readonly time: string
    readonly type?: string
    readonly features?: readonly string[]
  },
  selection: { readonly types?: readonly string[]; readonly from?: number; readonly before?: number },
): UserEvents {
  const user = codesOf(columnCalled(table, map.user))
  const time = columnCalled(table, map.time)
  if (time.kind !== 'number') throw fail('MODELS_TIME_NOT_NUMERIC', { column: map.time })
  if (selection.types !== undefined && map.type === undefined) throw fail('MODELS_TYPES_NEED_A_COLUMN')
  const types = map.type === undefined ? null : codesOf(columnCalled(table, map.type))
  for (const type of selection.types ?? []) {
    if (types?.names.includes(type)) continue
    throw fail('BEHAVIOUR_EVENT_TYPE_UNKNOWN', { type, available: types!.names.join(', ') })
  }
  const wanted = types?.names.map((name) => selection.types?.includes(name) ?? true)
  const named = [map.item, ...(map.type === undefined ? [] : [map.type]), ...(map.features ?? [])]
  for (const name of map.features ?? []) {
    if (columnCalled(table, name).kind === 'number')
      throw fail('MODELS_FEATURE_NOT_CATEGORIES', { column: name })
  }
  const item = codesOf(columnCalled(table, map.item))
  const { from = Number.NEGATIVE_INFINITY, before = Number.POSITIVE_INFINITY } = selection
  const rows: number[] = []
  for (let row = 0; row < table.rows; row++) {
    if (user.codes[row] < 0 || item.codes[row] < 0 || Number.isNaN(time.values[row])) continue
    if (time.values[row] < from || time.values[row] >= before) continue
    if (types === null || (types.codes[row] >= 0 && wanted?.[types.codes[row]])) rows.push(row)
  }
  if (rows.length === 0) throw fail('MODELS_NOTHING_TO_LEARN')
  const users = met(user, rows)
  const views = named.map((name) => met(codesOf(columnCalled(table, name)), rows))
  const bags = users.names.map(() => new Map<string, { count: number; at: number }>())
  for (let at = 0; at < rows.length; at++) {
    const bag = bags[users.codes[at]]
    const key = views.map((view) => view.codes[at]).join()
    const known = bag.get(key)
    if (known === undefined) bag.set(key, { count: 1, at })
    else known.count++
  }
  const start = new Int32Array(bags.length + 1)
  for (const [u, bag] of bags.entries()) start[u + 1] = start[u] + bag.size
  const entries = bags.flatMap((bag) => [...bag.values()])
  return {
    users: users.names,
    views: views.map(({ names }, view) => ({ column: named[view], levels: names })),
    typed: map.type !== undefined,
    start,
    count: Float64Array.from(entries, ({ count }) => count),
    codes: views.map((view) => Int32Array.from(entries, ({ at }) => view.codes[at])),
    events: rows.length,
    firstEvent: rows.reduce((least, row) => Math.min(least, time.values[row]), Number.POSITIVE_INFINITY),
    lastEvent: rows.reduce((most, row) => Math.max(most, time.values[row]), Number.NEGATIVE_INFINITY),
  }
}

/** Codes of these rows alone: a name that only other rows have is not known. */
function met({ names, codes }: Codes, rows: readonly number[]): Codes {
  const position = new Map<number, number>()
  const own = Int32Array.from(rows, (row) => {
    if (codes[row] < 0) return -1
    if (!position.has(codes[row])) position.set(codes[row], position.size)
    return position.get(codes[row])!
  })
  return { names: Array.from(position.keys(), (code) => names[code]), codes: own }
}
