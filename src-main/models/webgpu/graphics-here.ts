import { words } from '../../contract/words.ts'
import type { FoundAdapter, Graphics } from '../backends/graphics.ts'
import { parity } from '../reference/parity.ts'
import { trainModel } from '../training/train-model.ts'
import { onDevice } from './device-learner.ts'
import { holdOnDevice } from './hold-on-device.ts'
import { type Device, describeAdapter, openDevice, requestAdapter, unopened } from './open-device.ts'

/**
 * The graphics processor of this process. `open` brings WebGPU, null where there is none; a device is opened when first
 * needed, and another once that was lost. A device is compared with the reference once for each thing that it computes.
 */
export function graphicsHere(open: () => Promise<GPU | null>): Graphics {
  let found: Promise<{ readonly adapter: FoundAdapter; readonly gpu: GPU | null }> | null = null
  let opening: Promise<Device> | null = null
  const compared = new WeakMap<Device, Map<string, Promise<number>>>()

  const find = async () => {
    try {
      const gpu = await open()
      const adapter = gpu === null ? null : await requestAdapter(gpu)
      if (adapter !== null) return { adapter: describeAdapter(adapter), gpu }
    } catch {
      // What cannot be asked is not there.
    }
    return { adapter: { device: null, reason: words('backend_no_adapter') }, gpu: null }
  }
  const search = () => {
    found ??= find()
    return found
  }
  const openAnew = async (): Promise<Device> => {
    const { gpu } = await search()
    if (gpu === null) throw new Error('there is no graphics adapter')
    return await openDevice(gpu)
  }
  const opened = async (): Promise<Device> => {
    const before = opening
    const device = await before?.catch(() => null)
    if (device?.lost() === null) return device
    // Of several who find it lost, the first opens another.
    if (opening === before) {
      device?.gpu.destroy()
      opening = openAnew()
    }
    return await opening!
  }
  const openedOrLost = () =>
    opened().catch((error: unknown) => {
      throw unopened(error)
    })
  return {
    find: async () => (await search()).adapter,
    async parity(model, steps, loss, adversary) {
      try {
        const device = await opened()
        const known = compared.get(device) ?? new Map<string, Promise<number>>()
        compared.set(device, known)
        const what = JSON.stringify([model, steps, loss, adversary])
        const difference = known.get(what) ?? parity(model, steps, loss, onDevice(device), adversary)
        known.set(what, difference)
        return await difference
      } catch {
        return Number.POSITIVE_INFINITY
      }
    },
    async train(sequences, plan, monitor, checkpoints) {
      return await trainModel(sequences, plan, onDevice(await openedOrLost()), monitor, checkpoints)
    },
    async hold(model, rows, questions) {
      return await holdOnDevice(await openedOrLost(), model, rows, questions)
    },
  }
}
