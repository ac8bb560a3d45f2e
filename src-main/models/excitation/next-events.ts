import type { EventHistories } from './event-histories.ts'

/** How often an event of one type is a user's next after one of another. */
export interface NextEvent {
  readonly from: string
  readonly to: string
  readonly count: number
  /** Share of the events `from` that have a next event. */
  readonly share: number
}

/** Counts of immediate succession within users, every pair of types. */
export function nextEvents({ types, users, type, start }: EventHistories): NextEvent[] {
  const counts = new Float64Array(types.length ** 2)
  for (let user = 0; user < users; user++) {
    for (let event = start[user] + 1; event < start[user + 1]; event++) {
      counts[type[event - 1] * types.length + type[event]]++
    }
  }
  return types.flatMap((from, a) => {
    const row = counts.subarray(a * types.length, (a + 1) * types.length)
    const total = row.reduce((sum, count) => sum + count, 0)
    return types.map((to, b) => ({ from, to, count: row[b], share: total === 0 ? 0 : row[b] / total }))
  })
}
