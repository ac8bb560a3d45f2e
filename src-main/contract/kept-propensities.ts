import * as v from 'valibot'
import type { Page } from './data.ts'
import { command, job, publishingJob, query } from './method.ts'
import { calibrations, type Propensity, propensityTasks } from './propensity.ts'

const text = v.pipe(v.string(), v.minLength(1))
const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200))
const id = v.pipe(v.number(), v.integer())

export const keptPropensityRequest = v.object({
  /** Made from the task where left out; a number follows where it is taken. */
  name: v.optional(name),
  task: v.picklist(propensityTasks),
  /** Event types that are the outcome; for churn any event where left out. */
  types: v.optional(v.pipe(v.array(text), v.minLength(1))),
  /** A session is judged after so many of its events. */
  firstEvents: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 3),
  /** Minutes of silence that end a session; half an hour where left out. The log's own sessions are used where it names them. */
  sessionGapMinutes: v.optional(v.pipe(v.number(), v.minValue(1))),
  /** The outcome is looked for so long. */
  horizonHours: v.optional(v.pipe(v.number(), v.gtValue(0))),
  /** Now, microseconds UTC; the last event's time where left out. Nothing later is read. */
  asOf: v.optional(v.number()),
  /** A sequence model of the project whose vector of the user, as of each unit's time, joins what the head reads. */
  model: v.optional(id),
  /** Price, quantity and attributes of the events, by name. */
  features: v.optional(v.array(text)),
  calibration: v.optional(v.picklist(['automatic', ...calibrations]), 'automatic'),
  seed: v.optional(v.pipe(v.number(), v.integer()), 0),
})

export type KeptPropensityRequest = v.InferOutput<typeof keptPropensityRequest>

/** A propensity head kept in the project, without its scores. */
export interface KeptPropensity {
  readonly id: number
  readonly name: string
  readonly createdAt: number
  readonly request: KeptPropensityRequest
  readonly result: Omit<Propensity, 'task' | 'scores' | 'saved'>
  /** The moment that was now, microseconds UTC … */
  readonly asOf: number
  /** … and the end of the last outcome that taught it: scores as of an earlier moment come from a head that has seen later events. */
  readonly learntUntil: number
  /** The sequence model that it reads; null where it reads counts alone. */
  readonly model: { readonly id: number; readonly name: string; readonly hash: string } | null
  readonly scores: number
  /** SHA-256 over the head. */
  readonly hash: string
  /** Of the events that it was fitted on. */
  readonly dataHash: string
  /** The project's events are no longer those. */
  readonly stale: boolean
}

export interface PropensityScore {
  readonly user: string
  /** The session, or the user again. */
  readonly unit: string
  readonly probability: number
}

/** Propensity heads that live in the open project and learn from its events. */
export const keptPropensityMethods = {
  /** The oldest first. */
  'models.listPropensities': query<readonly KeptPropensity[]>()(v.object({})),
  /** As `models.propensity`, on the project's events: the head and its scores are kept. Throws MODELS_UNKNOWN, PROPENSITY_MODEL_READS_MORE. */
  'models.trainPropensity': publishingJob<KeptPropensity>()(keptPropensityRequest),
  'models.renamePropensity': command<null>()(v.object({ id, name })),
  /** Undo brings it back. */
  'models.removePropensity': command<null>()(v.object({ id })),
  /** The likeliest first; of users whose names contain a text where one is given. */
  'models.propensityScores': query<Page<PropensityScore>>()(
    v.object({
      id,
      user: v.optional(v.string()),
      offset: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
      limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 100),
    }),
  ),
  /** Writes every score as CSV; a file that is there is replaced. */
  'models.exportPropensity': job<{ readonly path: string; readonly rows: number }>()(
    v.object({ id, path: text }),
  ),
}
