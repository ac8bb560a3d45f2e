import * as v from 'valibot'
import { job } from './method.ts'
import { tableReference } from './table.ts'
import type { Words } from './words.ts'

/** Something that an intent likes, and how much more than all users together do. */
export interface IntentMark {
  readonly name: string
  /** Share of the intent's events. */
  readonly probability: number
  /** That share over its share of all events. */
  readonly lift: number
}

/** One latent need. */
export interface Intent {
  /** Share of all events that come of it. */
  readonly share: number
  /** What tells it, the most telling first. */
  readonly items: readonly IntentMark[]
  /** Event types; empty where none are mapped. */
  readonly types: readonly IntentMark[]
  /** Levels of the further columns. */
  readonly features: readonly { readonly column: string; readonly marks: readonly IntentMark[] }[]
  readonly inWords: Words
}

export interface Intents {
  readonly intents: readonly Intent[]
  /** Held-out perplexity by number of intents: of half the events of users who fitted nothing, given the other half. */
  readonly perplexities: readonly {
    readonly intents: number
    readonly perplexity: number
    /** Of the log perplexity's difference from the best. */
    readonly standardError: number
  }[]
  readonly chosen: number
  /** A probability for each intent, in their order; empty where they were written to a file. */
  readonly users: readonly { readonly user: string; readonly probabilities: readonly number[] }[]
  readonly events: number
  readonly protocol: Words
  readonly warnings: readonly Words[]
  readonly saved: string | null
}

const text = v.pipe(v.string(), v.minLength(1))
const number = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200))

export const intentsMethods = {
  /** What users are after: every user as a mixture of a few intents, each told by the items and event types it likes. */
  'models.intents': job<Intents>()(
    v.object({
      table: tableReference,
      map: v.object({
        user: text,
        item: text,
        time: text,
        type: v.optional(text),
        /** Further columns of categories, for example the item's category. */
        features: v.optional(v.array(text)),
      }),
      types: v.optional(v.pipe(v.array(text), v.minLength(1))),
      /** How many intents; the least held-out perplexity chooses among `candidates` where left out. */
      intents: v.optional(number),
      candidates: v.optional(v.pipe(v.array(number), v.minLength(1)), [1, 2, 3, 4, 6, 8, 12, 16]),
      /** Only events before this, in the unit of the time column. */
      before: v.optional(v.number()),
      /** How many items, types and levels tell an intent. */
      top: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 10),
      seed: v.optional(v.pipe(v.number(), v.integer()), 0),
      /** Whether the answer lists the users' probabilities. */
      listUsers: v.optional(v.boolean(), true),
      /** CSV file for the users' probabilities. */
      save: v.optional(text),
    }),
  ),
}
