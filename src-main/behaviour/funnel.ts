import type { Funnel } from '../contract/behaviour.ts'
import { fail } from '../contract/errors.ts'
import type { EventColumns } from '../contract/events.ts'
import type { Monitor } from '../contract/monitor.ts'
import { words } from '../contract/words.ts'
import { canonicalEvents, rowNumbers } from './canonical-events.ts'
import { sessionise } from './sessionise.ts'

/** Runs of events in order of time: sessions, or all that users did. */
export interface EventRuns {
  readonly count: number
  /** Run r is `rows[start[r]]` up to `rows[start[r + 1]]`. */
  readonly start: Int32Array
  readonly rows: Int32Array
}

/**
 * How many sessions (or users) reach each of the chosen steps after all those before it, at the same moment or later:
 * step k is reached at the first event of its type that is not before step k − 1 was. Throws BEHAVIOUR_EVENT_TYPE_UNKNOWN.
 */
export function chosenFunnel(
  log: EventColumns,
  chosen: {
    readonly steps: readonly string[]
    readonly within: 'session' | 'user'
    readonly sessionGapMinutes: number
  },
  monitor: Monitor,
): Funnel {
  const codes = chosen.steps.map((type) => {
    const code = log.types.indexOf(type)
    if (code < 0) throw fail('BEHAVIOUR_EVENT_TYPE_UNKNOWN', { type, available: log.types.join(', ') })
    return code
  })
  monitor.report(0, words('phase_counting'))
  const events = canonicalEvents(log)
  monitor.check()
  const runs =
    chosen.within === 'session' ? sessionise(events, chosen.sessionGapMinutes) : runsOfUsers(events)
  monitor.report(0.5)
  const times = reachTimes(events, runs, codes)
  return {
    considered: runs.count,
    steps: chosen.steps.map((type, step) => {
      const reached = times[step].length
      const from = step === 0 ? runs.count : times[step - 1].length
      return { type, reached, share: from === 0 ? 0 : reached / from, medianHours: median(times[step], step) }
    }),
  }
}

function runsOfUsers(events: EventColumns): EventRuns {
  return { count: events.users.length, start: events.userStart, rows: rowNumbers(events.rows) }
}

/** For each step, of every run that reached it, the microseconds since it had reached the one before. */
function reachTimes(events: EventColumns, runs: EventRuns, steps: readonly number[]): number[][] {
  const times = steps.map((): number[] => [])
  for (let run = 0; run < runs.count; run++) {
    let since = Number.NEGATIVE_INFINITY
    for (let step = 0; step < steps.length; step++) {
      const at = firstOfType(events, runs, run, steps[step], since)
      if (at === Number.POSITIVE_INFINITY) break
      times[step].push(at - since)
      since = at
    }
  }
  return times
}

function median(waits: readonly number[], step: number): number | null {
  if (step === 0 || waits.length === 0) return null
  const ordered = Float64Array.from(waits).sort()
  const middle = ordered.length >> 1
  const micros = ordered.length % 2 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2
  return micros / 3600e6
}

/** How many sessions reached each step after all those before it. */
export function funnel(
  events: EventColumns,
  sessions: EventRuns,
  steps: readonly number[],
): { type: string; sessions: number }[] {
  const times = reachTimes(events, sessions, steps)
  return steps.map((type, step) => ({ type: events.types[type], sessions: times[step].length }))
}

function firstOfType(
  events: EventColumns,
  runs: EventRuns,
  run: number,
  type: number,
  since: number,
): number {
  for (let at = runs.start[run]; at < runs.start[run + 1]; at++) {
    const row = runs.rows[at]
    if (events.type[row] === type && events.time[row] >= since) return events.time[row]
  }
  return Number.POSITIVE_INFINITY
}

/**
 * Event types in the order in which sessions usually meet them: a type stands before another where more sessions with
 * both met it first; by number of such wins (Copeland), then by count, then by name.
 */
export function usualOrder(events: EventColumns, sessions: EventRuns, most: number): number[] {
  const types = frequentTypes(events, most)
  const place = new Int32Array(events.types.length).fill(-1)
  for (const [index, type] of types.entries()) place[type] = index
  const width = types.length
  const before = new Float64Array(width * width)
  const first = new Float64Array(width)
  for (let s = 0; s < sessions.count; s++) {
    first.fill(Number.POSITIVE_INFINITY)
    for (let at = sessions.start[s]; at < sessions.start[s + 1]; at++) {
      const row = sessions.rows[at]
      const index = place[events.type[row]]
      if (index >= 0 && first[index] === Number.POSITIVE_INFINITY) first[index] = events.time[row]
    }
    for (let a = 0; a < width; a++) {
      for (let b = 0; b < width; b++) {
        if (first[a] < first[b] && first[b] < Number.POSITIVE_INFINITY) before[a * width + b]++
      }
    }
  }
  const wins = types.map(
    (_, a) => types.filter((_, b) => before[a * width + b] > before[b * width + a]).length,
  )
  return types
    .map((type, index) => ({ type, index }))
    .sort((a, b) => wins[b.index] - wins[a.index] || a.index - b.index)
    .map(({ type }) => type)
}

/** The most frequent types, by count, then by name. */
function frequentTypes(events: EventColumns, most: number): number[] {
  const counts = new Float64Array(events.types.length)
  for (const type of events.type) counts[type]++
  return events.types
    .map((name, type) => ({ name, type }))
    .filter(({ type }) => counts[type] > 0)
    .sort((a, b) => counts[b.type] - counts[a.type] || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ type }) => type)
}
