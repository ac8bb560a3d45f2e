import type { EventHistories } from './event-histories.ts'

/** One user's events, the types that the user has numbered from 0. */
export interface OwnHistory {
  /** How many types. */
  readonly count: number
  /** Their codes. */
  readonly codes: Int32Array
  /** By event, from the user's first. */
  readonly type: Int32Array
  /** Integrals from the user's first event to the end of the traces, and of their derivatives by ln β, by number. */
  readonly whole: Float64Array
  readonly wholeSlope: Float64Array
}

/** Users whose history has any length. */
export function isWatched({ time, start, end }: EventHistories, user: number): boolean {
  return start[user + 1] > start[user] && end > time[start[user]]
}

/** Reads one user after the other, each in the place of the one before. */
export function ownHistories(histories: EventHistories, decay: number): (user: number) => OwnHistory {
  const { types, type, time, start, end } = histories
  const numbers = new Int32Array(types.length).fill(-1)
  const codes = new Int32Array(types.length)
  const whole = new Float64Array(types.length)
  const wholeSlope = new Float64Array(types.length)
  let own = new Int32Array(64)
  let count = 0
  return (user) => {
    for (let number = 0; number < count; number++) numbers[codes[number]] = -1
    const [from, to] = [start[user], start[user + 1]]
    if (to - from > own.length) own = new Int32Array(2 * (to - from))
    count = 0
    for (let event = from; event < to; event++) {
      const code = type[event]
      if (numbers[code] < 0) {
        numbers[code] = count
        codes[count] = code
        whole[count] = wholeSlope[count] = 0
        count++
      }
      const number = numbers[code]
      own[event - from] = number
      const age = end - time[event]
      const left = Math.exp(-decay * age)
      whole[number] += 1 - left
      wholeSlope[number] += decay * age * left
    }
    return { count, codes, type: own, whole, wholeSlope }
  }
}
