import type { EstimationMethod, Interval, Provenance, Warning } from './effects.ts'
import type { Words } from './words.ts'

export interface EffectGroup {
  /** Conditions on covariates, joined by ∧; empty for everyone. */
  readonly rule: string
  readonly n: number
  readonly share: number
  readonly estimate: number
  readonly standardError: number
  readonly confidenceInterval: Interval
}

interface Tested {
  readonly estimate: number
  readonly standardError: number
  readonly pValue: number
}

/** Methods that give an effect for every row. */
export const heterogeneityMethods = [
  'causal_forest',
  's_learner',
  't_learner',
  'x_learner',
  'r_learner',
  'dr_learner',
  'uplift_forest',
  'uplift_tree',
] as const

export interface TargetingPoint {
  readonly share: number
  /** Mean effect on those treated so far less that on everybody (TOC). */
  readonly toc: number
  readonly tocError: number
  /** What treating them adds to the outcome's mean over everybody, and what as many drawn at random would add. */
  readonly gain: number
  readonly gainError: number
  readonly gainAtRandom: number
}

export interface EffectHeterogeneity {
  readonly method: EstimationMethod
  readonly n: number
  /** What effects are of; in results kept by earlier versions neither is said. */
  readonly estimand?: Words
  /** The arms compared, of several: everything is among the rows of these two. Null for a dose. */
  readonly arms?: { readonly treated: string; readonly control: string } | null
  readonly average: {
    readonly estimate: number
    readonly standardError: number
    readonly confidenceInterval: Interval
  }
  /** By row of the table; NaN for a row left out. */
  readonly effects: Float64Array
  /** Of the effects: a causal forest's own, of other learners by half samples (`repetitions` of them). */
  readonly standardErrors: Float64Array
  /** Doubly robust scores by row of the table, whose mean in any group is its effect; NaN for a row left out. */
  readonly scores: Float64Array
  readonly importance: readonly { readonly column: string; readonly share: number }[]
  /** Leaves of a shallow tree as rules, the greatest effect first. */
  readonly tree: readonly EffectGroup[]
  /** Fifths of the predicted effect, the lowest first. */
  readonly groups: readonly {
    readonly group: number
    readonly n: number
    readonly predicted: number
    readonly estimate: number
    readonly standardError: number
    readonly confidenceInterval: Interval
  }[]
  readonly linearProjection: readonly ({ readonly term: string } & Tested)[]
  /** Both 1 where the forest is calibrated. */
  readonly calibration: { readonly mean: Tested; readonly differential: Tested }
  /** Rank-weighted average effects: above 0 where the forest knows whom to treat first. */
  readonly rank: {
    readonly autoc: number
    readonly qini: number
    readonly autocError: number
    readonly qiniError: number
    readonly autocInterval: Interval
    readonly qiniInterval: Interval
    /** Points of both curves over the share treated, the greatest predicted effect first, with their errors. */
    readonly curve: readonly TargetingPoint[]
  }
  readonly distribution: {
    readonly range: Interval
    readonly counts: readonly number[]
    readonly quantiles: readonly { readonly share: number; readonly effect: number }[]
  }
  readonly warnings: readonly Warning[]
  readonly provenance: Provenance
}
