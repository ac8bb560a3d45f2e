import * as v from 'valibot'
import { job } from './method.ts'
import { tableReference } from './table.ts'
import type { Words } from './words.ts'

export interface ItemVectorsSummary {
  readonly items: readonly string[]
  readonly width: number
  /** One vector an item; empty where they were written to a file. */
  readonly vectors: readonly (readonly number[])[]
  /** For each item those most like it, by the angle between their vectors. */
  readonly nearest: readonly {
    readonly item: string
    readonly near: readonly { readonly item: string; readonly likeness: number }[]
  }[]
  /** Share of the weights' squares that the vectors hold. */
  readonly explained: number
  readonly terms: number
  readonly protocol: Words
  readonly warnings: readonly Words[]
  readonly saved: string | null
}

const text = v.pipe(v.string(), v.minLength(1))

export const itemVectorsMethods = {
  /** Items' texts as vectors, in any language, Chinese cut into words; `models.train` can begin with them. */
  'models.itemVectors': job<ItemVectorsSummary>()(
    v.object({
      table: tableReference,
      map: v.object({ item: text, text: v.pipe(v.array(text), v.minLength(1)) }),
      width: v.optional(
        v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(1024), v.multipleOf(8)),
        64,
      ),
      /** Items to show the nearest of, and how many. */
      of: v.optional(v.array(text), []),
      k: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 5),
      seed: v.optional(v.pipe(v.number(), v.integer()), 0),
      /** CSV file for the vectors. */
      save: v.optional(text),
    }),
  ),
}
