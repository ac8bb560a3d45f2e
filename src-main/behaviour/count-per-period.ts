import type { BehaviourSummary } from '../contract/behaviour.ts'

const lengths = { hour: 3600e6, day: 86_400e6 } as const

const mostHours = 800

/** Events by hour where the log is at most 800 hours long, else by day (UTC). */
export function countPerPeriod(time: Float64Array, from: number, to: number): BehaviourSummary['perPeriod'] {
  const period = (to - from) / lengths.hour < mostHours ? 'hour' : 'day'
  const length = lengths[period]
  const first = Math.floor(from / length)
  const bars = Math.floor(to / length) - first + 1
  const count = new Array<number>(bars).fill(0)
  for (const moment of time) count[Math.floor(moment / length) - first]++
  return { period, start: count.map((_, bar) => (first + bar) * length), count }
}
