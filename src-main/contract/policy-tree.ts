import type { Interval, Provenance, Warning } from './effects.ts'

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
  /** The arm's mean outcome less its cost there, less that of the control; 0 where the arm is the control. */
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
