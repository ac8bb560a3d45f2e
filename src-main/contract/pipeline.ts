import * as v from 'valibot'
import { analysisRequest } from './analyses.ts'
import { analysisTableDefinition } from './behaviour.ts'
import { dataMethods } from './data.ts'
import { graphReference } from './graph.ts'
import { keptTraining } from './kept-models.ts'
import { job, publishingJob, query } from './method.ts'
import { recommendMethods } from './recommend.ts'
import { type SampleTruth, sampleOptions } from './sample.ts'
import type { Words } from './words.ts'

const pipeline = v.object({
  /** A log to import, or the sample shop. */
  events: v.union([dataMethods['data.import'].params, v.object({ sample: sampleOptions })]),
  /** Left out: a definition that fits the log. */
  analysisTable: v.optional(analysisTableDefinition),
  /** Sequence models to train on the events, before the table so that its covariates may ask them: the first is model 1. */
  models: v.optional(v.array(keptTraining), []),
  /** Left out: every covariate a common cause of treatment and outcome. */
  graph: v.optional(graphReference),
  effects: v.optional(v.partial(analysisRequest), {}),
  recommend: v.optional(v.partial(recommendMethods['recommend.build'].params), {}),
  locale: v.optional(v.picklist(['en', 'zh-CN']), 'en'),
})

export type Pipeline = v.InferOutput<typeof pipeline>
export interface PipelineResult {
  /** Paths of what was written. */
  readonly report: string
  readonly recommendations: string
  readonly results: string
  readonly project: string
  /** What the sample shop knows; null for any other log. */
  readonly truth: SampleTruth | null
  readonly estimates: readonly {
    readonly method: string
    readonly estimate: number
    readonly standardError: number
    readonly confidenceInterval: readonly [number, number]
  }[]
  /** Methods that could not answer, and why. */
  readonly failures: readonly { readonly method: string; readonly code: string; readonly message: Words }[]
  readonly refutations: readonly {
    readonly name: string
    readonly verdict: string
    readonly inWords: Words
  }[]
  readonly models: readonly {
    readonly id: number
    readonly name: string
    readonly metrics: Readonly<Record<string, number>>
  }[]
  readonly recommended: { readonly listed: number; readonly excluded: number; readonly lines: number }
}

export const pipelineMethods = {
  /** The whole way without a window: import, table, graph, effects, recommendations, report. */
  'pipeline.run': publishingJob<PipelineResult>()(v.object({ ...pipeline.entries, out: v.string() })),
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
