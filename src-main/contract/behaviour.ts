import * as v from 'valibot'
import type { Page } from './data.ts'
import { command, job, publishingJob, query } from './method.ts'
import type { TableFile } from './table-file.ts'
import type { Words } from './words.ts'

const hours = v.pipe(v.number(), v.minValue(0))
const someHours = v.pipe(v.number(), v.gtValue(0))
/** Minutes of silence that end a session. */
const gap = v.optional(v.pipe(v.number(), v.minValue(1)), 30)
const eventTypes = v.pipe(v.array(v.string()), v.minLength(1))

/**
 * When a unit's clock starts, for the treated and the untreated alike. Covariates end before it, treatment falls in the
 * grace window from it on, the outcome follows that window.
 */
const indexTime = v.variant('kind', [
  /** One moment for everybody: microseconds UTC. */
  v.object({ kind: v.literal('landmark'), time: v.number() }),
  /** Each unit's first event of these types (any type where left out). */
  v.object({ kind: v.literal('first-event'), types: v.optional(eventTypes) }),
  /** A row for each unit and period in which it is still untreated: sequential trials. */
  v.object({
    kind: v.literal('sequential-trials'),
    start: v.number(),
    everyHours: someHours,
    trials: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
  }),
])

/**
 * A value made from what the unit's user did before the unit's index time, earlier sessions included. `sum-price` adds
 * prices, `sum-amount` price times quantity (1 where missing), `sequence-vector` is what a sequence model makes of the events, `propensity`
 * how likely a propensity head takes an event to come, as of the index time, `intents` how probable each intent but the last is by what the
 * user had done until then.
 */
const covariate = v.object({
  name: v.string(),
  measure: v.picklist([
    'count',
    'any',
    'sum-price',
    'sum-amount',
    'mean-price',
    'distinct-items',
    'hours-since-last',
    'hours-since-first',
    'last-attribute',
    'sequence-vector',
    'propensity',
    'intents',
  ]),
  types: v.optional(eventTypes),
  /** The attribute that `last-attribute` reads. */
  attribute: v.optional(v.string()),
  /** The sequence model of the project that `sequence-vector` asks: a column a component, named `name_1` and so on. */
  model: v.optional(v.pipe(v.number(), v.integer())),
  /** How many of the directions along which the model's items differ most; 8 where left out. */
  components: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64))),
  /** The propensity head of the project that `propensity` asks; it is about users, not sessions. */
  propensity: v.optional(v.pipe(v.number(), v.integer())),
  /** The intents of the project that `intents` asks: a column each but for the last, named `name_1` and so on. */
  intents: v.optional(v.pipe(v.number(), v.integer())),
  /** Only events this long before the index time; all earlier ones where left out. */
  windowHours: v.optional(someHours),
})

export const analysisTableDefinition = v.object({
  name: v.pipe(v.string(), v.minLength(1)),
  unit: v.picklist(['user', 'session']),
  /** A session ends after this silence; used for events of which the log names no session. */
  sessionGapMinutes: gap,
  indexTime,
  /**
   * Units need an event of their user before their index time, within this many hours, to be eligible. At a landmark and
   * in sequential trials they need one before it in any case: who was not there yet cannot be compared.
   */
  eligibleWithinHours: v.optional(someHours),
  covariates: v.array(covariate),
  /** Treated are units with such an event of their own in [index, index + grace). Those with an earlier one are left out. */
  treatment: v.object({ name: v.string(), types: eventTypes, graceHours: someHours }),
  outcome: v.object({
    name: v.string(),
    measure: v.picklist(['any', 'count', 'sum-price', 'sum-amount']),
    types: eventTypes,
    /** From the index time. Refused where it starts before the grace window has ended. */
    startHours: hours,
    windowHours: someHours,
  }),
  /** Units whose outcome window runs past the end of the log. */
  cutOff: v.optional(v.picklist(['exclude', 'censoring-weights']), 'exclude'),
})

export type AnalysisTableDefinition = v.InferOutput<typeof analysisTableDefinition>
export type Covariate = v.InferOutput<typeof covariate>

/** Columns of a `sequence-vector` where its covariate does not say. */
export const standardComponents = 8

export interface AnalysisTableSummary {
  readonly name: string
  /** How it was built from the events; null where it was imported. */
  readonly definition: AnalysisTableDefinition | null
  /** Where it was imported from; missing where it was built from the events. */
  readonly file?: TableFile
  /** Units, times trials where there are several: each is a row, not eligible, or cut off. */
  readonly considered: number
  readonly rows: number
  /** Of an imported table whose treatment has not two arms both are 0: its file's arms say more. */
  readonly treated: number
  readonly untreated: number
  /** Without an index time or not eligible there, `alreadyTreated` among them. */
  readonly notEligible: number
  /** Treated before their index time. */
  readonly alreadyTreated: number
  /** Outcome windows that the end of the log cuts off; with censoring weights some of these are rows all the same. */
  readonly cutOff: number
  readonly columns: readonly {
    readonly name: string
    readonly role: 'unit' | 'cluster' | 'index-time' | 'covariate' | 'treatment' | 'outcome' | 'weight'
    readonly kind: 'number' | 'category'
    /** What numbers are; missing where they are no more than that, and in tables built from events. */
    readonly meaning?: 'boolean' | 'time'
    /** When the column was measured, hours from the index time: a window [from, to). */
    readonly measured: readonly [number | null, number] | null
  }[]
  /** The sequence models that covariates were made with; missing where there are none. */
  readonly models?: readonly { readonly id: number; readonly name: string; readonly hash: string }[]
  /** The propensity heads likewise. */
  readonly propensities?: readonly { readonly id: number; readonly name: string; readonly hash: string }[]
  /** The intents likewise. */
  readonly intents?: readonly { readonly id: number; readonly name: string; readonly hash: string }[]
  /** Hash of the rows; results carry it and are stale when it changes. */
  readonly hash: string
  readonly createdAt: number
  readonly stale: boolean
  readonly warnings: readonly Words[]
}

export interface BehaviourSummary {
  readonly events: number
  readonly users: number
  readonly items: number
  readonly sessions: number
  /** Whether sessions are those of the log or made by gap. */
  readonly sessionsFrom: 'log' | 'gap'
  readonly from: number
  readonly to: number
  readonly eventTypes: readonly {
    readonly type: string
    readonly count: number
    readonly users: number
    readonly sessions: number
  }[]
  /**
   * Sessions that reached each step after all those before it. The steps are the event types in the order in which
   * sessions usually meet them first.
   */
  readonly funnel: readonly { readonly type: string; readonly sessions: number }[]
  /** How often b is the next event after a within a session. */
  readonly transitions: readonly {
    readonly from: string
    readonly to: string
    readonly count: number
    /** Share of a's events that are followed by b. */
    readonly probability: number
  }[]
  /** Events by period, empty periods included; `start` in microseconds UTC. */
  readonly perPeriod: {
    readonly period: 'hour' | 'day'
    readonly start: readonly number[]
    readonly count: readonly number[]
  }
  /** Sessions by number of events; the last bin is open. */
  readonly sessionLengths: readonly {
    readonly from: number
    readonly to: number | null
    readonly count: number
  }[]
}

/** One session with what happened in it. */
export interface SessionRow {
  readonly user: string
  /** The log's name of it; null for one made by gap. */
  readonly session: string | null
  readonly start: number
  readonly end: number
  readonly events: number
  /** The first hundred events, in order. */
  readonly steps: readonly {
    readonly time: number
    readonly type: string
    readonly item: string | null
    readonly price: number | null
  }[]
}

export interface Funnel {
  /** Sessions or users in all. */
  readonly considered: number
  readonly steps: readonly {
    readonly type: string
    /** Those that reached this step after all before it. */
    readonly reached: number
    /** Of those that reached the step before; of all considered for the first. */
    readonly share: number
    /** Median time from the step before, hours; null for the first and where nobody came. */
    readonly medianHours: number | null
  }[]
}

export const behaviourMethods = {
  'behaviour.summary': job<BehaviourSummary>()(v.object({ sessionGapMinutes: gap })),
  /** Sessions with their events, the latest first. */
  'behaviour.sessions': job<Page<SessionRow>>()(
    v.object({
      sessionGapMinutes: gap,
      user: v.optional(v.string()),
      /** Only sessions in which all of these types occur. */
      containing: v.optional(v.array(v.string()), []),
      offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
      limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(512)), 50),
    }),
  ),
  /** How many reach each of these steps after all those before it. */
  'behaviour.funnel': job<Funnel>()(
    v.object({
      steps: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(20)),
      within: v.optional(v.picklist(['session', 'user']), 'session'),
      sessionGapMinutes: gap,
    }),
  ),
  /** A definition that fits the log: the analyst's starting point. */
  'behaviour.suggestTable': query<AnalysisTableDefinition>()(
    v.object({ treatment: v.optional(v.string()), outcome: v.optional(v.string()) }),
  ),
  'behaviour.buildTable': publishingJob<AnalysisTableSummary>()(analysisTableDefinition),
  'behaviour.tables': query<readonly AnalysisTableSummary[]>()(v.object({})),
  /** Results made from the table follow it. Throws PROJECT_TABLE_EXISTS. */
  'behaviour.renameTable': command<null>()(
    v.object({ table: v.string(), name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(255)) }),
  ),
  /** The same rows once more under another name. Throws PROJECT_TABLE_EXISTS. */
  'behaviour.duplicateTable': command<null>()(
    v.object({ table: v.string(), name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(255)) }),
  ),
  /** Undo brings it back. */
  'behaviour.removeTable': command<null>()(v.object({ table: v.string() })),
  'behaviour.tableRows': query<Page<Readonly<Record<string, string | number | null>>>>()(
    v.object({
      table: v.string(),
      offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
      limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 100),
    }),
  ),
}
