import { sharedFloat64, sharedInt32 } from '../../numeric/columns.ts'

/** What each user did and when, one user after the other, in order of time. */
export interface EventHistories {
  /** Names of the event types. */
  readonly types: readonly string[]
  readonly users: number
  /** Any unit. */
  readonly time: Float64Array
  readonly type: Int32Array
  /** Events `start[u]` up to `start[u + 1]` belong to user u; length users + 1. */
  readonly start: Int32Array
  /** When watching begins: not after any event. */
  readonly begin: number
  /** When watching ends, the same for everybody: not before any event. */
  readonly end: number
}

/** Groups events by user in order of time, ties in the order of the rows. A code below 0 or a time that is none is left out. */
export function historiesOf(
  events: {
    readonly user: ArrayLike<number>
    readonly type: ArrayLike<number>
    readonly time: ArrayLike<number>
  },
  users: number,
  types: readonly string[],
  end?: number,
): EventHistories {
  const rows: number[] = []
  for (let row = 0; row < events.user.length; row++) {
    if (events.user[row] < 0 || events.type[row] < 0 || Number.isNaN(events.time[row])) continue
    if (end === undefined || events.time[row] <= end) rows.push(row)
  }
  rows.sort((a, b) => events.user[a] - events.user[b] || events.time[a] - events.time[b] || a - b)
  const start = new Int32Array(users + 1)
  for (const row of rows) start[events.user[row] + 1]++
  for (let user = 0; user < users; user++) start[user + 1] += start[user]
  const time = Float64Array.from(rows, (row) => events.time[row])
  return {
    types,
    users,
    time,
    type: Int32Array.from(rows, (row) => events.type[row]),
    start,
    begin: time.reduce((earliest, t) => Math.min(earliest, t), Number.POSITIVE_INFINITY),
    end: end ?? time.reduce((latest, t) => Math.max(latest, t), Number.NEGATIVE_INFINITY),
  }
}

/** The same in memory that worker threads share. */
export function sharedHistories({ time, type, start, ...rest }: EventHistories): EventHistories {
  const shared = {
    time: sharedFloat64(time.length),
    type: sharedInt32(type.length),
    start: sharedInt32(start.length),
  }
  shared.time.set(time)
  shared.type.set(type)
  shared.start.set(start)
  return { ...rest, ...shared }
}
