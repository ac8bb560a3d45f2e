import type { SessionRow } from '../contract/behaviour.ts'
import type { Page } from '../contract/data.ts'
import { fail } from '../contract/errors.ts'
import type { EventColumns } from '../contract/events.ts'
import type { Monitor } from '../contract/monitor.ts'
import { words } from '../contract/words.ts'
import { canonicalEvents, rowNumbers } from './canonical-events.ts'
import { type Sessions, sessionise } from './sessionise.ts'

const stepsShown = 100

export interface SessionsAsked {
  readonly sessionGapMinutes: number
  readonly user?: string
  readonly containing: readonly string[]
  readonly offset: number
  readonly limit: number
}

/**
 * One page of the sessions that were asked for, the latest first. A user who is not in the log has none. Throws
 * BEHAVIOUR_EVENT_TYPE_UNKNOWN.
 */
export function sessionsPage(log: EventColumns, asked: SessionsAsked, monitor: Monitor): Page<SessionRow> {
  for (const type of asked.containing) {
    if (log.types.includes(type)) continue
    throw fail('BEHAVIOUR_EVENT_TYPE_UNKNOWN', { type, available: log.types.join(', ') })
  }
  monitor.report(0, words('phase_sessions'))
  const events = canonicalEvents(log)
  monitor.check()
  const sessions = sessionise(events, asked.sessionGapMinutes)
  monitor.report(0.5)
  const found = rowNumbers(sessions.count).filter((session) => isAsked(events, sessions, session, asked))
  const startOf = (session: number) => events.time[sessions.rows[sessions.start[session]]]
  found.sort((a, b) => startOf(b) - startOf(a) || a - b)
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
