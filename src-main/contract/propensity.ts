import * as v from 'valibot'
import { job } from './method.ts'
import { tableReference } from './table.ts'
import type { Words } from './words.ts'

export const propensityTasks = ['in-session', 'occurs', 'churn'] as const
export type PropensityTask = (typeof propensityTasks)[number]

export const calibrations = ['none', 'temperature', 'platt', 'isotonic'] as const
export type Calibration = (typeof calibrations)[number]

/** How good probabilities of a yes or no are, on units that fitted nothing. */
export interface ProbabilityQuality {
  /** That a unit with the outcome is ranked above one without. */
  readonly auc: number
  /** Mean, nats. */
  readonly logLoss: number
  /** Mean squared error. */
  readonly brier: number
  /** Expected calibration error over bins of like counts. */
  readonly ece: number
}

/** Units of like predictions: what was predicted and what came. */
export interface ReliabilityBin {
  readonly predicted: number
  readonly observed: number
  /** Wilson's 95 % interval of the share observed. */
  readonly interval: readonly [number, number]
  readonly count: number
}

export interface Propensity {
  readonly task: PropensityTask
  readonly units: {
    readonly fitted: number
    readonly calibrated: number
    readonly tested: number
    readonly scored: number
  }
  readonly excluded: { readonly tooShort: number; readonly already: number; readonly unfinished: number }
  /** Share of the tested units with the outcome. */
  readonly baseRate: number
  readonly calibration: Calibration
  readonly uncalibrated: ProbabilityQuality
  readonly calibrated: ProbabilityQuality
  /** Of predicting the base rate of the fitted units for everybody. */
  readonly baseline: ProbabilityQuality
  readonly reliability: readonly ReliabilityBin[]
  /** Change of the log odds by one standard deviation, the largest first. */
  readonly weights: readonly { readonly feature: Words; readonly weight: number }[]
  /** The units whose outcome is still open, or the tested ones where none is. */
  readonly scores: readonly {
    readonly user: string
    readonly unit: string
    readonly probability: number
  }[]
  readonly protocol: Words
  readonly warnings: readonly Words[]
  readonly saved: string | null
}

const text = v.pipe(v.string(), v.minLength(1))
const positive = v.pipe(v.number(), v.gtValue(0))

export const propensityMethods = {
  /**
   * How likely an event of these types is later in a session from its first events, within a time from now, or (churn) that none
   * comes: a calibrated head on what was known as of each unit's time, and nothing later.
   */
  'models.propensity': job<Propensity>()(
    v.object({
      table: tableReference,
      map: v.object({
        user: text,
        time: text,
        type: text,
        item: v.optional(text),
        session: v.optional(text),
        /** Further columns of an event: numbers, or categories. */
        features: v.optional(v.array(text)),
      }),
      task: v.picklist(propensityTasks),
      /** Event types that are the outcome; for churn any event where left out. */
      types: v.optional(v.pipe(v.array(text), v.minLength(1))),
      /** A session is judged after so many of its events. */
      firstEvents: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 3),
      /**
       * Sessions end with a pause of this, in the unit of the time column; half an hour where that holds times. Sessions judged so
       * shortly before the log's end are unfinished; with a session column only where this is given.
       */
      sessionGap: v.optional(positive),
      /** The outcome is looked for so long, in the unit of the time column. */
      horizon: v.optional(positive),
      /** Now; the last event's time where left out. Nothing later is read. */
      asOf: v.optional(v.number()),
      /** A sequence model whose vector of the user, as of each unit's time, joins what the head reads. Needs map.item. */
      path: v.optional(text),
      calibration: v.optional(v.picklist(['automatic', ...calibrations]), 'automatic'),
      seed: v.optional(v.pipe(v.number(), v.integer()), 0),
      /** CSV file for the scores. */
      save: v.optional(text),
    }),
  ),
}
