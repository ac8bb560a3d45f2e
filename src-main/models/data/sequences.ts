import type { Side } from './sides.ts'

/** Every user's items in order of time, one after the other. */
export interface Sequences {
  readonly users: readonly string[]
  readonly items: readonly string[]
  /** Codes of items. */
  readonly item: Int32Array
  /** Items `start[u]` up to `start[u + 1]` belong to user u; length users + 1. */
  readonly start: Int32Array
  /** What else is known of each event, as levels in the order of the items (−1 for none); where the model reads it. */
  readonly sides?: readonly EventSide[]
}

export interface EventSide {
  readonly side: Side
  readonly codes: Int32Array
}

/** Events in the order of their file. A code below 0 is missing: the event is left out. */
export interface EventColumnsOfItems {
  readonly user: ArrayLike<number>
  readonly item: ArrayLike<number>
  /** Any unit; ties keep the order of the file. */
  readonly time: ArrayLike<number>
}

/** Groups events by user and puts each user's in order of time, ties in the order of the file. */
export function sequencesOf(
  events: EventColumnsOfItems,
  users: readonly string[],
  items: readonly string[],
): Sequences {
  const { rows, start } = orderOf(events, users.length)
  return { users, items, item: rows.map((row) => events.item[row]), start }
}

/** Which events are counted, user by user in order of time, and where each user's begin. */
export function orderOf(
  events: EventColumnsOfItems,
  users: number,
): { readonly rows: Int32Array; readonly start: Int32Array } {
  const start = new Int32Array(users + 1)
  const counted = (row: number) =>
    events.user[row] >= 0 && events.item[row] >= 0 && !Number.isNaN(events.time[row])
  for (let row = 0; row < events.user.length; row++) if (counted(row)) start[events.user[row] + 1]++
  for (let user = 0; user < users; user++) start[user + 1] += start[user]
  const next = start.slice()
  const rows = new Int32Array(start[users])
  for (let row = 0; row < events.user.length; row++) if (counted(row)) rows[next[events.user[row]]++] = row
  for (let user = 0; user < users; user++) {
    rows.subarray(start[user], start[user + 1]).sort((a, b) => events.time[a] - events.time[b] || a - b)
  }
  return { rows, start }
}

/** Time since the user's event before; not a number at their first. */
export function gapsOf({ start, item }: Sequences, timeAt: (at: number) => number): Float64Array {
  const gaps = new Float64Array(item.length).fill(Number.NaN)
  for (let user = 0; user + 1 < start.length; user++) {
    for (let at = start[user] + 1; at < start[user + 1]; at++) gaps[at] = timeAt(at) - timeAt(at - 1)
  }
  return gaps
}
