import type { PoolingMode, SentenceModelSummary } from '../contract/sentence-vectors.ts'
import type { SentenceModelFolder } from '../ingest/sentence-model/find-sentence-model.ts'
import type { NetworkPlan } from '../models/content/sentences/plan-network.ts'
import type { SentenceTokenizer } from '../models/content/sentences/tokenizer.ts'

/** What is usual where a folder says nothing of pooling. */
export const usualPooling: readonly PoolingMode[] = ['mean']

export function summaryOfModel(
  found: SentenceModelFolder,
  plan: NetworkPlan,
  tokenizer: SentenceTokenizer,
): SentenceModelSummary {
  const { settings } = found
  const pooling = plan.own === true ? (['own'] as const) : (settings.pooling ?? usualPooling)
  const pooled = plan.width === null || plan.own === null ? null : plan.width * pooling.length
  return {
    ...{ folder: found.folder, name: found.name, file: found.file, files: found.files, bytes: found.bytes },
    ...{ quantised: plan.quantised, tokenizer: tokenizer.kind, tokens: tokenizer.size },
    width: plan.own !== true && settings.dense.length > 0 ? null : pooled,
    longest: Math.min(settings.longest, plan.length ?? settings.longest),
    ...{ pooling, poolingSaid: plan.own === true || settings.pooling !== null },
    ...{ normalised: settings.normalise, prefix: settings.prompt },
  }
}
