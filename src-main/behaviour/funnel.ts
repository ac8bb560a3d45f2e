import type { EventColumns } from '../contract/events.ts'
import type { Sessions } from './sessionise.ts'

export interface FunnelStep {
  readonly type: string
  readonly sessions: number
}

/**
 * How many sessions reached each step after all those before it, at the same moment or later. A session reaches step k
 * at its first event of that type that is not before it reached step k − 1.
 */
export function funnel(events: EventColumns, sessions: Sessions, steps: readonly number[]): FunnelStep[] {
  const reached = new Array<number>(steps.length).fill(0)
  for (let s = 0; s < sessions.count; s++) {
    let since = Number.NEGATIVE_INFINITY
    for (let step = 0; step < steps.length; step++) {
      since = firstOfType(events, sessions, s, steps[step], since)
      if (since === Number.POSITIVE_INFINITY) break
      reached[step]++
    }
  }
  return steps.map((type, step) => ({ type: events.types[type], sessions: reached[step] }))
}

function firstOfType(
  events: EventColumns,
  sessions: Sessions,
  session: number,
  type: number,
  since: number,
): number {
  for (let at = sessions.start[session]; at < sessions.start[session + 1]; at++) {
    const row = sessions.rows[at]
    if (events.type[row] === type && events.time[row] >= since) return events.time[row]
  }
  return Number.POSITIVE_INFINITY
}

/**
 * Event types in the order in which sessions usually meet them: a type stands before another where more sessions with
 * both met it first; by number of such wins (Copeland), then by count, then by name.
 */
export function usualOrder(events: EventColumns, sessions: Sessions, most: number): number[] {
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
