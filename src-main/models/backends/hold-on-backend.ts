import { AntecedentError } from '../../contract/errors.ts'
import type { Backend, ComputedOn } from '../../contract/models.ts'
import type { Monitor } from '../../contract/monitor.ts'
import { type Words, words } from '../../contract/words.ts'
import type { Parallel } from '../../numeric/parallel.ts'
import { type HoldModel, holdOnProcessor, type Questions } from '../hold-model.ts'
import type { SavedModel } from '../saving/saved-model.ts'
import type { HeldModel } from '../training/held-model.ts'
import { planAsked, productsOf } from '../webgpu/hold-on-device.ts'
import { type ChosenBackend, chooseBackend } from './choose-backend.ts'
import { failingOver, isLost } from './fail-over.ts'
import type { Graphics } from './graphics.ts'

/** Where models are held for questions, and what became of it. */
export interface AskedPlace {
  readonly hold: HoldModel
  /** Where it was computed, and whether a device was lost on the way: known once everything is answered. */
  readonly computedOn: () => ComputedOn & { readonly warnings: readonly Words[] }
}

/** What is to be asked of a model, as far as it matters where. */
export interface Asked {
  readonly questions: Questions
  /** Sequences that are asked about. */
  readonly rows: number
  /** Whether all items are scored after each, or only its state is wanted. */
  readonly scores: boolean
}

type Model = Pick<SavedModel, 'architecture' | 'weights'>
interface Machine {
  readonly graphics: Graphics
  readonly parallel: Parallel
}

/**
 * Where a model is to be asked: as `chooseBackend` says for its kind. Throws MODELS_BACKEND_UNAVAILABLE, MODELS_BACKEND_WRONG.
 */
export async function placeToAsk(
  backend: Backend | 'automatic',
  model: Model,
  { questions, rows, scores }: Asked,
  machine: Machine,
): Promise<AskedPlace> {
  const { architecture, weights } = model
  const found = backend === 'wasm' || backend === 'cpu' ? null : await machine.graphics.find()
  const each = productsOf(architecture, weights.length)
  const work = {
    model: architecture.model,
    loss: 'softmax',
    graphicsBytes: found === null || found.device === null ? 0 : planAsked(model, questions, found).bytes,
    products: rows * (scores ? each.scores : each.state),
  } as const
  const chosen = await chooseBackend(backend, work, machine.parallel.workers, machine.graphics)
  return placeOn(chosen, backend === 'automatic', machine)
}

/**
 * Holds models where it was chosen to. What a graphics processor was asked when it was lost, and all that is asked later, the processor
 * answers; where nobody insisted on it, the processor also takes a model that it has no room for.
 */
export function placeOn(
  { backend, device, reason }: ChosenBackend,
  automatic: boolean,
  { graphics, parallel }: Machine,
): AskedPlace {
  let computedOn: ComputedOn = { backend, device, backendReason: reason }
  let warnings: readonly Words[] = []
  let onDevice = backend === 'webgpu'

  const holdHere = (model: Model, questions: Questions, monitor: Monitor) =>
    holdOnProcessor(model, questions, parallel, monitor)
  const leave = (detail: string) => {
    onDevice = false
    warnings = [words('models_device_lost_asking', { detail })]
  }
  const holdThere = async (model: Model, questions: Questions, monitor: Monitor): Promise<HeldModel> => {
    const found = await graphics.find()
    if (found.device === null) throw new Error('there is no graphics processor')
    const { rows } = planAsked(model, questions, found)
    const held = await graphics.hold(model, rows, questions, monitor)
    const open = (weights: Float32Array) => holdHere({ ...model, weights }, questions, monitor)
    return failingOver(held, open, model.weights, (detail) => {
      monitor.check()
      leave(detail)
    })
  }
  return {
    async hold(model, questions, monitor) {
      if (!onDevice) return holdHere(model, questions, monitor)
      try {
        return await holdThere(model, questions, monitor)
      } catch (error) {
        monitor.check()
        if (isLost(error)) leave(String(error.parameters.detail))
        else if (automatic && isTooLarge(error)) {
          onDevice = false
          const backendReason = words('backend_gpu_full', { device })
          computedOn = { backend: 'wasm', device: `CPU × ${parallel.workers}`, backendReason }
        } else throw error
        return holdHere(model, questions, monitor)
      }
    },
    computedOn: () => ({ ...computedOn, warnings }),
  }
}

export function isTooLarge(error: unknown): boolean {
  return error instanceof AntecedentError && error.code === 'MODELS_TOO_LARGE'
}
