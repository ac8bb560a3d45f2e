import type { Architecture } from '../architecture.ts'
import type { Pointer } from '../kernels/kernels.ts'
import type { Pass } from '../layers/pass.ts'
import type { Places } from './repeats.ts'

/** The states that are to predict something, and what. */
export interface Predictions {
  readonly count: number
  /** count×width floats. */
  readonly states: Pointer
  /** count Int32s. */
  readonly targets: Pointer
  /** What each prediction counts: 1 / predictions of the whole batch. */
  readonly weight: number
  /** For losses over a sample: how many items it has, `MemoryLayout.itemLogs`, its seed, and the targets themselves. */
  readonly negatives: number
  readonly itemLogs: Pointer
  readonly seed: number
  readonly codeAt: (index: number) => number
  readonly places: Places
}

/** Adds the gradients of the items' parameters, writes that of the states to `gradient` and returns the loss. */
export type Loss = (
  pass: Pass,
  architecture: Architecture,
  predictions: Predictions,
  gradient: Pointer,
) => number
