import type { SequenceModel } from '../../contract/models.ts'
import type { Monitor } from '../../contract/monitor.ts'
import { type Words, words } from '../../contract/words.ts'
import type { Sequences } from '../data/sequences.ts'
import type { Questions } from '../hold-model.ts'
import type { Adversary } from '../losses/adversary.ts'
import type { LossName } from '../losses/table.ts'
import type { SavedModel } from '../saving/saved-model.ts'
import type { HeldModel } from '../training/held-model.ts'
import type { CheckpointStore, Training, TrainingPlan } from '../training/train-model.ts'

/** The graphics adapter of this machine, or why there is none. */
export type FoundAdapter =
  | {
      readonly device: string
      /** Shaders run on the processor: right, and slower than the processor's own kernels. */
      readonly software: boolean
      /** The most bytes that one model may take there. */
      readonly memory: number
    }
  | { readonly device: null; readonly reason: Words }

/**
 * The graphics processor as this program reaches it (WebGPU): in its own process, or in a window of its own. Whoever
 * composes the program supplies it.
 */
export interface Graphics {
  /** The same answer each time; never rejects. */
  find(): Promise<FoundAdapter>
  /** As `parity`, computed there. Infinity where it cannot be computed. */
  parity(model: SequenceModel, steps: number, loss: LossName, adversary?: Adversary): Promise<number>
  /** As `trainModel`, computed there. Throws MODELS_DEVICE_LOST as well. */
  train(
    sequences: Sequences,
    plan: TrainingPlan,
    monitor: Monitor,
    checkpoints?: CheckpointStore,
  ): Promise<Training>
  /** Holds a model there for batches of so many rows. Throws MODELS_TOO_LARGE and, as its answers do, MODELS_DEVICE_LOST. */
  hold(
    model: Pick<SavedModel, 'architecture' | 'weights'>,
    rows: number,
    questions: Questions,
    monitor: Monitor,
  ): Promise<HeldModel>
}

/** A program that reaches no graphics processor. */
export const noGraphics: Graphics = {
  find: async () => ({ device: null, reason: words('backend_no_adapter') }),
  parity: async () => Number.POSITIVE_INFINITY,
  train: () => Promise.reject(new Error('there is no graphics processor')),
  hold: () => Promise.reject(new Error('there is no graphics processor')),
}
