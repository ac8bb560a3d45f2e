import * as m from '../../messages/compiled/messages.js'
import type { Response } from '../../src-main/contract/methods.ts'

export type Run = NonNullable<Response<'recommend.latest'>>
export type Line = Response<'recommend.list'>['rows'][number]
export type Judgement = Response<'recommend.judgements'>[number]
export type Table = Response<'behaviour.tables'>[number]

export const modelWords: Readonly<Record<Run['model'], () => string>> = {
  ease: () => m.ui_recommend_model_ease(),
  'item-knn': () => m.ui_recommend_model_item_knn(),
  popularity: () => m.ui_recommend_model_popularity(),
}

export const judgementWords: Readonly<Record<Judgement['kind'], () => string>> = {
  pin: () => m.ui_recommend_kind_pin(),
  ban: () => m.ui_recommend_kind_ban(),
  wrong: () => m.ui_recommend_kind_wrong(),
}

/** The colour and mark of a judgement. */
export const judgementTags = { pin: 'accent', ban: 'bad', wrong: 'warn' } as const

const says: Readonly<Record<string, (k: string) => string>> = {
  precision: (k) => m.ui_recommend_metric_precision({ k }),
  recall: (k) => m.ui_recommend_metric_recall({ k }),
  ndcg: () => m.ui_recommend_metric_ndcg(),
  map: () => m.ui_recommend_metric_map(),
  mrr: () => m.ui_recommend_metric_mrr(),
  hr: () => m.ui_recommend_metric_hr(),
  coverage: () => m.ui_recommend_metric_coverage(),
  novelty: () => m.ui_recommend_metric_novelty(),
  diversity: () => m.ui_recommend_metric_diversity(),
}

/** What a metric such as "ndcg@10" says; empty for one that the window does not know. */
export function metricWords(metric: string): string {
  const [name, k = ''] = metric.split('@')
  return says[name]?.(k) ?? ''
}

/** "NDCG@10" as it is written. */
export function metricName(metric: string): string {
  const [name, k] = metric.split('@')
  const written = ['ndcg', 'map', 'mrr', 'hr'].includes(name) ? name.toUpperCase() : name
  return k === undefined ? written : `${written}@${k}`
}
