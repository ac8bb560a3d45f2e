import type { Monitor } from '../contract/monitor.ts'
import type { Parallel } from '../numeric/parallel.ts'
import type { SavedModel } from './saving/saved-model.ts'
import type { HeldModel } from './training/held-model.ts'
import type { LearnerOptions } from './training/learner.ts'
import { openLearner, type ProcessorLearner } from './training/processor-learner.ts'

/** What a model is held for beside states and ranks, which it always tells. */
export interface Questions {
  /** Floats that the largest answer about one row takes. */
  readonly floatsPerRow?: number
  readonly gradients?: boolean
}

/** Opens a model for questions, wherever it is computed. Throws MODELS_TOO_LARGE. */
export type HoldModel = (
  model: Pick<SavedModel, 'architecture' | 'weights'>,
  questions: Questions,
  monitor: Monitor,
) => Promise<HeldModel>

/** Sequences of a batch on the processor. */
const rowsAtOnce = 64

/** On the threads of `parallel`. */
export function holdOnProcessor(
  { architecture, weights }: Pick<SavedModel, 'architecture' | 'weights'>,
  questions: Questions,
  parallel: Parallel,
  monitor: Monitor,
): ProcessorLearner {
  const learner = openLearner(architecture, askedOptions(rowsAtOnce, questions), parallel, monitor)
  learner.load(weights)
  return learner
}

/** Holds a model where `place` says for `use`, and lets it go whatever happens. */
export async function withHeld<T>(
  place: Parallel | HoldModel,
  model: Pick<SavedModel, 'architecture' | 'weights'>,
  questions: Questions,
  monitor: Monitor,
  use: (held: HeldModel) => Promise<T>,
): Promise<T> {
  const held =
    typeof place === 'function'
      ? await place(model, questions, monitor)
      : holdOnProcessor(model, questions, place, monitor)
  try {
    return await use(held)
  } finally {
    await held.close()
  }
}

export function askedOptions(
  rows: number,
  { floatsPerRow = 0, gradients = false }: Questions,
): LearnerOptions {
  return {
    ...{ rows, rate: 0, decay: 0, dropout: 0, seed: 0, loss: 'softmax', negatives: 0 },
    asked: { floatsPerRow, gradients },
  }
}
