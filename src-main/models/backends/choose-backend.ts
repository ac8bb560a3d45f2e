import { fail } from '../../contract/errors.ts'
import type { Backend, BackendFound, SequenceModel } from '../../contract/models.ts'
import { type Words, words } from '../../contract/words.ts'
import type { Adversary } from '../losses/adversary.ts'
import type { LossName } from '../losses/table.ts'
import { parity } from '../reference/parity.ts'
import type { FoundAdapter, Graphics } from './graphics.ts'

export interface ChosenBackend {
  readonly backend: Backend
  readonly device: string
  readonly reason: Words
  /** Of the model's loss with the reference's, over a few steps. */
  readonly parity: number
}

/** What is to be trained, as far as it matters where. */
export interface Workload {
  readonly model: SequenceModel
  readonly loss: LossName
  readonly adversary?: Adversary
  /** Bytes that it takes on a graphics processor. */
  readonly graphicsBytes: number
  /** Multiply-adds, about; training takes as many as it takes. */
  readonly products?: number
}

/** A backend is not trusted where a small model's loss strays further from the reference's than this, relatively. */
export const tolerance = 1e-4
/** Multiply-adds that the processor is done with before a graphics processor has the model: about a tenth of a second. */
const few = 2e9
/** Steps of the comparison: enough for every kernel to have fed the next step. */
const steps = 5

/**
 * The backend for a model on this machine, after it has been compared with the reference. Where nothing is asked for, a graphics
 * processor that agrees with the reference and holds the model is taken before the processor; shaders that a processor
 * runs are not, since its own kernels are faster. Models train on kernels of our own with hand-written backward passes
 * instead of TensorFlow.js: a step is an order of magnitude faster than on its wasm backend (`test/bench/models-step.ts`),
 * gradients are summed in a fixed order, so that a seed gives the same bits again, and memory is planned before training
 * starts. "cpu" is the same kernels as "wasm": WebAssembly is how they run on the processor.
 *
 * Throws MODELS_BACKEND_UNAVAILABLE, MODELS_BACKEND_WRONG.
 */
export async function chooseBackend(
  asked: Backend | 'automatic',
  work: Workload,
  threads: number,
  graphics: Graphics,
): Promise<ChosenBackend> {
  if (asked === 'cuda') throw fail('MODELS_BACKEND_UNAVAILABLE', { backend: asked, available: 'wasm, cpu' })
  if (asked === 'wasm' || asked === 'cpu') {
    return await onProcessor(asked, work, threads, words('backend_as_asked'))
  }
  const found = await graphics.find()
  if (asked === 'webgpu') return await asAsked(found, work, graphics)
  const refusal = refusalOf(found, work)
  if (refusal !== null || found.device === null) {
    return await onProcessor('wasm', work, threads, refusal ?? words('backend_no_adapter'))
  }
  const difference = await graphics.parity(work.model, steps, work.loss, work.adversary)
  return difference <= tolerance
    ? {
        backend: 'webgpu',
        device: found.device,
        reason: agrees(found.device, difference),
        parity: difference,
      }
    : await onProcessor('wasm', work, threads, strays(found.device, difference))
}

/** Everything that models could be trained on; `check` also compares what there is with the reference. */
export async function findBackends(
  threads: number,
  graphics: Graphics,
  check: boolean,
): Promise<BackendFound[]> {
  const found = await graphics.find()
  const { device } = found
  const difference = check && device !== null ? await graphics.parity('gru', steps, 'softmax') : null
  const wrong = difference !== null && difference > tolerance
  const taken = device !== null && !found.software && !wrong
  const reasonOfGraphics = (): Words => {
    if (device === null) return found.reason
    if (difference !== null) return wrong ? strays(device, difference) : agrees(device, difference)
    return found.software ? words('backend_software', { device }) : words('backend_gpu_found', { device })
  }
  const own = check ? await parity('gru', steps) : null
  const processor = `CPU × ${threads}`
  return [
    {
      ...{ backend: 'cuda', available: false, automatic: false, device: null, parity: null },
      reason: words('backend_cuda_left_out'),
    },
    {
      ...{ backend: 'webgpu', available: device !== null && !wrong, automatic: taken },
      ...{ device, parity: difference, reason: reasonOfGraphics() },
    },
    {
      ...{ backend: 'wasm', available: own === null || own <= tolerance, automatic: !taken },
      ...{ device: processor, parity: own, reason: words('backend_processor', { threads }) },
    },
    {
      ...{ backend: 'cpu', available: own === null || own <= tolerance, automatic: false },
      ...{ device: processor, parity: own, reason: words('backend_cpu_is_wasm') },
    },
  ]
}

async function onProcessor(
  backend: 'wasm' | 'cpu',
  { model, loss, adversary }: Workload,
  threads: number,
  reason: Words,
): Promise<ChosenBackend> {
  const difference = await parity(model, steps, loss, undefined, adversary)
  if (difference > tolerance) throw wrongly(backend, difference)
  return { backend, device: `CPU × ${threads}`, reason, parity: difference }
}

async function asAsked(found: FoundAdapter, work: Workload, graphics: Graphics): Promise<ChosenBackend> {
  if (found.device === null) {
    throw fail('MODELS_BACKEND_UNAVAILABLE', { backend: 'webgpu', available: 'wasm, cpu' })
  }
  const difference = await graphics.parity(work.model, steps, work.loss, work.adversary)
  if (difference > tolerance) throw wrongly('webgpu', difference)
  const reason = words('backend_as_asked')
  return { backend: 'webgpu', device: found.device, reason, parity: difference }
}

/** Why this adapter is not taken unasked; null where it may be. */
function refusalOf(
  found: FoundAdapter,
  { graphicsBytes, products = Number.POSITIVE_INFINITY }: Workload,
): Words | null {
  const { device } = found
  if (device === null) return found.reason
  if (found.software) return words('backend_software', { device })
  if (products < few) return words('backend_little_asked', { device })
  if (graphicsBytes <= found.memory) return null
  const [needed, limit] = [Math.ceil(graphicsBytes / 2 ** 20), Math.floor(found.memory / 2 ** 20)]
  return words('backend_gpu_too_small', { device, needed, limit })
}

function agrees(device: string, difference: number): Words {
  return words('backend_gpu_agrees', { device, difference: difference.toExponential(1) })
}

function strays(device: string, difference: number): Words {
  return Number.isFinite(difference)
    ? words('backend_gpu_strays', { device, difference: difference.toExponential(1) })
    : words('backend_gpu_fails', { device })
}

function wrongly(backend: Backend, difference: number): Error {
  return fail('MODELS_BACKEND_WRONG', { backend, difference: difference.toExponential(1) })
}
