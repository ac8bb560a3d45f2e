import * as m from '../../../messages/compiled/messages.js'
import type { Request, Response } from '../../../src-main/contract/methods.ts'
import { runJob } from '../../state/jobs.svelte.ts'
import { metricName } from './words.ts'

export type ModelSizes = NonNullable<Response<'models.sizesKept'>>
type SmallerModel = ModelSizes['smaller'][number]

/** Which model's sizes are being measured. */
class Sizing {
  of = $state<number | null>(null)

  async measure(request: Request<'models.measureSizesKept'>, name: string): Promise<void> {
    this.of = request.id
    try {
      await runJob('models.measureSizesKept', request, () => m.ui_job_sizes({ name }))
    } finally {
      this.of = null
    }
  }
}

export const sizing = new Sizing()

/** "8 bits, 30 % pruned". */
export function wayOf({ quantise, prune }: Pick<SmallerModel, 'quantise' | 'prune'>): string {
  const bits = quantise ? m.ui_sizes_eight() : m.ui_sizes_thirty_two()
  return prune === 0 ? bits : m.ui_sizes_pruned({ bits, percent: `${Math.round(100 * prune)}` })
}

/** The metric that sizes are compared by; undefined where nobody holds an item out. */
export function mainMetric({ whole }: ModelSizes): { key: string; name: string } | undefined {
  const key = Object.keys(whole.metrics).find((metric) => metric.startsWith('ndcg@'))
  return key === undefined ? undefined : { key, name: metricName(key) }
}

/** The share of the metric that a size loses; below 0 where it gains. */
export function lossOf(sizes: ModelSizes, smaller: SmallerModel, metric: string): number {
  return 1 - smaller.metrics[metric] / sizes.whole.metrics[metric]
}

/** Less than this share of the metric is as good as nothing. */
const negligible = 0.02

/** The smallest size that costs next to nothing. */
export function bestSize(sizes: ModelSizes, metric: string): SmallerModel | undefined {
  return sizes.smaller.findLast((smaller) => lossOf(sizes, smaller, metric) <= negligible)
}
