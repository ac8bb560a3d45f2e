import * as m from '../../messages/compiled/messages.js'
import type { CandidateModel } from '../../src-main/contract/recommend.ts'

export const modelWords: Readonly<Record<CandidateModel, () => string>> = {
  popularity: () => m.ui_recommend_model_popularity(),
  'item-knn': () => m.ui_recommend_model_item_knn(),
  ease: () => m.ui_recommend_model_ease(),
}
