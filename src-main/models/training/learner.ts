import type { Monitor } from '../../contract/monitor.ts'
import type { Architecture } from '../architecture.ts'
import type { Adversary } from '../losses/adversary.ts'
import type { LossName } from '../losses/table.ts'
import type { Awaitable, Batch, HeldModel } from './held-model.ts'

export interface LearnerOptions {
  /** Sequences of a batch. */
  readonly rows: number
  readonly rate: number
  /** L2 penalty: this times the weight joins the gradient. */
  readonly decay: number
  readonly dropout: number
  readonly seed: number
  readonly loss: LossName
  /** Items of a sample, a multiple of 8, for losses over one. */
  readonly negatives: number
  /** Each step learns from the worst small change of the items' vectors as well. */
  readonly adversary?: Adversary
  /** A mean of the weights is kept, which begins as they do. */
  readonly averages?: boolean
  /** Every sequence of a batch keeps a gradient of its own, for `exampleGradients`. */
  readonly examplesApart?: boolean
  /** Nothing is learned: memory is for answers alone. */
  readonly asked?: AskedOf
  /** Bytes that training may take; all that the kernels can address where left out. */
  readonly memoryLimit?: number
}

/** What a model is held for, where it is only asked. */
export interface AskedOf {
  /** Floats that the largest answer about one row takes. */
  readonly floatsPerRow: number
  /** Whether gradients are asked for. */
  readonly gradients: boolean
}

/** Everything that training changes: with it, training goes on as if it had never stopped. */
export interface LearnerState {
  readonly step: number
  /** Weights, first and second moments, each as long as the parameter map. */
  readonly weights: Float32Array
  readonly first: Float32Array
  readonly second: Float32Array
  /** The mean of the weights, where it is kept. */
  readonly mean?: Float32Array
}

/** A model in memory, with its optimiser, wherever it is computed. The same seed gives the same bits there. */
export interface Learner extends HeldModel {
  /** Bytes that it holds. */
  readonly bytes: number
  /**
   * One step of Adam on a batch, of the share `pace` of the step size (1 where left out); the mean of the weights, where it is kept, then
   * moves by `share` of the way to them (1 where left out). The mean loss of a prediction, in nats, before the step, at the vectors as
   * they are.
   */
  train(batch: Batch, pace?: number, share?: number): Awaitable<number>
  state(): Awaitable<LearnerState>
  restore(state: LearnerState): void
}

/** `counts` says how often each item is met, for the sampled softmax. Throws MODELS_TOO_LARGE. */
export type OpenLearner = (
  architecture: Architecture,
  options: LearnerOptions,
  monitor: Monitor,
  counts?: ArrayLike<number>,
) => Awaitable<Learner>
