import type { EventHistories } from './event-histories.ts'

/** Users `from` up to `to`. */
export interface UserRange {
  readonly from: number
  readonly to: number
}

/** Work is split into no more parts than `most`, and none of fewer events than `least`, except the last. */
const parts = { most: 64, least: 2048 } as const

/** Ranges of users of about as many events each, by the histories alone. */
export function rangesOf({ start, users }: EventHistories): UserRange[] {
  const events = start[users]
  const wanted = Math.max(parts.least, Math.ceil(events / parts.most))
  const ranges: UserRange[] = []
  for (let from = 0; from < users; ) {
    let to = from + 1
    while (to < users && start[to] - start[from] < wanted) to++
    ranges.push({ from, to })
    from = to
  }
  return ranges
}
