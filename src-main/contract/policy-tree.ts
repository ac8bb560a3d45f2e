import * as v from 'valibot'
import { estimateOptions, type Interval, type Provenance, type Warning } from './effects.ts'
import { job } from './method.ts'
import { tableReference } from './table.ts'

/** What a policy tree is, beside the question and the models behind its scores. */
const shape = {
  depth: v.optional(v.picklist([0, 1, 2]), 2),
  /** What an arm costs a row, in the outcome's unit; 0 where left out. */
  costs: v.optional(v.record(v.string(), v.pipe(v.number(), v.finite())), {}),
  /** Fewest rows of a leaf; one in a hundred where left out. */
  minNode: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** Cuts of a column of numbers that are searched; every one where it has no more values. */
  cuts: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(254)), 100),
}

const policyShape = v.object(shape)

export type PolicyShape = v.InferOutput<typeof policyShape>

interface Estimated {
  readonly estimate: number
  readonly standardError: number
  readonly confidenceInterval: Interval
}

/** A question of a policy tree and what follows from it; `yes` and `no` are places in `PolicyTree.nodes`. */
export type PolicyNode =
  | {
      readonly kind: 'split'
      readonly column: string
      /** Rows of which this holds go to `yes`: `age > 30`, `channel = mail`. */
      readonly condition: string
      readonly yes: number
      readonly no: number
    }
  | { readonly kind: 'leaf'; readonly leaf: number }

/** Whom the tree gives what. */
export interface PolicyLeaf {
  /** Conditions on covariates, joined by ∧; empty for everyone. */
  readonly rule: string
  readonly arm: string
  readonly n: number
  readonly share: number
  /**
   * The arm's mean outcome less its cost there, less that of the control; 0 where the arm is the control. From the rows
   * that chose the arm, and so on the bright side: `PolicyTree.value` is not.
   */
  readonly gain: Estimated
}

/** Each arm given to everyone, beside the tree. */
export interface PolicyComparison {
  readonly arm: string
  /** Mean outcome less cost if everyone had this arm. */
  readonly value: Estimated
  /** Value of the tree less that, and the p-value of no difference. */
  readonly advantage: Estimated & { readonly pValue: number }
}

/**
 * Who should get which arm, as a tree a person can follow: the best of its depth over doubly robust scores
 * (Athey and Wager 2021; Zhou, Athey and Wager 2023).
 */
export interface PolicyTree {
  readonly n: number
  readonly depth: number
  readonly arms: readonly string[]
  /** Outcome each arm costs a row, in the outcome's unit. */
  readonly costs: Readonly<Record<string, number>>
  /** The first is the root. */
  readonly nodes: readonly PolicyNode[]
  readonly leaves: readonly PolicyLeaf[]
  /** Mean outcome less cost under trees like this one, each judged on folds it was not grown on. */
  readonly value: Estimated
  readonly folds: number
  readonly comparisons: readonly PolicyComparison[]
  /** Share of rows that the tree gives each arm. */
  readonly shares: readonly { readonly arm: string; readonly share: number }[]
  /** Covariates that the tree may ask about, and the candidate cuts of each that were searched. */
  readonly searched: readonly { readonly column: string; readonly cuts: number }[]
  readonly warnings: readonly Warning[]
  readonly provenance: Provenance
}

export const policyTreeMethods = {
  'effects.policyTree': job<PolicyTree>()(
    v.object({
      ...estimateOptions.entries,
      /** Whose models stand behind the scores. */
      method: v.optional(v.picklist(['dml_irm', 'aipw']), 'dml_irm'),
      ...shape,
      table: tableReference,
    }),
  ),
} as const
