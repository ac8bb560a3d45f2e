import * as v from 'valibot'
import { analysisRequest } from './analyses.ts'
import { analysisTableDefinition } from './behaviour.ts'
import { dataMethods } from './data.ts'
import { graphReference } from './graph.ts'
import { job, query } from './method.ts'
import { recommendMethods } from './recommend.ts'
import type { Words } from './words.ts'

const sample = v.object({
  /** `observed`: the offer follows logged behaviour. `unseen`: it follows intent that no log holds. */
  variant: v.optional(v.picklist(['observed', 'unseen']), 'observed'),
  users: v.optional(v.pipe(v.number(), v.integer(), v.minValue(100)), 20_000),
  seed: v.optional(v.number(), 1),
})

const pipeline = v.object({
  /** A log to import, or the sample shop. */
  events: v.union([dataMethods['data.import'].params, v.object({ sample })]),
  /** Left out: a definition that fits the log. */
  analysisTable: v.optional(analysisTableDefinition),
  /** Left out: every covariate a common cause of treatment and outcome. */
  graph: v.optional(graphReference),
  effects: v.optional(v.partial(analysisRequest), {}),
  recommend: v.optional(v.partial(recommendMethods['recommend.build'].params), {}),
  locale: v.optional(v.picklist(['en', 'zh-CN']), 'en'),
})

export type Pipeline = v.InferOutput<typeof pipeline>
export type SampleOptions = v.InferOutput<typeof sample>

/** Truth that the sample shop knows and no log does. */
export interface SampleTruth {
  /** Effect of the offer on the chance to buy, averaged over the population. */
  readonly averageEffect: number
  readonly segments: readonly { readonly segment: string; readonly share: number; readonly effect: number }[]
  /** Partial R² of unseen intent with the offer and with the outcome, given the covariates (variant `unseen`). */
  readonly confounding: { readonly treatment: number; readonly outcome: number } | null
}

export interface PipelineResult {
  /** Paths of what was written. */
  readonly report: string
  readonly recommendations: string
  readonly results: string
  readonly truth: SampleTruth | null
}

export const pipelineMethods = {
  /** The whole way without a window: import, table, graph, effects, recommendations, report. */
  'pipeline.run': job<PipelineResult>()(v.object({ ...pipeline.entries, out: v.string() })),
  /** Makes the sample project at a path and opens it. */
  'sample.create': job<{ readonly path: string; readonly events: number; readonly truth: SampleTruth }>()(
    v.object({ path: v.string(), ...sample.entries }),
  ),
}

export interface VerificationCheck {
  readonly name: string
  readonly source: string
  readonly expected: number | string
  readonly got: number | string
  readonly passed: boolean
}

export const verifyMethods = {
  /** Makes the installed copy prove its own arithmetic. */
  'verify.run': job<{ readonly checks: readonly VerificationCheck[] }>()(v.object({})),
}

export interface JobInformation {
  readonly id: number
  readonly method: string
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  readonly fraction: number
  readonly phase: Words | null
  readonly startedAt: number
  readonly endedAt: number | null
  readonly errorCode: string | null
}

export const jobMethods = {
  'jobs.list': query<readonly JobInformation[]>()(v.object({})),
}
