import { fail } from '../contract/errors.ts'
import type { Backend, SequenceModel } from '../contract/models.ts'
import { type Words, words } from '../contract/words.ts'
import { parity } from './reference/parity.ts'

export interface ChosenBackend {
  readonly backend: Backend
  readonly device: string
  readonly reason: Words
  /** Of the model's loss with the reference's, over a few steps. */
  readonly parity: number
}

/** A backend is not trusted where a small model's loss strays further from the reference's than this, relatively. */
const tolerance = 1e-4

/**
 * The backend for a model on this machine, after it has been compared with the reference. Models train on kernels of our own
 * with hand-written backward passes instead of TensorFlow.js: a step is an order of magnitude faster than on its wasm backend
 * (`test/bench/models-step.ts`), gradients are summed in a fixed order, so that a seed gives the same bits on any number of
 * threads, and memory is planned before training starts. "cpu" is the same kernels: WebAssembly is how they run on the
 * processor.
 *
 * Throws MODELS_BACKEND_UNAVAILABLE, MODELS_BACKEND_WRONG.
 */
export async function chooseBackend(
  asked: Backend | 'automatic',
  model: SequenceModel,
  threads: number,
): Promise<ChosenBackend> {
  if (asked === 'cuda' || asked === 'webgpu') {
    throw fail('MODELS_BACKEND_UNAVAILABLE', { backend: asked, available: 'wasm, cpu' })
  }
  const difference = await parity(model, 5)
  if (difference > tolerance) {
    throw fail('MODELS_BACKEND_WRONG', { backend: 'wasm', difference: difference.toExponential(1) })
  }
  const reason = asked === 'automatic' ? words('backend_only_processor') : words('backend_as_asked')
  return { backend: asked === 'cpu' ? 'cpu' : 'wasm', device: `CPU × ${threads}`, reason, parity: difference }
}
