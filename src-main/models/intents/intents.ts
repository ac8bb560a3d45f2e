import { fail } from '../../contract/errors.ts'
import type { Intent, IntentMark, Intents } from '../../contract/intents.ts'
import { type Monitor, partOf } from '../../contract/monitor.ts'
import { type Words, words } from '../../contract/words.ts'
import { hash32 } from '../../numeric/random.ts'
import {
  arrange,
  fitMixture,
  levelProbabilities,
  type Mixture,
  mixtureOfUser,
  predictUser,
} from './mixture.ts'
import type { UserEvents } from './user-events.ts'

export interface IntentsRequest {
  readonly intents?: number
  readonly candidates: readonly number[]
  readonly top: number
  readonly seed: number
}

export interface FoundIntents {
  readonly answer: Omit<Intents, 'saved'>
  /** What describes a user, its intents in the order of the answer. */
  readonly mixture: Mixture
}

/** An intent is told by types and levels that it likes so much more than others do, at least. */
const tellingLift = 1.2

/** Users of the held-out fifth with two different events, at least: fewer say nothing about the number of intents. */
const leastHeldOut = 20

/**
 * Every user as a mixture of intents. Their number is the smallest whose held-out log perplexity is within one standard error of
 * the best (over users, paired; the rule of Breiman et al. 1984), then all users are learned from. Depends on the seed alone.
 *
 * Throws MODELS_TOO_FEW_TO_CHOOSE_BY where the number is to be chosen and there is nobody to choose it by.
 */
export function findIntents(events: UserEvents, request: IntentsRequest, monitor: Monitor): FoundIntents {
  const everybody = Int32Array.from(events.users.keys())
  const choosing = request.intents === undefined
  const perplexities = choosing ? compare(events, request, partOf(monitor, 0, 0.7)) : []
  const chosen = request.intents ?? withinOneError(perplexities)
  const fitting = partOf(monitor, choosing ? 0.7 : 0, 0.95)
  const fitted = fitMixture(events, everybody, chosen, request.seed, fitting)
  const known = everybody.filter((user) => events.start[user + 1] > events.start[user])
  const shares = sharesOf(events, known, mixturesOf(fitted, events, known, monitor), chosen)
  const order = [...shares.keys()].sort((a, b) => shares[b] - shares[a] || a - b)
  const mixture = arrange(fitted, order)
  const means = levelProbabilities(mixture)
  const answer = {
    intents: order.map((intent, at) => intentOf(events, means, at, chosen, shares[intent], request.top)),
    perplexities,
    chosen,
    users: mixturesOf(mixture, events, known, monitor).map((probabilities, at) => ({
      user: events.users[known[at]],
      probabilities: [...probabilities],
    })),
    events: events.events,
    protocol: words(choosing ? 'protocol_intents_chosen' : 'protocol_intents_given', {
      intents: chosen,
      users: known.length,
      events: events.events,
    }),
    warnings: choosing ? warningsOf(chosen, perplexities) : [],
  }
  return { answer, mixture }
}

function mixturesOf(
  mixture: Mixture,
  events: UserEvents,
  users: Int32Array,
  monitor: Monitor,
): Float64Array[] {
  return Array.from(users, (user) => {
    if (user % 1024 === 0) monitor.check()
    return mixtureOfUser(mixture, events, user)
  })
}

/** Held-out perplexity of each candidate number. */
function compare(
  events: UserEvents,
  { candidates, seed }: IntentsRequest,
  monitor: Monitor,
): Intents['perplexities'] {
  const heldOut = (user: number) => hash32(seed, events.users[user]) % 5 === 0
  const everybody = Int32Array.from(events.users.keys())
  const learners = everybody.filter((user) => !heldOut(user))
  const judges = everybody.filter((user) => heldOut(user) && events.start[user + 1] - events.start[user] > 1)
  if (judges.length < leastHeldOut) {
    throw fail('MODELS_TOO_FEW_TO_CHOOSE_BY', { users: judges.length, needed: leastHeldOut })
  }
  const isGiven = (entry: number) => hash32(seed, String(entry)) % 2 === 0
  const numbers = [...new Set(candidates)].sort((a, b) => a - b)
  const logs = numbers.map((intents, at) => {
    const part = partOf(monitor, at / numbers.length, (at + 1) / numbers.length)
    part.report(0, words('phase_intents_candidate', { intents }))
    const model = fitMixture(events, learners, intents, seed, part)
    const means = levelProbabilities(model)
    return Array.from(judges, (user) => predictUser(model, means, events, user, isGiven))
  })
  const count = logs[0].reduce((sum, own) => sum + own.count, 0)
  const totals = logs.map((own) => own.reduce((sum, { log }) => sum + log, 0))
  const best = totals.indexOf(Math.max(...totals))
  return numbers.map((intents, at) => ({
    intents,
    perplexity: Math.exp(-totals[at] / count),
    standardError: pairedError(logs[at], logs[best], count),
  }))
}

/** Standard error of the difference of two mean log probabilities of an event, over users. */
function pairedError(
  a: readonly { readonly log: number }[],
  b: readonly { readonly log: number }[],
  count: number,
): number {
  const differences = a.map(({ log }, user) => log - b[user].log)
  const mean = differences.reduce((sum, x) => sum + x, 0) / differences.length
  const squares = differences.reduce((sum, x) => sum + (x - mean) ** 2, 0)
  return Math.sqrt((squares * differences.length) / Math.max(1, differences.length - 1)) / count
}

function withinOneError(perplexities: Intents['perplexities']): number {
  const best = Math.min(...perplexities.map(({ perplexity }) => perplexity))
  const found = perplexities.find(
    ({ perplexity, standardError }) => Math.log(perplexity) <= Math.log(best) + standardError,
  )
  return found!.intents
}

function warningsOf(chosen: number, perplexities: Intents['perplexities']): Words[] {
  if (chosen === 1) return [words('warning_one_intent')]
  const most = Math.max(...perplexities.map(({ intents }) => intents))
  return chosen === most ? [words('warning_most_intents', { intents: most })] : []
}

/** Share of all events that comes of each intent. */
function sharesOf(
  events: UserEvents,
  users: Int32Array,
  mixtures: readonly Float64Array[],
  intents: number,
): Float64Array {
  const shares = new Float64Array(intents)
  for (const [at, user] of users.entries()) {
    let own = 0
    for (let entry = events.start[user]; entry < events.start[user + 1]; entry++) own += events.count[entry]
    for (let k = 0; k < intents; k++) shares[k] += (own * mixtures[at][k]) / events.events
  }
  return shares
}

function intentOf(
  events: UserEvents,
  means: readonly Float64Array[],
  intent: number,
  intents: number,
  share: number,
  top: number,
): Intent {
  const marks = events.views.map((_, view) => marksOf(events, view, means[view], intent, intents, top))
  const first = events.typed ? 2 : 1
  const [items, types] = [marks[0], events.typed ? marks[1] : []]
  const telling = marks.slice(1).flatMap((own) => own.slice(0, 1).filter(({ lift }) => lift >= tellingLift))
  const named = { items: namesOf(items.slice(0, 3)) }
  return {
    share,
    items,
    types,
    features: marks.slice(first).map((own, at) => ({ column: events.views[first + at].column, marks: own })),
    inWords:
      telling.length === 0
        ? words('intent_of_items', named)
        : words('intent_of_items_and_marks', { ...named, marks: namesOf(telling) }),
  }
}

function namesOf(marks: readonly IntentMark[]): string {
  return marks.map(({ name }) => name).join(', ')
}

/**
 * Levels by relevance: 0.6·ln probability + 0.4·ln lift (Sievert and Shirley 2014), which tells an intent better than either; levels
 * that it likes less than others do are left out.
 */
function marksOf(
  { codes, count, views }: UserEvents,
  view: number,
  means: Float64Array,
  intent: number,
  intents: number,
  top: number,
): IntentMark[] {
  const counts = new Float64Array(views[view].levels.length)
  let total = 0
  for (let entry = 0; entry < count.length; entry++) {
    if (codes[view][entry] < 0) continue
    counts[codes[view][entry]] += count[entry]
    total += count[entry]
  }
  return views[view].levels
    .map((name, level) => {
      const probability = means[level * intents + intent]
      return { name, probability, lift: (probability * total) / counts[level] }
    })
    .filter(({ lift }) => intents === 1 || (lift > 1 && Number.isFinite(lift)))
    .sort((a, b) => relevance(b) - relevance(a) || a.name.localeCompare(b.name, 'en'))
    .slice(0, top)
}

function relevance({ probability, lift }: IntentMark): number {
  return 0.6 * Math.log(probability) + 0.4 * Math.log(lift)
}
