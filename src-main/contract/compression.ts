import * as v from 'valibot'
import { job } from './method.ts'
import { sequenceMap } from './models.ts'
import { tableReference } from './table.ts'
import type { Words } from './words.ts'

/** A model as it was, or smaller. */
export interface CompressedStage {
  /** Of its file. */
  readonly bytes: number
  /** Of the test items; empty where nobody holds one out. */
  readonly metrics: Readonly<Record<string, number>>
}

export interface Compression {
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

const text = v.pipe(v.string(), v.minLength(1))

export const compressionMethods = {
  /** A smaller file of the same model, and what that costs in accuracy. It reads and answers as any other. */
  'models.compress': job<Compression>()(
    v.object({
      table: tableReference,
      map: sequenceMap,
      types: v.optional(v.pipe(v.array(text), v.minLength(1))),
      path: text,
      /** Weights as whole numbers of eight bits, with one scale a row. */
      quantise: v.optional(v.boolean(), true),
      /** This share of each matrix's weights, the smallest, becomes zero. */
      prune: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.99)), 0),
      k: v.optional(v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(1))), v.minLength(1)), [10]),
      save: v.optional(text),
    }),
  ),
}
