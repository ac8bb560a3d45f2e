import * as v from 'valibot'
import {
  column,
  type EffectEstimate,
  type EstimatorPanel,
  estimateOptions,
  estimationMethods,
  question,
  refuterNames,
} from './effects.ts'
import { type EffectHeterogeneity, heterogeneityMethods } from './heterogeneity.ts'
import { job } from './method.ts'
import type { Refutations } from './refutations.ts'
import type { SensitivityAnalysis } from './sensitivity.ts'
import { tableReference } from './table.ts'
import { type UpliftMetrics, upliftMetricsParams } from './uplift-metrics.ts'

const proportion = v.pipe(v.number(), v.minValue(0), v.ltValue(1))

/** Of flexible methods, the hidden confounder asked about: see `FlexibleBounds`. */
const confounder = v.optional(
  v.object({
    outcome: v.optional(proportion, 0.03),
    treatment: v.optional(proportion, 0.03),
    correlation: v.optional(v.pipe(v.number(), v.minValue(-1), v.maxValue(1)), 1),
  }),
  {},
)

/** Questions about an effect that need nothing but a table. */
export const effectsMethods = {
  'effects.estimate': job<EffectEstimate>()(v.object({ ...estimateOptions.entries, table: tableReference })),
  'effects.compare': job<EstimatorPanel>()(
    v.object({
      ...question,
      methods: v.pipe(v.array(v.picklist(estimationMethods)), v.minLength(2)),
      table: tableReference,
    }),
  ),
  'effects.refute': job<Refutations>()(
    v.object({
      ...estimateOptions.entries,
      table: tableReference,
      refuters: v.pipe(v.array(v.picklist(refuterNames)), v.minLength(1)),
      /** Repetitions of each refuter that draws at random. */
      repetitions: v.optional(v.pipe(v.number(), v.integer(), v.minValue(10), v.maxValue(100_000)), 100),
      /** Columns that the treatment cannot change, or that cannot change the outcome. */
      negativeControls: v.optional(v.array(column), []),
    }),
  ),
  'effects.heterogeneity': job<EffectHeterogeneity>()(
    v.object({
      ...estimateOptions.entries,
      method: v.optional(v.picklist(heterogeneityMethods), 'causal_forest'),
      /** A CSV file for the effects by row, beside the answer. */
      save: v.optional(v.string()),
      table: tableReference,
    }),
  ),
  'effects.upliftMetrics': job<UpliftMetrics>()(upliftMetricsParams),
  'effects.sensitivity': job<SensitivityAnalysis>()(
    v.object({
      ...estimateOptions.entries,
      table: tableReference,
      /** Covariates that an unobserved confounder is compared with. */
      benchmarks: v.optional(v.array(column), []),
      /** How many times as strong as a benchmark. */
      times: v.optional(v.array(v.pipe(v.number(), v.gtValue(0))), [1, 2, 3]),
      confounder,
    }),
  ),
} as const
