import type { BehaviourSummary } from '../contract/behaviour.ts'
import { fail } from '../contract/errors.ts'
import type { EventColumns } from '../contract/events.ts'
import type { Monitor } from '../contract/monitor.ts'
import { words } from '../contract/words.ts'
import { canonicalEvents } from './canonical-events.ts'
import { countPerPeriod } from './count-per-period.ts'
import { funnel, usualOrder } from './funnel.ts'
import { type Sessions, sessionise } from './sessionise.ts'

/** Beyond this many types, only the most frequent are steps of the funnel. */
const funnelSteps = 8

/** Beyond this many transitions, only the most frequent are listed. */
const listedTransitions = 400

const lengthBins = [1, 2, 3, 4, 5, 6, 11, 21, 51, 101]

/**
 * What happens in a log: types, sessions, funnel, transitions, events over time. Does not depend on the order of import.
 * Throws BEHAVIOUR_NO_EVENTS.
 */
export function summarise(
  log: EventColumns,
  options: { readonly sessionGapMinutes: number },
  monitor: Monitor,
): BehaviourSummary {
  if (log.rows === 0) throw fail('BEHAVIOUR_NO_EVENTS')
  monitor.report(0, words('phase_sessions'))
  const events = canonicalEvents(log)
  monitor.check()
  const sessions = sessionise(events, options.sessionGapMinutes)
  monitor.report(0.4, words('phase_counting'))
  const eventTypes = countTypes(events, sessions)
  monitor.report(0.6)
  const steps = funnel(events, sessions, usualOrder(events, sessions, funnelSteps))
  monitor.report(0.8)
  const { from, to } = timeRange(events)
  return {
    events: events.rows,
    users: countDistinct(events.user, events.users.length),
    items: countDistinct(events.item, events.items.length),
    sessions: sessions.count,
    sessionsFrom: sessions.from,
    from,
    to,
    eventTypes,
    funnel: steps,
    transitions: countTransitions(events, sessions),
    perPeriod: countPerPeriod(events.time, from, to),
    sessionLengths: countLengths(sessions),
  }
}

/** First and last moment of a log, microseconds UTC. */
export function timeRange(events: EventColumns): { from: number; to: number } {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (const time of events.time) {
    if (time < from) from = time
    if (time > to) to = time
  }
  return { from, to }
}

function countTypes(events: EventColumns, sessions: Sessions): BehaviourSummary['eventTypes'] {
  const width = events.types.length
  const count = new Float64Array(width)
  const users = new Float64Array(width)
  const inSessions = new Float64Array(width)
  const lastUser = new Int32Array(width).fill(-1)
  const lastSession = new Int32Array(width).fill(-1)
  for (let row = 0; row < events.rows; row++) {
    const type = events.type[row]
    count[type]++
    if (lastUser[type] !== events.user[row]) users[type]++
    lastUser[type] = events.user[row]
  }
  for (const row of sessions.rows) {
    const type = events.type[row]
    if (lastSession[type] !== sessions.ofRow[row]) inSessions[type]++
    lastSession[type] = sessions.ofRow[row]
  }
  return events.types
    .map((type, code) => ({ type, count: count[code], users: users[code], sessions: inSessions[code] }))
    .filter((row) => row.count > 0)
    .sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1))
}

function countTransitions(events: EventColumns, sessions: Sessions): BehaviourSummary['transitions'] {
  const width = events.types.length
  const pairs = new Map<number, number>()
  const of = new Float64Array(width)
  for (const type of events.type) of[type]++
  for (let s = 0; s < sessions.count; s++) {
    for (let at = sessions.start[s] + 1; at < sessions.start[s + 1]; at++) {
      const pair = events.type[sessions.rows[at - 1]] * width + events.type[sessions.rows[at]]
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
    }
  }
  return [...pairs]
    .map(([pair, count]) => ({
      from: events.types[Math.floor(pair / width)],
      to: events.types[pair % width],
      count,
      probability: count / of[Math.floor(pair / width)],
    }))
    .sort((a, b) => b.count - a.count || (a.from + a.to < b.from + b.to ? -1 : 1))
    .slice(0, listedTransitions)
}

function countLengths(sessions: Sessions): BehaviourSummary['sessionLengths'] {
  const counts = new Array<number>(lengthBins.length).fill(0)
  for (let s = 0; s < sessions.count; s++) {
    const length = sessions.start[s + 1] - sessions.start[s]
    counts[lengthBins.findLastIndex((from) => from <= length)]++
  }
  return lengthBins.map((from, index) => ({
    from,
    to: index + 1 < lengthBins.length ? lengthBins[index + 1] - 1 : null,
    count: counts[index],
  }))
}

function countDistinct(codes: Int32Array, names: number): number {
  const seen = new Uint8Array(names)
  let count = 0
  for (const code of codes) {
    if (code < 0 || seen[code]) continue
    seen[code] = 1
    count++
  }
  return count
}
