import type { EventColumns } from '../contract/events.ts'

/** Which session each event belongs to. A session is one user's. */
export interface Sessions {
  readonly count: number
  /** Of each event, dense from 0; a user's sessions are numbered by their first event, users in their order. */
  readonly ofRow: Int32Array
  readonly user: Int32Array
  /** The log's own session code, −1 for one made by gap. */
  readonly code: Int32Array
  readonly from: 'log' | 'gap'
  /** Events of session s: `rows[start[s]]` up to `rows[start[s + 1]]`, in order of time. */
  readonly start: Int32Array
  readonly rows: Int32Array
}

const minute = 60e6

/**
 * Sessions as the log names them; events without a name go into sessions made by gap: one ends where the user's next
 * unnamed event comes more than `gapMinutes` later. A name that several users share is as many sessions.
 */
export function sessionise(events: EventColumns, gapMinutes: number): Sessions {
  const { rows, time, session, userStart } = events
  const ofRow = new Int32Array(rows)
  const user: number[] = []
  const code: number[] = []
  let named = false
  const open = (u: number, name: number) => {
    user.push(u)
    code.push(name)
    return user.length - 1
  }
  const byName = new Map<number, number>()
  for (let u = 0; u + 1 < userStart.length; u++) {
    byName.clear()
    let current = -1
    let last = Number.NEGATIVE_INFINITY
    for (let row = userStart[u]; row < userStart[u + 1]; row++) {
      const name = session[row]
      if (name >= 0) {
        named = true
        let own = byName.get(name)
        if (own === undefined) {
          own = open(u, name)
          byName.set(name, own)
        }
        ofRow[row] = own
      } else {
        if (current < 0 || time[row] - last > gapMinutes * minute) current = open(u, -1)
        last = time[row]
        ofRow[row] = current
      }
    }
  }
  const count = user.length
  return {
    count,
    ofRow,
    user: Int32Array.from(user),
    code: Int32Array.from(code),
    from: named ? 'log' : 'gap',
    ...rowsBySession(ofRow, count),
  }
}

function rowsBySession(ofRow: Int32Array, count: number): { start: Int32Array; rows: Int32Array } {
  const start = new Int32Array(count + 1)
  for (const session of ofRow) start[session + 1]++
  for (let s = 0; s < count; s++) start[s + 1] += start[s]
  const next = start.slice()
  const rows = new Int32Array(ofRow.length)
  for (let row = 0; row < ofRow.length; row++) rows[next[ofRow[row]]++] = row
  return { start, rows }
}
