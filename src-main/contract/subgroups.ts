import * as v from 'valibot'
import { estimateOptions, type Interval, type Provenance } from './effects.ts'
import { heterogeneityMethods } from './heterogeneity.ts'
import { job } from './method.ts'
import { tableReference } from './table.ts'

/**
 * Columns that make subgroups, at most three: all combinations of their groups. Numbers are cut at `cuts` (at their
 * quartiles where left out, or value by value where they have few); a category is a group a level.
 */
export const subgroupColumns = v.pipe(
  v.array(
    v.object({
      column: v.pipe(v.string(), v.minLength(1)),
      cuts: v.optional(v.pipe(v.array(v.pipe(v.number(), v.finite())), v.minLength(1), v.maxLength(19))),
    }),
  ),
  v.minLength(1),
  v.maxLength(3),
)

export type SubgroupColumns = v.InferOutput<typeof subgroupColumns>

export interface Subgroup {
  /** Conditions on columns, joined by ∧. */
  readonly rule: string
  readonly n: number
  readonly share: number
  /** Mean doubly robust score, with its error (by cluster where units repeat). */
  readonly estimate: number
  readonly standardError: number
  readonly confidenceInterval: Interval
  /** Effect here less the effect on everybody else, and the p-value of no difference. */
  readonly difference: number
  readonly pValue: number
  /** For the number of groups looked at (Holm 1979). */
  readonly correctedPValue: number
  /** Fewer than 30 rows: its interval is not to be relied on. */
  readonly small: boolean
}

/** One way of dividing the rows, and the effect in each part. */
export interface SubgroupLook {
  readonly by: readonly { readonly column: string; readonly cuts: readonly number[] | null }[]
  readonly groups: readonly Subgroup[]
  /** Wald test that the effect is the same in all groups; null where there is but one. */
  readonly test: {
    readonly statistic: number
    readonly degreesOfFreedom: number
    readonly pValue: number
  } | null
  /** Rows that belong to no group, a value being missing. */
  readonly left: number
}

export const subgroupMethods = {
  /** Effects in subgroups of a table, from doubly robust scores. */
  'effects.subgroups': job<SubgroupLook & { readonly provenance: Provenance }>()(
    v.object({
      ...estimateOptions.entries,
      method: v.optional(v.picklist(heterogeneityMethods), 'causal_forest'),
      table: tableReference,
      by: subgroupColumns,
    }),
  ),
}
