import type { Architecture } from '../architecture.ts'
import { askedOptions, type Questions } from '../hold-model.ts'
import type { SavedModel } from '../saving/saved-model.ts'
import type { HeldModel } from '../training/held-model.ts'
import { openBench } from './device-bench.ts'
import { planDeviceMemory } from './device-memory.ts'
import { deviceQuestions } from './device-questions.ts'
import type { Device } from './open-device.ts'

/** Throws MODELS_TOO_LARGE, MODELS_DEVICE_LOST. */
export async function holdOnDevice(
  device: Device,
  { architecture, weights }: Pick<SavedModel, 'architecture' | 'weights'>,
  rows: number,
  questions: Questions,
): Promise<HeldModel> {
  const bench = await openBench(device, architecture, askedOptions(rows, questions))
  const held = deviceQuestions(architecture, rows, bench)
  held.load(weights)
  return held
}

/** Multiply-adds of one batch, at most: a display's own work and a cancel wait for no longer than a fraction of a second. */
const productsAtOnce = { hardware: 4e9, software: 1e8 } as const
/** Bytes of room beside the weights that a batch may take. */
const roomAtOnce = 512 * 2 ** 20
const mostRows = 512

interface AskedPlan {
  /** Sequences of a batch. */
  readonly rows: number
  /** Bytes that it takes on the device. */
  readonly bytes: number
}

/** As many sequences at once as keep a device busy and its memory, and whoever waits for it, free. */
export function planAsked(
  { architecture, weights }: Pick<SavedModel, 'architecture' | 'weights'>,
  questions: Questions,
  { memory, software }: { readonly memory: number; readonly software: boolean },
): AskedPlan {
  const bytesOf = (rows: number) => planDeviceMemory(architecture, askedOptions(rows, questions)).layout.bytes
  const each = productsOf(architecture, weights.length).scores
  const products = productsAtOnce[software ? 'software' : 'hardware']
  const room = Math.min(memory, 4 * weights.length + roomAtOnce)
  for (let rows = mostRows; rows > 8; rows /= 2) {
    if (rows * each > products) continue
    const bytes = bytesOf(rows)
    if (bytes <= room) return { rows, bytes }
  }
  return { rows: 8, bytes: bytesOf(8) }
}

/** Multiply-adds that one sequence takes, about: for its state, and for the scores of all items after it. */
export function productsOf(
  { items, width, length }: Architecture,
  parameters: number,
): { readonly state: number; readonly scores: number } {
  const network = Math.max(0, parameters - items * (width + 1))
  const state = length * (network + length * width)
  return { state, scores: state + items * width }
}
