import * as v from 'valibot'
import {
  type EstimateFailure,
  type EstimationMethod,
  estimateOptions,
  type Interval,
  type Provenance,
} from './effects.ts'
import { type EffectHeterogeneity, heterogeneityMethods } from './heterogeneity.ts'
import { command, publishingJob, query } from './method.ts'
import type { PolicyTree } from './policy-tree.ts'
import type { SensitivityAnalysis } from './sensitivity.ts'
import { type SubgroupLook, subgroupColumns } from './subgroups.ts'

/** Answers about hidden bias that need a method of their own, each on the question of the analysis. */
export interface HiddenBias {
  /** Of matched pairs (Rosenbaum 2002). */
  readonly matched: { readonly estimate: number; readonly gamma: number } | null
  /** Of inverse propensity weighting (Tan 2006): the range of the estimate at each strength. */
  readonly weighted: {
    readonly estimate: number
    readonly bounds: readonly { readonly lambda: number; readonly estimates: Interval }[]
  } | null
  /** Of flexible models (Chernozhukov et al. 2022). */
  readonly flexible: {
    readonly method: EstimationMethod
    readonly estimate: number
    readonly robustnessValue: number
    /** Missing from analyses kept before it was worked out. */
    readonly robustnessValueAlpha?: number
  } | null
  /** Methods that could not answer this question. */
  readonly failures: readonly EstimateFailure[]
  readonly provenance: Provenance
}

/** Heterogeneity as it is kept and shown: what is by row stays in the project file. */
export interface KeptHeterogeneity
  extends Omit<EffectHeterogeneity, 'effects' | 'standardErrors' | 'scores'> {
  /** Whether the error of each row's effect is known; missing from what earlier versions kept, where none is. */
  readonly errorsByRow?: boolean
}

/** Everything kept about one analysis beside its estimates; null where it was not asked for. */
export interface FollowUps {
  readonly sensitivity: SensitivityAnalysis | null
  readonly hiddenBias: HiddenBias | null
  readonly heterogeneity: KeptHeterogeneity | null
  /** Every look at subgroups so far, the latest last: corrections count them all. */
  readonly subgroups: readonly SubgroupLook[] | null
  readonly policy: PolicyTree | null
}

export type FollowUpKind = keyof FollowUps

const analysis = v.pipe(v.number(), v.integer())

/** All of these throw PROJECT_ANALYSIS_UNKNOWN, and those that compute EFFECTS_ANALYSIS_STALE. */
export const followUpMethods = {
  'effects.followUps': query<FollowUps>()(v.object({ analysis })),
  /** Rosenbaum's Γ, bounds of weighting and the robustness of flexible models, for the question of an analysis. */
  'effects.analyseHiddenBias': publishingJob<HiddenBias>()(v.object({ analysis })),
  /** For whom the effect of an analysis holds. */
  'effects.analyseHeterogeneity': publishingJob<KeptHeterogeneity>()(
    v.object({
      analysis,
      method: v.optional(v.picklist(heterogeneityMethods), 'causal_forest'),
      /** Of several arms, the one whose effects are asked for; the analysis's own where left out. */
      treated: v.optional(v.pipe(v.string(), v.minLength(1))),
      trees: v.optional(v.pipe(v.number(), v.integer(), v.minValue(10), v.maxValue(10_000))),
      /** Of uplift trees; that of the analysis where left out. */
      divergence: estimateOptions.entries.divergence,
      /** Errors of each row's effect where the method gives none by itself: by half samples, many times the work. */
      errorsByRow: v.optional(v.boolean(), false),
    }),
  ),
  /**
   * Writes the kept effects by row as CSV: row, unit, effect, standard error, interval. Throws EFFECTS_ANALYSIS_STALE and
   * EFFECTS_HETEROGENEITY_NOT_KEPT.
   */
  'effects.exportEffects': command<{ readonly path: string; readonly lines: number }>()(
    v.object({ analysis, path: v.string() }),
  ),
  /** Who should get which arm, as a tree. */
  'effects.analysePolicy': publishingJob<PolicyTree>()(
    v.object({
      analysis,
      depth: v.optional(v.picklist([1, 2]), 2),
      /** What an arm costs a row, in the outcome's unit. */
      costs: v.optional(v.record(v.string(), v.pipe(v.number(), v.finite())), {}),
      /** Fewest rows of a leaf; one in a hundred where left out. */
      minNode: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
    }),
  ),
  /** Effects in groups of the analyst's making, from the scores of the kept heterogeneity. */
  'effects.exploreSubgroups': publishingJob<readonly SubgroupLook[]>()(
    v.object({ analysis, by: subgroupColumns }),
  ),
  /** Forgets every look at subgroups. */
  'effects.forgetSubgroups': publishingJob<null>()(v.object({ analysis })),
}
