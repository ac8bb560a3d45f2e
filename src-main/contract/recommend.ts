import * as v from 'valibot'
import type { Page } from './data.ts'
import type { Judgement } from './judgements.ts'
import { command, job, publishingJob, query } from './method.ts'
import { tableReference } from './table.ts'
import type { Words } from './words.ts'

export const candidateModels = ['popularity', 'item-knn', 'ease'] as const
export type CandidateModel = (typeof candidateModels)[number]

const interactionMap = v.object({
  user: v.string(),
  item: v.string(),
  time: v.optional(v.string()),
  value: v.optional(v.string()),
})

const split = v.object({
  kind: v.picklist(['leave-one-out', 'temporal', 'random']),
  /** Share of the interactions held out (temporal, random); ignored by leave-one-out. */
  test: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(1)), 0.2),
  by: v.optional(v.picklist(['user', 'item', 'row']), 'user'),
  seed: v.optional(v.number(), 0),
})

const modelOptions = v.object({
  /** item-knn: neighbours kept for each item. */
  neighbours: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** item-knn: shrinkage added to the cosine's denominator. */
  shrinkage: v.optional(v.pipe(v.number(), v.minValue(0))),
  /** ease: L2 penalty. */
  regularisation: v.optional(v.pipe(v.number(), v.gtValue(0))),
  /** Items a user has already met in training are left out of that user's list. */
  excludeSeen: v.optional(v.boolean()),
})

export interface RankingEvaluation {
  readonly model: CandidateModel
  /** "precision@10", "recall@10", "ndcg@10", "map@10", "mrr@10", "hr@10", "coverage@10", "novelty@10", "diversity@10" for each k. */
  readonly metrics: Readonly<Record<string, number>>
  readonly users: number
  readonly items: number
  readonly interactions: { readonly train: number; readonly test: number }
  readonly fitSeconds: number
  /** How the numbers were made: split, candidates ranked, ties, seen items. */
  readonly protocol: Words
  readonly warnings: readonly Words[]
}

/** One line of a user's list. */
export interface Recommendation {
  readonly user: string
  readonly rank: number
  readonly item: string
  readonly score: number
  /** Estimated effect of the action on this user's outcome, with its standard error. */
  readonly effect: number
  readonly effectStandardError: number
  /** What they are ordered by: relevance × effect, both scaled to [0, 1]. */
  readonly causalScore: number
  readonly because: Words
}

/** A line as the list shows it. */
export interface ListedRecommendation extends Recommendation {
  /** What the analyst said about it, if anything. */
  readonly judgement?: Judgement
}

/** One term of the linear model that gives each user's effect. */
export interface EffectTerm {
  readonly column: string
  /** The category that the term stands for; null for a number, and for "the number is missing" with `missing`. */
  readonly level: string | null
  readonly missing?: true
  /** By how much one more of it changes the effect of the action. */
  readonly slope: number
  readonly mean: number
  readonly range: readonly [number, number]
}

/** The effect on a user is `intercept` + Σ slope × value. */
export interface EffectModel {
  readonly intercept: number
  readonly terms: readonly EffectTerm[]
}

/** What a list is built from, as asked. */
const buildRequest = v.object({
  model: v.optional(v.picklist(candidateModels), 'ease'),
  /** Event types that count as interest in an item; all where left out. */
  types: v.optional(v.array(v.string())),
  /** Analysis table from which the effect of the action on each user is learned. */
  table: v.string(),
  adjustFor: v.optional(v.array(v.string())),
  k: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 10),
  /** Leave out users whose effect is at or below this, in units of the outcome. */
  minimumEffect: v.optional(v.number(), 0),
  options: v.optional(modelOptions, {}),
  seed: v.optional(v.number(), 1),
})

export type BuildRequest = v.InferOutput<typeof buildRequest>

export interface RecommendationRun {
  readonly id: number
  readonly createdAt: number
  readonly model: CandidateModel
  readonly evaluation: readonly RankingEvaluation[]
  /** As it was asked for; not known of runs of earlier versions. */
  readonly request?: BuildRequest
  readonly table: string
  readonly usersConsidered: number
  /** Users whom the action would put off (effect at or below zero): no list for them. */
  readonly usersExcluded: number
  readonly usersListed: number
  readonly lines: number
  readonly stale: boolean
  readonly seed: number
  readonly dataHash: string
  /** Where each user's effect comes from; not known of runs of earlier versions. */
  readonly effectModel?: EffectModel
  readonly warnings: readonly Words[]
}

/** How one covariate bears on the effect of the action on one user, all others staying as they are. */
export interface Influence {
  readonly column: string
  readonly value: number | string | null
  /** The mean over all users; null for a category. */
  readonly usual: number | null
  /** The effect on this user, less what it would be at the usual value. */
  readonly influence: number
  /** What would turn the decision to list this user or not; null where nothing that was ever seen would. */
  readonly turnsAt:
    | { readonly kind: 'at-most' | 'at-least'; readonly value: number }
    | { readonly kind: 'is'; readonly value: string }
    | null
}

export interface UserInspection {
  readonly user: string
  readonly history: readonly {
    readonly time: number
    readonly type: string
    readonly item: string | null
    readonly price: number | null
  }[]
  /** Events of the user; the first 500 of them are the history. */
  readonly events: number
  /** What is listed, in its order, then what a judgement left out. */
  readonly recommendations: readonly ListedRecommendation[]
  /** Set where the user gets no list. */
  readonly excludedBecause: Words | null
  readonly effect: number | null
  /** 95 %, from the standard error. */
  readonly effectInterval: readonly [number, number] | null
  readonly covariates: Readonly<Record<string, number | string | null>>
  /** The strongest first; empty where the list is out of date. */
  readonly influences: readonly Influence[]
}

export interface ItemInspection {
  readonly item: string
  readonly events: number
  readonly users: number
  readonly types: readonly { readonly type: string; readonly count: number }[]
  /** Of the item's first and last event, microseconds UTC. */
  readonly from: number
  readonly to: number
  readonly price: { readonly lowest: number; readonly highest: number; readonly latest: number } | null
  /** On how many lists it stands at each rank. */
  readonly ranks: readonly { readonly rank: number; readonly lists: number }[]
  /** Items of the users' histories that speak most for it, most lists first; null where only popularity does. */
  readonly because: readonly { readonly met: string | null; readonly lists: number }[]
  readonly judgements: readonly Judgement[]
}

const page = {
  offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 100),
}

export const recommendMethods = {
  'recommend.evaluate': job<RankingEvaluation>()(
    v.object({
      table: tableReference,
      map: interactionMap,
      model: v.picklist(candidateModels),
      split,
      k: v.optional(v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(1))), v.minLength(1)), [10]),
      options: v.optional(modelOptions, {}),
    }),
  ),
  /** Candidates by the model, re-ranked by the effect of the action on each user, stored in the project. */
  'recommend.build': publishingJob<RecommendationRun>()(buildRequest),
  'recommend.latest': query<RecommendationRun | null>()(v.object({})),
  'recommend.list': query<Page<ListedRecommendation>>()(
    v.object({ ...page, user: v.optional(v.string()), item: v.optional(v.string()) }),
  ),
  'recommend.inspectUser': query<UserInspection>()(v.object({ user: v.string() })),
  'recommend.inspectItem': query<ItemInspection>()(v.object({ item: v.string() })),
  /** Writes the list as CSV; cells that a spreadsheet would run as a formula are neutralised. */
  'recommend.export': command<{ readonly path: string; readonly lines: number }>()(
    v.object({
      path: v.string(),
      locale: v.optional(v.picklist(['en', 'zh-CN']), 'en'),
      /** Whether the file begins with the mark by which spreadsheets know UTF-8. */
      byteOrderMark: v.optional(v.boolean(), false),
    }),
  ),
}

export type InteractionMap = v.InferOutput<typeof interactionMap>
export type Split = v.InferOutput<typeof split>
export type ModelOptions = v.InferOutput<typeof modelOptions>
