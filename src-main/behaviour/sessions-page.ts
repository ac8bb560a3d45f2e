import type { SessionRow } from '../contract/behaviour.ts'
import type { Page } from '../contract/data.ts'
import { fail } from '../contract/errors.ts'
import type { EventColumns } from '../contract/events.ts'
import type { Monitor } from '../contract/monitor.ts'
import { words } from '../contract/words.ts'
import { canonicalEvents, rowNumbers } from './canonical-events.ts'
import { type Sessions, sessionise } from './sessionise.ts'

const stepsShown = 100

/** A log cut into sessions, ready to be paged through. */
export interface SessionIndex {
  readonly events: EventColumns
  readonly sessions: Sessions
  /** Of equal starts the log's order. */
  readonly latestFirst: Int32Array
}

export interface SessionsAsked {
  readonly user?: string
  readonly containing: readonly string[]
  readonly offset: number
  readonly limit: number
}

export function indexSessions(log: EventColumns, gapMinutes: number, monitor: Monitor): SessionIndex {
  monitor.report(0, words('phase_sessions'))
  const events = canonicalEvents(log)
  monitor.check()
  const sessions = sessionise(events, gapMinutes)
  monitor.report(0.5)
  const starts = Float64Array.from(
    sessions.start.subarray(0, sessions.count),
    (first) => events.time[sessions.rows[first]],
  )
  const latestFirst = rowNumbers(sessions.count).sort((a, b) => starts[b] - starts[a] || a - b)
  return { events, sessions, latestFirst }
}

/**
 * One page of the sessions that were asked for, the latest first. A user who is not in the log has none. Throws
 * BEHAVIOUR_EVENT_TYPE_UNKNOWN.
 */
export function sessionsPage(index: SessionIndex, asked: SessionsAsked): Page<SessionRow> {
  const { events, sessions, latestFirst } = index
  for (const type of asked.containing) {
    if (events.types.includes(type)) continue
    throw fail('BEHAVIOUR_EVENT_TYPE_UNKNOWN', { type, available: events.types.join(', ') })
  }
  const everything = asked.user === undefined && asked.containing.length === 0
  const found = everything
    ? latestFirst
    : latestFirst.filter((session) => isAsked(events, sessions, session, asked))
  const page = found.subarray(asked.offset, asked.offset + asked.limit)
  return {
    total: found.length,
    offset: asked.offset,
    rows: Array.from(page, (session) => sessionRow(events, sessions, session)),
  }
}

function isAsked(events: EventColumns, sessions: Sessions, session: number, asked: SessionsAsked): boolean {
  if (asked.user !== undefined && events.users[sessions.user[session]] !== asked.user) return false
  return asked.containing.every((wanted) => {
    for (let at = sessions.start[session]; at < sessions.start[session + 1]; at++) {
      if (events.types[events.type[sessions.rows[at]]] === wanted) return true
    }
    return false
  })
}

function sessionRow(events: EventColumns, sessions: Sessions, session: number): SessionRow {
  const rows = sessions.rows.subarray(sessions.start[session], sessions.start[session + 1])
  const code = sessions.code[session]
  return {
    user: events.users[sessions.user[session]],
    session: code < 0 ? null : events.sessions[code],
    start: events.time[rows[0]],
    end: events.time[rows[rows.length - 1]],
    events: rows.length,
    steps: Array.from(rows.subarray(0, stepsShown), (row) => ({
      time: events.time[row],
      type: events.types[events.type[row]],
      item: events.item[row] < 0 ? null : events.items[events.item[row]],
      price: Number.isNaN(events.price[row]) ? null : events.price[row],
    })),
  }
}
