import { fail } from '../contract/errors.ts'
import type { EventColumns } from '../contract/events.ts'
import type { InteractionMap } from '../contract/recommend.ts'
import { type Column, sharedFloat64, sharedInt32, type Table } from '../numeric/columns.ts'

/**
 * Who met what, once for each pair: rows `start[u]` up to `start[u + 1]` are user u's items in order of time, then of item.
 * Users and items are in order of their names (by code unit), so that the order of the log's rows changes nothing.
 * Backed by shared memory.
 */
export interface Interactions {
  readonly users: readonly string[]
  readonly items: readonly string[]
  readonly start: Int32Array
  readonly item: Int32Array
  /** When the pair was last seen, microseconds UTC or the log's own unit; 0 throughout where there are no times. */
  readonly time: Float64Array
  readonly timed: boolean
}

/** Pairs as they come, before they are put in order. */
interface Pairs {
  readonly users: readonly string[]
  readonly items: readonly string[]
  readonly user: ArrayLike<number>
  readonly item: ArrayLike<number>
  readonly time: ArrayLike<number> | null
}

/**
 * From a table. Rows without user or item, and rows whose value is at or below zero where a value is mapped, are no
 * interest in an item. Throws TABLE_COLUMN_MISSING, RECOMMEND_NO_INTERACTIONS.
 */
export function interactionsFromTable(table: Table, map: InteractionMap): Interactions {
  const user = codesOf(columnCalled(table, map.user))
  const item = codesOf(columnCalled(table, map.item))
  const value = map.value === undefined ? null : numbersOf(columnCalled(table, map.value))
  const time = map.time === undefined ? null : numbersOf(columnCalled(table, map.time))
  const kept: number[] = []
  for (let row = 0; row < table.rows; row++) {
    if (user.codes[row] < 0 || item.codes[row] < 0) continue
    if (value !== null && !(value[row] > 0)) continue
    if (time !== null && Number.isNaN(time[row])) continue
    kept.push(row)
  }
  return inOrder({
    users: user.names,
    items: item.names,
    user: Int32Array.from(kept, (row) => user.codes[row]),
    item: Int32Array.from(kept, (row) => item.codes[row]),
    time: time === null ? null : Float64Array.from(kept, (row) => time[row]),
  })
}

/**
 * From a log: events with an item, of the given types or of all, before the given time (microseconds UTC) or whenever.
 * Throws RECOMMEND_NO_INTERACTIONS.
 */
export function interactionsFromEvents(
  events: EventColumns,
  types?: readonly string[],
  before = Number.POSITIVE_INFINITY,
): Interactions {
  const wanted = events.types.map((type) => types === undefined || types.includes(type))
  const kept: number[] = []
  for (let row = 0; row < events.rows; row++) {
    if (events.item[row] >= 0 && wanted[events.type[row]] && events.time[row] < before) kept.push(row)
  }
  return inOrder({
    users: events.users,
    items: events.items,
    user: Int32Array.from(kept, (row) => events.user[row]),
    item: Int32Array.from(kept, (row) => events.item[row]),
    time: Float64Array.from(kept, (row) => events.time[row]),
  })
}

/** The items of a user, a view. */
export function itemsOf(interactions: Interactions, user: number): Int32Array {
  return interactions.item.subarray(interactions.start[user], interactions.start[user + 1])
}

/** The same users and items with only the rows for which `keep` is not 0. */
export function takeInteractions(all: Interactions, keep: Uint8Array): Interactions {
  let rows = 0
  for (const flag of keep) rows += flag === 0 ? 0 : 1
  const start = sharedInt32(all.users.length + 1)
  const item = sharedInt32(rows)
  const time = sharedFloat64(rows)
  let to = 0
  for (let user = 0; user < all.users.length; user++) {
    for (let row = all.start[user]; row < all.start[user + 1]; row++) {
      if (keep[row] === 0) continue
      item[to] = all.item[row]
      time[to] = all.time[row]
      to++
    }
    start[user + 1] = to
  }
  return { users: all.users, items: all.items, start, item, time, timed: all.timed }
}

/** How many users met each item. */
export function itemCounts(interactions: Interactions): Int32Array {
  const counts = sharedInt32(interactions.items.length)
  for (const item of interactions.item) counts[item]++
  return counts
}

/** The users of each item, ascending: rows `start[i]` up to `start[i + 1]` of `user`. */
export function usersOfItems(interactions: Interactions): {
  readonly start: Int32Array
  readonly user: Int32Array
} {
  const start = sharedInt32(interactions.items.length + 1)
  for (const item of interactions.item) start[item + 1]++
  for (let i = 0; i < interactions.items.length; i++) start[i + 1] += start[i]
  const next = start.slice()
  const user = sharedInt32(interactions.item.length)
  for (let u = 0; u < interactions.users.length; u++) {
    for (const item of itemsOf(interactions, u)) user[next[item]++] = u
  }
  return { start, user }
}

function inOrder(pairs: Pairs): Interactions {
  const rows = pairs.user.length
  if (rows === 0) throw fail('RECOMMEND_NO_INTERACTIONS')
  const users = inUse(pairs.users, pairs.user)
  const items = inUse(pairs.items, pairs.item)
  const user = Int32Array.from({ length: rows }, (_, row) => users.codes[pairs.user[row]])
  const item = Int32Array.from({ length: rows }, (_, row) => items.codes[pairs.item[row]])
  const { time } = pairs
  const at = (row: number) => (time === null ? 0 : time[row])

  // The last time of each pair, then each user's pairs in order of time.
  const order = Uint32Array.from({ length: rows }, (_, row) => row)
  order.sort((a, b) => user[a] - user[b] || item[a] - item[b] || at(b) - at(a))
  let distinct = 0
  for (let k = 0; k < rows; k++) {
    const row = order[k]
    const last = order[distinct - 1]
    if (distinct > 0 && user[row] === user[last] && item[row] === item[last]) continue
    order[distinct++] = row
  }
  const kept = order.subarray(0, distinct)
  kept.sort((a, b) => user[a] - user[b] || at(a) - at(b) || item[a] - item[b])

  const start = sharedInt32(users.names.length + 1)
  const itemsInOrder = sharedInt32(distinct)
  const times = sharedFloat64(distinct)
  for (let k = 0; k < distinct; k++) {
    start[user[kept[k]] + 1] = k + 1
    itemsInOrder[k] = item[kept[k]]
    times[k] = at(kept[k])
  }
  return {
    users: users.names,
    items: items.names,
    start,
    item: itemsInOrder,
    time: times,
    timed: time !== null,
  }
}

/** Names that occur, sorted, and for each old code the new one. */
function inUse(names: readonly string[], codes: ArrayLike<number>): { names: string[]; codes: Int32Array } {
  const used = new Uint8Array(names.length)
  for (let row = 0; row < codes.length; row++) used[codes[row]] = 1
  const order = [...names.keys()].filter((code) => used[code] === 1)
  order.sort((a, b) => (names[a] < names[b] ? -1 : names[a] > names[b] ? 1 : 0))
  const renamed = new Int32Array(names.length).fill(-1)
  order.forEach((code, position) => {
    renamed[code] = position
  })
  return { names: order.map((code) => names[code]), codes: renamed }
}

function columnCalled(table: Table, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name)
  if (column === undefined) {
    const available = table.columns.map((candidate) => candidate.name).join(', ')
    throw fail('TABLE_COLUMN_MISSING', { column: name, available })
  }
  return column
}

/** Identifiers as names, whether the file wrote them as text or as numbers. */
function codesOf(column: Column): { names: readonly string[]; codes: Int32Array } {
  if (column.kind === 'category') return { names: column.levels, codes: column.codes }
  const names: string[] = []
  const known = new Map<number, number>()
  const codes = new Int32Array(column.values.length).fill(-1)
  for (let row = 0; row < codes.length; row++) {
    const value = column.values[row]
    if (Number.isNaN(value)) continue
    let code = known.get(value)
    if (code === undefined) {
      code = names.length
      known.set(value, code)
      names.push(String(value))
    }
    codes[row] = code
  }
  return { names, codes }
}

function numbersOf(column: Column): ArrayLike<number> {
  if (column.kind === 'number') return column.values
  const values = column.levels.map((level) => (level.trim() === '' ? Number.NaN : Number(level)))
  return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : values[code]))
}
