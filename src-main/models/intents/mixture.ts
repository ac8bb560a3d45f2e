import type { Monitor } from '../../contract/monitor.ts'
import { random } from '../../numeric/random.ts'
import { digamma, expectedLogs } from './dirichlet.ts'
import type { UserEvents } from './user-events.ts'

/** A fitted mixture: for each view, Dirichlet parameters by level and intent (`level·intents + intent`). */
export interface Mixture {
  readonly intents: number
  readonly levels: readonly Float64Array[]
  /** exp E[ln p] of the same. */
  readonly logs: readonly Float64Array[]
}

/** Users' events, whatever they are called. */
export type Bags = Pick<UserEvents, 'start' | 'count' | 'codes'>

/** Of a user's mixture, and of what an intent likes. */
const prior = { user: 0.3, level: 0.1 } as const
const mostPasses = 120
/** A pass that gains less than this, nats an event, is the last. */
const enough = 2e-4

/**
 * Latent Dirichlet allocation (Blei, Ng and Jordan 2003) by coordinate ascent on the variational bound, an event saying several things
 * at once that are independent given its intent: its item, its type, categories.
 * @param users which of them to learn from
 */
export function fitMixture(
  events: UserEvents,
  users: Int32Array,
  intents: number,
  seed: number,
  monitor: Monitor,
): Mixture {
  const source = random(seed, 'intents', intents)
  const levels = events.views.map(({ levels: names }) =>
    Float64Array.from({ length: names.length * intents }, () => prior.level + 0.5 + source.uniform()),
  )
  const model = mixtureOf(levels, intents)
  const kept = new Float64Array(users.length * intents).fill(1)
  const sums = levels.map((own) => new Float64Array(own.length))
  let last = Number.NEGATIVE_INFINITY
  for (let pass = 0; pass < mostPasses; pass++) {
    monitor.report(pass / mostPasses)
    for (const own of sums) own.fill(prior.level)
    let [gained, seen] = [0, 0]
    for (const [at, user] of users.entries()) {
      if (at % 1024 === 0) monitor.check()
      const weights = kept.subarray(at * intents, (at + 1) * intents)
      gained += describeUser(model, events, user, () => true, weights, 4, sums)
      for (let entry = events.start[user]; entry < events.start[user + 1]; entry++)
        seen += events.count[entry]
    }
    for (const [view, own] of sums.entries()) levels[view].set(own)
    refresh(model)
    if (gained / seen - last < enough && pass > 5) break
    last = gained / seen
  }
  return model
}

/**
 * Fits one user's Dirichlet parameters, `weights`, to their events (from where they stand) and returns Σ count·ln Σ exp E[…] of
 * these; adds the events' shares to `sums` where given.
 */
export function describeUser(
  { intents, logs }: Mixture,
  events: Bags,
  user: number,
  counts: (entry: number) => boolean,
  weights: Float64Array,
  rounds: number,
  sums?: readonly Float64Array[],
): number {
  const own = new Float64Array(intents)
  const next = new Float64Array(intents)
  const shares = new Float64Array(intents)
  let gained = 0
  for (let round = 0; round < rounds; round++) {
    expectedLogs(weights, 0, intents, 1, own)
    next.fill(prior.user)
    gained = 0
    const final = round === rounds - 1
    for (let entry = events.start[user]; entry < events.start[user + 1]; entry++) {
      if (!counts(entry)) continue
      let total = 0
      for (let k = 0; k < intents; k++) {
        let share = own[k]
        for (const [view, codes] of events.codes.entries()) {
          if (codes[entry] >= 0) share *= logs[view][codes[entry] * intents + k]
        }
        shares[k] = share
        total += share
      }
      const scale = events.count[entry] / total
      gained += events.count[entry] * Math.log(total)
      for (let k = 0; k < intents; k++) next[k] += shares[k] * scale
      if (!final || sums === undefined) continue
      for (const [view, codes] of events.codes.entries()) {
        if (codes[entry] < 0) continue
        for (let k = 0; k < intents; k++) sums[view][codes[entry] * intents + k] += shares[k] * scale
      }
    }
    weights.set(next)
  }
  return gained
}

/** A probability for each intent, from all of a user's events. */
export function mixtureOfUser(model: Mixture, events: Bags, user: number): Float64Array {
  return knownMixture(model, events, user, () => true)
}

function knownMixture(
  model: Mixture,
  events: Bags,
  user: number,
  isGiven: (entry: number) => boolean,
): Float64Array {
  const weights = new Float64Array(model.intents).fill(1)
  describeUser(model, events, user, isGiven, weights, 30)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/** A user's mixture by the events given, and ln of the probability of the events that are left, at the mean of what is known. */
export function predictUser(
  model: Mixture,
  means: readonly Float64Array[],
  events: Bags,
  user: number,
  isGiven: (entry: number) => boolean,
): { readonly log: number; readonly count: number } {
  const { intents } = model
  const probabilities = knownMixture(model, events, user, isGiven)
  let [log, count] = [0, 0]
  for (let entry = events.start[user]; entry < events.start[user + 1]; entry++) {
    if (isGiven(entry)) continue
    let chance = 0
    for (let k = 0; k < intents; k++) {
      let share = probabilities[k]
      for (const [view, codes] of events.codes.entries()) {
        if (codes[entry] >= 0) share *= means[view][codes[entry] * intents + k]
      }
      chance += share
    }
    log += events.count[entry] * Math.log(chance)
    count += events.count[entry]
  }
  return { log, count }
}

/** The mixture with its intents in this order, its numbers rounded to single precision: as it is kept. */
export function arrange({ levels }: Mixture, order: readonly number[]): Mixture {
  const intents = order.length
  return mixtureOf(
    levels.map((own) => own.map((_, at) => Math.fround(own[at - (at % intents) + order[at % intents]]))),
    intents,
  )
}

/** With Dirichlet parameters by level and intent for each view. */
export function mixtureOf(levels: readonly Float64Array[], intents: number): Mixture {
  const model = { intents, levels, logs: levels.map((own) => new Float64Array(own.length)) }
  refresh(model)
  return model
}

/** Mean probability of each level given the intent. */
export function levelProbabilities({ intents, levels }: Mixture): Float64Array[] {
  return levels.map((own) => {
    const totals = new Float64Array(intents)
    for (let at = 0; at < own.length; at++) totals[at % intents] += own[at]
    return own.map((parameter, at) => parameter / totals[at % intents])
  })
}

function refresh({ intents, levels, logs }: Mixture): void {
  for (const [view, own] of levels.entries()) {
    const totals = new Float64Array(intents)
    for (let at = 0; at < own.length; at++) totals[at % intents] += own[at]
    const wholes = totals.map(digamma)
    for (let at = 0; at < own.length; at++) logs[view][at] = Math.exp(digamma(own[at]) - wholes[at % intents])
  }
}
