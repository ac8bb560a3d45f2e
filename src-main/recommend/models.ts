import type { Monitor } from '../contract/monitor.ts'
import type { CandidateModel, ModelOptions } from '../contract/recommend.ts'
import type { Parallel } from '../numeric/parallel.ts'
import type { Fitted, Model } from './candidate-model.ts'
import { ease } from './ease.ts'
import type { Interactions } from './interactions.ts'
import { itemKnn } from './item-knn.ts'
import { popularity } from './popularity.ts'

/** Every candidate model: one line each. */
const models: { readonly [Name in CandidateModel]: Model<Extract<Fitted, { model: Name }>> } = {
  popularity,
  'item-knn': itemKnn,
  ease,
}

/** Learns from interactions. Throws what the model throws. */
export async function fitCandidates(
  name: CandidateModel,
  train: Interactions,
  options: ModelOptions,
  monitor: Monitor,
  parallel: Parallel,
): Promise<Fitted> {
  return models[name].fit(train, options, monitor, parallel)
}

/** The model that made `fitted`, its own type forgotten: use it with that fit alone. */
export function modelOf(fitted: Fitted): Model {
  return models[fitted.model] as unknown as Model
}
