import * as v from 'valibot'
import { type Interval, share } from './effects.ts'
import type { Words } from './words.ts'

export const upliftMetricsParams = v.object({
  outcome: v.array(v.number()),
  /** 1 and 0. */
  treatment: v.array(v.union([v.number(), v.boolean()])),
  /** Predicted uplift: higher is treated first. */
  uplift: v.array(v.number()),
  alpha: v.optional(share, 0.05),
  seed: v.optional(v.pipe(v.number(), v.integer()), 1),
})

export type UpliftMetricsParams = v.InferOutput<typeof upliftMetricsParams>

interface ResponseRate {
  readonly rate: number
  readonly variance: number
  readonly n: number
}

export interface UpliftMetrics {
  /** Area above random over that of a perfect order, as scikit-uplift's qini_auc_score and uplift_auc_score. */
  readonly qini: number
  readonly auuc: number
  readonly qiniRaw: number
  readonly auucRaw: number
  /** Share treated, and both curves per row. */
  readonly curve: readonly { readonly share: number; readonly qini: number; readonly uplift: number }[]
  /** Of the normalised Qini. */
  readonly confidenceInterval: Interval
  readonly responseRates: { readonly treated: ResponseRate; readonly control: ResponseRate }
  readonly protocol: Words
}
