import type { AnalysisTableDefinition } from '../contract/behaviour.ts'
import type { EventColumns } from '../contract/events.ts'
import { compareTexts, rowNumbers } from './canonical-events.ts'
import { sessionise } from './sessionise.ts'

/** What an analysis table has rows of: users, or sessions of users, in the order of their names. */
export interface Units {
  readonly count: number
  readonly names: readonly string[]
  readonly user: Int32Array
  /** A unit's own events: `rows[start[u]]` up to `rows[end[u]]`, in order of time. */
  readonly start: Int32Array
  readonly end: Int32Array
  readonly rows: Int32Array
}

/** `events` in canonical order; users without an event are no units. */
export function unitsOf(
  events: EventColumns,
  definition: Pick<AnalysisTableDefinition, 'unit' | 'sessionGapMinutes'>,
): Units {
  return definition.unit === 'user' ? userUnits(events) : sessionUnits(events, definition.sessionGapMinutes)
}

function userUnits(events: EventColumns): Units {
  const { users, userStart } = events
  const order = rowNumbers(users.length).filter((user) => userStart[user + 1] > userStart[user])
  if (!isSorted(order, users)) order.sort((a, b) => compareTexts(users[a], users[b]))
  return {
    count: order.length,
    names: Array.from(order, (user) => users[user]),
    user: order,
    start: order.map((user) => userStart[user]),
    end: order.map((user) => userStart[user + 1]),
    rows: rowNumbers(events.rows),
  }
}

function isSorted(order: Int32Array, names: readonly string[]): boolean {
  for (let at = 1; at < order.length; at++) {
    if (compareTexts(names[order[at - 1]], names[order[at]]) > 0) return false
  }
  return true
}

/** A session made by gap is called `user#3`; one whose name several users share, `name (user)`. */
function sessionUnits(events: EventColumns, gapMinutes: number): Units {
  const sessions = sessionise(events, gapMinutes)
  const sharing = new Map<number, number>()
  for (const code of sessions.code) sharing.set(code, (sharing.get(code) ?? 0) + 1)
  const unnamed = new Int32Array(events.users.length)
  const names = Array.from(sessions.code, (code, session) => {
    const user = sessions.user[session]
    if (code < 0) return `${events.users[user]}#${++unnamed[user]}`
    const name = events.sessions[code]
    return sharing.get(code) === 1 ? name : `${name} (${events.users[user]})`
  })
  const order = Int32Array.from(names.keys()).sort((a, b) => compareTexts(names[a], names[b]))
  return {
    count: order.length,
    names: Array.from(order, (session) => names[session]),
    user: order.map((session) => sessions.user[session]),
    start: order.map((session) => sessions.start[session]),
    end: order.map((session) => sessions.start[session + 1]),
    rows: sessions.rows,
  }
}
