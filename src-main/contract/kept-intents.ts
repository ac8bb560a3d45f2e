import * as v from 'valibot'
import type { Page } from './data.ts'
import type { Intents } from './intents.ts'
import type { LearntFrom } from './kept-models.ts'
import { command, job, publishingJob, query } from './method.ts'

const text = v.pipe(v.string(), v.minLength(1))
const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200))
const id = v.pipe(v.number(), v.integer())
const number = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200))

export const keptIntentsRequest = v.object({
  /** “intents” where left out; a number follows where it is taken. */
  name: v.optional(name),
  /** Event types that are read; all where left out. */
  types: v.optional(v.pipe(v.array(text), v.minLength(1))),
  /** Microseconds UTC: no event before this … */
  from: v.optional(v.number()),
  /** … and none at or after this. */
  before: v.optional(v.number()),
  /** Attributes of the events that are categories, by name. */
  features: v.optional(v.array(text)),
  /** How many intents; the least held-out perplexity chooses among `candidates` where left out. */
  intents: v.optional(number),
  candidates: v.optional(v.pipe(v.array(number), v.minLength(1)), [1, 2, 3, 4, 6, 8, 12, 16]),
  /** How many items, types and levels tell an intent. */
  top: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 10),
  seed: v.optional(v.pipe(v.number(), v.integer()), 0),
})

export type KeptIntentsRequest = v.InferOutput<typeof keptIntentsRequest>

/** Intents kept in the project, without their users. */
export interface KeptIntents {
  readonly id: number
  readonly name: string
  readonly createdAt: number
  readonly request: KeptIntentsRequest
  readonly result: Omit<Intents, 'users' | 'saved'>
  readonly learntFrom: LearntFrom
  readonly users: number
  /** SHA-256 over the mixture. */
  readonly hash: string
  /** Hash of the events … */
  readonly dataHash: string
  /** … and whether the project's are others since, so that it is out of date. */
  readonly stale: boolean
}

/** A probability for each intent, in their order. */
export interface UserIntents {
  readonly user: string
  readonly probabilities: readonly number[]
}

/** What the users of the open project are after. */
export const keptIntentsMethods = {
  /** The oldest first. */
  'models.listIntents': query<readonly KeptIntents[]>()(v.object({})),
  /** As `models.intents`, on the project's events: intents and every user's probabilities are kept. */
  'models.findIntents': publishingJob<KeptIntents>()(keptIntentsRequest),
  'models.renameIntents': command<null>()(v.object({ id, name })),
  /** Undo brings them back. */
  'models.removeIntents': command<null>()(v.object({ id })),
  /** In the order of the log, or who is most after an intent first; of users whose names contain a text where one is given. */
  'models.userIntents': query<Page<UserIntents>>()(
    v.object({
      id,
      user: v.optional(v.string()),
      /** The intent, the first being 1. */
      by: v.optional(number),
      offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
      limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 100),
    }),
  ),
  /** Writes what tells each intent, or every user's probabilities, as CSV; a file that is there is replaced. */
  'models.exportIntents': job<{ readonly path: string; readonly rows: number }>()(
    v.object({ id, path: text, of: v.optional(v.picklist(['intents', 'users']), 'intents') }),
  ),
}
