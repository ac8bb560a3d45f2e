import * as v from 'valibot'
import {
  type EffectEstimate,
  type EstimateComparison,
  estimateOptions,
  estimationMethods,
  refuterNames,
} from './effects.ts'
import { command, publishingJob, query } from './method.ts'
import type { Refutations } from './refutations.ts'
import type { Words } from './words.ts'

/** Settings of single methods, and of what is done where overlap is poor or values are missing; as `effects.estimate` takes them. */
const settings = v.partial(
  v.pick(estimateOptions, [
    'treated',
    'control',
    'categorical',
    'instruments',
    'mediators',
    'mediatorModel',
    'unit',
    'time',
    'cutoff',
    'running',
    'bandwidth',
    'firstTreated',
    'comparison',
    'aggregation',
    'propensityModel',
    'propensityCovariates',
    'outcomeModel',
    'outcomeCovariates',
    'interactions',
    'splits',
    'trim',
    'overlapWeights',
    'standardErrors',
    'missing',
    'neighbours',
    'calliper',
    'distance',
    'biasCorrection',
    'strata',
    'splits',
    'trees',
    'divergence',
    'weights',
    'clusters',
  ]),
)

/**
 * Which door the graph opens: a set to adjust for, what the effect runs through, what moves the treatment alone, or the
 * functional that the general algorithm finds.
 */
export const strategies = ['backdoor', 'frontdoor', 'instrument', 'id'] as const

/** An analysis kept in the project: one question, answered by several methods, then doubted. */
export const analysisRequest = v.object({
  name: v.pipe(v.string(), v.minLength(1)),
  /** An analysis table of the project. */
  table: v.string(),
  treatment: v.string(),
  outcome: v.string(),
  target: v.optional(v.picklist(['ate', 'att', 'atc']), 'ate'),
  /** Columns to adjust for; where left out, the graph's optimal (else smallest) valid set. */
  adjustFor: v.optional(v.array(v.string())),
  methods: v.pipe(v.array(v.picklist(estimationMethods)), v.minLength(1)),
  refuters: v.optional(v.array(v.picklist(refuterNames)), []),
  /** Of each refuter that draws at random. */
  repetitions: v.optional(v.pipe(v.number(), v.integer(), v.minValue(10)), 100),
  /** Bootstrap samples, where the bootstrap was chosen for standard errors. */
  bootstrapSamples: estimateOptions.entries.repetitions,
  folds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  clip: v.optional(v.number()),
  alpha: v.optional(v.number(), 0.05),
  seed: v.optional(v.number(), 1),
  /** Columns that the treatment cannot change, or that cannot change the outcome. */
  negativeControls: v.optional(v.array(v.string())),
  /** What the graph is asked for; a set to adjust for where left out. */
  strategy: v.optional(v.picklist(strategies)),
  ...settings.entries,
})

export type AnalysisRequest = v.InferOutput<typeof analysisRequest>

/** A question with its answers, as kept. */
export interface Analysis {
  readonly id: number
  readonly name: string
  readonly createdAt: number
  readonly request: AnalysisRequest
  /** The set that was adjusted for, and how it was found. */
  readonly adjustment: {
    readonly set: readonly string[]
    readonly from: 'request' | 'graph'
    readonly graphVersion: number | null
    readonly estimand: { readonly text: string; readonly latex: string } | null
    /** The graph's door, where the graph was asked; missing from analyses kept before it could be chosen. */
    readonly strategy?: (typeof strategies)[number]
    /** What the effect runs through, by the front door. */
    readonly mediators?: readonly string[]
    readonly instruments?: readonly string[]
  }
  /** One for each method that answered. */
  readonly estimates: readonly EffectEstimate[]
  /** Methods that could not answer, each with its error. */
  readonly failures: readonly { readonly method: string; readonly code: string; readonly message: Words }[]
  /** Whether the estimates agree; missing from analyses kept before it was asked. */
  readonly comparison?: EstimateComparison
  /** Of the last method that answered; null where none were asked for. */
  readonly refutations: Refutations | null
  /** Table, graph or data changed since. */
  readonly stale: boolean
  readonly elapsedMs: number
}

export const analysisMethods = {
  'effects.analyse': publishingJob<Analysis>()(analysisRequest),
  'effects.analyses': query<readonly Analysis[]>()(v.object({})),
  'effects.renameAnalysis': command<null>()(v.object({ id: v.number(), name: v.string() })),
  'effects.removeAnalysis': command<null>()(v.object({ id: v.number() })),
}
