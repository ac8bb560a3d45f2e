import type { Fitted } from './candidate-model.ts'
import { modelOf } from './models.ts'
import { selectTop } from './select-top.ts'

/** Ranks every item for one user after another, with one array of scores. */
export function ranker(fitted: Fitted, k: number, excludeSeen: boolean) {
  const model = modelOf(fitted)
  const scores = new Float64Array(fitted.items)
  return {
    scores,
    /** The k best items for a history, best first; equal scores in order of the items' names. `scores` holds theirs. */
    rank(history: Int32Array): number[] {
      model.score(fitted, history, scores)
      if (excludeSeen) for (const item of history) scores[item] = Number.NEGATIVE_INFINITY
      return selectTop(scores, k)
    },
  }
}
