import * as v from 'valibot'
import { command, job, publishingJob, query } from './method.ts'
import type { BehaviourGraph } from './models.ts'

const text = v.pipe(v.string(), v.minLength(1))
const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200))
const id = v.pipe(v.number(), v.integer())

export const behaviourGraphRequest = v.object({
  /** “behaviour” where left out; a number follows where it is taken. */
  name: v.optional(name),
  /** Event types to relate; all where left out. */
  types: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
  /** Microseconds UTC: no event before this … */
  from: v.optional(v.number()),
  /** … and none at or after this. */
  before: v.optional(v.number()),
  /** Hours; chosen from the data where left out. */
  halfLifeHours: v.optional(v.pipe(v.number(), v.gtValue(0))),
  alpha: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(1)), 0.05),
})

export type BehaviourGraphRequest = v.InferOutput<typeof behaviourGraphRequest>

/** A behaviour graph kept in the project, half-lives in hours. Predictive, not causal. */
export interface KeptBehaviourGraph extends BehaviourGraph {
  readonly id: number
  readonly name: string
  readonly createdAt: number
  readonly request: BehaviourGraphRequest
  /** SHA-256 over it. */
  readonly hash: string
  /** Hash of the events … */
  readonly dataHash: string
  /** … and whether the project's are others since, so that it is out of date. */
  readonly stale: boolean
}

/** What predicts what among the events of the open project. */
export const keptBehaviourGraphMethods = {
  /** The oldest first. */
  'models.listBehaviourGraphs': query<readonly KeptBehaviourGraph[]>()(v.object({})),
  /** Which event types of the project raise the rate of which; the answer is kept. Throws BEHAVIOUR_EVENT_TYPE_UNKNOWN. */
  'models.relateEvents': publishingJob<KeptBehaviourGraph>()(behaviourGraphRequest),
  'models.renameBehaviourGraph': command<null>()(v.object({ id, name })),
  /** Undo brings it back. */
  'models.removeBehaviourGraph': command<null>()(v.object({ id })),
  /** Writes every pair as CSV, with its probability and interval; a file that is there is replaced. */
  'models.exportBehaviourGraph': job<{ readonly path: string; readonly rows: number }>()(
    v.object({ id, path: text }),
  ),
}
