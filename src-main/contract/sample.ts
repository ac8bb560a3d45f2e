import * as v from 'valibot'
import type { AnalysisTableDefinition } from './behaviour.ts'
import type { Graph } from './graph.ts'
import { publishingJob } from './method.ts'

const sample = {
  /** `observed`: the offer follows logged behaviour. `unseen`: it follows intent that no log holds. */
  variant: v.optional(v.picklist(['observed', 'unseen']), 'observed'),
  users: v.optional(v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(1_000_000)), 20_000),
  seed: v.optional(v.pipe(v.number(), v.integer()), 1),
}

export const sampleOptions = v.object(sample)

/** Truth that the sample shop knows and no log does. */
export const sampleTruth = v.object({
  /** Effect of the offer on the chance to buy, averaged over the population. */
  averageEffect: v.number(),
  segments: v.array(v.object({ segment: v.string(), share: v.number(), effect: v.number() })),
  /** Partial R² of unseen intent with the offer and with the outcome, given the covariates (variant `unseen`). */
  confounding: v.nullable(v.object({ treatment: v.number(), outcome: v.number() })),
})

export type SampleTruth = v.InferOutput<typeof sampleTruth>

export interface Sample {
  readonly path: string
  readonly events: number
  readonly truth: SampleTruth
  /** Where the truth was written aside, as JSON: the project does not hold it. */
  readonly truthPath: string
}

export interface ImportedSample {
  readonly events: number
  /** Of the log that was imported. */
  readonly source: number
  readonly truth: SampleTruth
  /** The question that the sample is made for, and how the shop works. */
  readonly definition: AnalysisTableDefinition
  readonly graph: Graph
}

export const sampleMethods = {
  /**
   * Makes the sample project: a shop with known truth, its analysis table and its graph. The file is there whole or not
   * at all, and is not opened. Fails with PROJECT_EXISTS rather than replace a file.
   */
  'sample.create': publishingJob<Sample>()(v.object({ path: v.pipe(v.string(), v.minLength(1)), ...sample })),
  /** Imports the sample shop's log into the open project. */
  'sample.import': publishingJob<ImportedSample>()(sampleOptions),
}
