import type { EventColumns } from '../contract/events.ts'
import type { SelectedRows } from './select-rows.ts'
import type { Units } from './units.ts'
import { firstAtOrAfter, micros } from './windows.ts'

/** Events that a covariate reads, by user and in order of time: user u's are `userStart[u]` up to `userStart[u + 1]`. */
export interface ReadEvents {
  /** Their places among all events. */
  readonly row: Int32Array
  readonly userStart: Int32Array
}

/** Runs of such events, each strictly before the index time of its row; rows without any have none. */
export interface CutHistories {
  /** The table's row of each history. */
  readonly of: readonly number[]
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/** @param windowHours only events this long before the index time; all earlier ones where left out */
export function cutHistories(
  { time }: EventColumns,
  { row, userStart }: ReadEvents,
  units: Units,
  rows: SelectedRows,
  windowHours: number | undefined,
): CutHistories {
  const window = windowHours === undefined ? null : micros(windowHours)
  const cut = { of: [] as number[], from: [] as number[], to: [] as number[] }
  for (let at = 0; at < rows.unit.length; at++) {
    const index = rows.indexTime[at]
    const owner = units.user[rows.unit[at]]
    const [first, last] = [userStart[owner], userStart[owner + 1]]
    const to = firstAtOrAfter(time, row, first, last, index)
    const from = window === null ? first : firstAtOrAfter(time, row, first, to, index - window)
    if (to === from) continue
    cut.of.push(at)
    cut.from.push(from)
    cut.to.push(to)
  }
  return cut
}
