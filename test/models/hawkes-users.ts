import { type EventHistories, historiesOf } from '../../src-main/models/excitation/event-histories.ts'
import { type Random, random } from '../../src-main/numeric/random.ts'

export interface HawkesTruth {
  readonly types: number
  /** effects[a][b]: events b that one event a sets off by itself. */
  readonly effects: readonly (readonly number[])[]
  readonly decay: number
  readonly users: number
  readonly length: number
  /** Mean base rate of each type, or of all; every user's own rates are this times a draw with the given spread of its logarithm. */
  readonly rate: number | readonly number[]
  readonly spread: number
}

/** Users of a Hawkes process drawn by its branching (Hawkes and Oakes 1974): immigrants, and each event's own children. */
export function drawHawkes(truth: HawkesTruth, seed: number): EventHistories {
  const source = random(seed, 'hawkes')
  const events: { user: number; type: number; time: number }[] = []
  for (let user = 0; user < truth.users; user++) {
    const level = Math.exp(truth.spread * source.normal() - truth.spread ** 2 / 2)
    const queue: { type: number; time: number }[] = []
    for (let type = 0; type < truth.types; type++) {
      const rate = typeof truth.rate === 'number' ? truth.rate : truth.rate[type]
      const own = rate * level * Math.exp((truth.spread / 2) * source.normal() - truth.spread ** 2 / 8)
      const count = poisson(own * truth.length, source)
      for (let i = 0; i < count; i++) queue.push({ type, time: truth.length * source.uniform() })
    }
    while (queue.length > 0) {
      const event = queue.pop()!
      events.push({ user, ...event })
      for (let type = 0; type < truth.types; type++) {
        const children = poisson(truth.effects[event.type][type], source)
        for (let i = 0; i < children; i++) {
          const time = event.time - Math.log(1 - source.uniform()) / truth.decay
          if (time < truth.length) queue.push({ type, time })
        }
      }
    }
  }
  const names = Array.from({ length: truth.types }, (_, type) => `type${type}`)
  return historiesOf(
    {
      user: events.map((event) => event.user),
      type: events.map((event) => event.type),
      time: events.map((event) => event.time),
    },
    truth.users,
    names,
    truth.length,
  )
}

/** A chain of three types that excite themselves or the next; base rates differ between users (logarithm's spread 0.8). */
export const chained: HawkesTruth = {
  types: 3,
  effects: [
    [0.3, 0.25, 0],
    [0, 0.2, 0.3],
    [0, 0, 0],
  ],
  decay: 1,
  users: 120,
  length: 40,
  rate: 0.12,
  spread: 0.8,
}

function poisson(mean: number, source: Random): number {
  let count = 0
  let product = source.uniform()
  const limit = Math.exp(-mean)
  while (product > limit) {
    count++
    product *= source.uniform()
  }
  return count
}
