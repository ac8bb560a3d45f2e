import { random } from '../../numeric/random.ts'
import type { EventHistories } from './event-histories.ts'

/** Times closer than this share of the largest are one time: what a double tells apart. */
const sameTime = 1e-12
/** A clock finer than this share of the watch counts as continuous. */
const finestClock = 1e-9

/** Histories whose times are all different, and how they became so. */
export interface SpreadHistories {
  readonly histories: EventHistories
  /** The unit that the clock of the log ticks in, in the unit of the times; 0 where no user has two events at one time. */
  readonly tick: number
  /** Share of the events that have another of the same user at the same time. */
  readonly tied: number
}

/**
 * Where users have events at one time, the clock of the log ticks too slowly to say which came first, and the order of its rows
 * may be anything, the alphabet's among them. Every event is then put evenly at random within its tick, so that events that have
 * nothing to do with each other stay a Poisson process and neither order is preferred. Drawn by user, from no seed: the same each
 * time. Times that all differ stay as they are.
 */
export function spreadEqualTimes(histories: EventHistories): SpreadHistories {
  const { time, start, users, end } = histories
  const tied = tiedEvents(histories)
  if (tied === 0) return { histories, tick: 0, tied: 0 }
  const tick = tickOf(histories)
  const spread = new Float64Array(time.length)
  const type = new Int32Array(time.length)
  for (let user = 0; user < users; user++) {
    const source = random(0, 'equal times', user)
    const [from, to] = [start[user], start[user + 1]]
    const own = Array.from({ length: to - from }, (_, at) => ({
      at: time[from + at] + tick * source.uniform(),
      type: histories.type[from + at],
    }))
    own.sort((a, b) => a.at - b.at)
    for (const [index, event] of own.entries()) {
      spread[from + index] = event.at
      type[from + index] = event.type
    }
  }
  const last = time.reduce((latest, t) => Math.max(latest, t), Number.NEGATIVE_INFINITY)
  return {
    histories: { ...histories, time: spread, type, end: Math.max(end, last + tick) },
    tick,
    tied: tied / time.length,
  }
}

function tiedEvents({ time, start, users }: EventHistories): number {
  let tied = 0
  for (let user = 0; user < users; user++) {
    for (let event = start[user]; event < start[user + 1]; event++) {
      const before = event > start[user] && time[event - 1] === time[event]
      const after = event + 1 < start[user + 1] && time[event + 1] === time[event]
      if (before || after) tied++
    }
  }
  return tied
}

/** The largest unit of which all times since the first are whole multiples (Euclid's algorithm); 0 where that is next to nothing. */
function tickOf({ time, begin, end }: EventHistories): number {
  const same = sameTime * Math.max(Math.abs(begin), Math.abs(end))
  const least = Math.max(same, finestClock * (end - begin))
  let tick = 0
  for (const t of time) {
    let [large, small] = [tick, t - begin]
    while (small > same) {
      const rest = large % small
      ;[large, small] = [small, small - rest <= same ? 0 : rest]
    }
    tick = large
    if (tick > 0 && tick < least) return 0
  }
  return tick
}
