import type { FittedAs, Model } from './candidate-model.ts'
import { itemCounts } from './interactions.ts'

/** The number of users who met the item: the same list for everybody, and the measure of every other model. */
export const popularity: Model<FittedAs<'popularity'>> = {
  name: 'popularity',
  async fit(train) {
    return { model: 'popularity', items: train.items.length, counts: itemCounts(train) }
  },
  score(fitted, _history, scores) {
    scores.set(fitted.counts)
  },
  contribution: () => 0,
}
