import type { EventColumns } from '../contract/events.ts'

const hour = 3600e6

/** Hours as microseconds. */
export function micros(hours: number): number {
  return Math.round(hours * hour)
}

/** Which types are meant, by code; all where none are named. */
export function typeMask(events: EventColumns, types: readonly string[] | undefined): Uint8Array {
  const mask = new Uint8Array(events.types.length)
  for (const [code, name] of events.types.entries()) mask[code] = !types || types.includes(name) ? 1 : 0
  return mask
}

/** First place in `rows[from]` … `rows[to − 1]`, ordered by time, whose event is at `moment` or later; `to` where none is. */
export function firstAtOrAfter(
  time: Float64Array,
  rows: Int32Array,
  from: number,
  to: number,
  moment: number,
): number {
  while (from < to) {
    const middle = (from + to) >>> 1
    if (time[rows[middle]] < moment) from = middle + 1
    else to = middle
  }
  return from
}
