import * as v from 'valibot'
import { job, publishingJob, query } from './method.ts'
import { backendChoice, type ComputedOn, sequenceMap } from './models.ts'
import { tableReference } from './table.ts'
import type { Words } from './words.ts'

/** A model as it was, or smaller. */
export interface CompressedStage {
  /** Of its file. */
  readonly bytes: number
  /** Of the test items; empty where nobody holds one out. */
  readonly metrics: Readonly<Record<string, number>>
}

export interface Compression extends ComputedOn {
  readonly before: CompressedStage
  readonly after: CompressedStage
  /** after ÷ before. */
  readonly share: number
  readonly quantised: boolean
  /** Share of the weights of matrices that are zero after. */
  readonly pruned: number
  /** Largest change of a weight that was kept, as a share of the largest weight of its row. */
  readonly rounding: number
  readonly users: number
  readonly protocol: Words
  readonly warnings: readonly Words[]
  readonly saved: string | null
}

/** One way to make a model smaller. */
export interface SmallerModel extends CompressedStage {
  readonly quantise: boolean
  /** Share of each matrix's weights that became zero. */
  readonly prune: number
  /** Largest change of a weight that was kept, as a share of the largest weight of its row. */
  readonly rounding: number
}

/**
 * A model of the project as it is and smaller, all ranked by one protocol on the same events; where the last of them were, which is
 * not known of those that were measured long ago.
 */
export interface ModelSizes extends Partial<ComputedOn> {
  readonly whole: CompressedStage
  /** The largest first. */
  readonly smaller: readonly SmallerModel[]
  readonly users: number
  readonly protocol: Words
  readonly warnings: readonly Words[]
}

/** The project's events are no longer those that it was measured on. */
export type KeptModelSizes = ModelSizes & { readonly stale: boolean }

const text = v.pipe(v.string(), v.minLength(1))
const id = v.pipe(v.number(), v.integer())
/** Weights as whole numbers of eight bits, with one scale a row. */
const quantise = v.optional(v.boolean(), true)
/** This share of each matrix's weights, the smallest, becomes zero. */
const prune = v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.99)), 0)

export const compressionSettings = v.object({ quantise, prune })
export type CompressionSettings = v.InferOutput<typeof compressionSettings>

/** What is worth comparing where the analyst has named nothing. */
const usualTries = [0, 0.3, 0.5, 0.7, 0.9].map((share) => ({ quantise: true, prune: share }))

export const compressionMethods = {
  /** A smaller file of the same model, and what that costs in accuracy. It reads and answers as any other. */
  'models.compress': job<Compression>()(
    v.object({
      table: tableReference,
      map: sequenceMap,
      types: v.optional(v.pipe(v.array(text), v.minLength(1))),
      path: text,
      quantise,
      prune,
      k: v.optional(v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(1))), v.minLength(1)), [10]),
      backend: backendChoice,
      save: v.optional(text),
    }),
  ),
  /** What was measured of a model of the project last; null where nothing was. Throws MODELS_UNKNOWN. */
  'models.sizesKept': query<KeptModelSizes | null>()(v.object({ id })),
  /**
   * How small a model of the project can be and what that costs, on its present events. Kept with the model beside what
   * was measured on the same events before; `models.exportKept` writes any of them. Throws MODELS_UNKNOWN.
   */
  'models.measureSizesKept': publishingJob<KeptModelSizes>()(
    v.object({
      id,
      tries: v.optional(v.pipe(v.array(compressionSettings), v.minLength(1), v.maxLength(50)), usualTries),
      backend: backendChoice,
    }),
  ),
}
