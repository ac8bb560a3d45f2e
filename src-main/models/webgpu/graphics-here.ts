import { words } from '../../contract/words.ts'
import type { FoundAdapter, Graphics } from '../backends/graphics.ts'
import { parity } from '../reference/parity.ts'
import { trainModel } from '../training/train-model.ts'
import { onDevice } from './device-learner.ts'
import { type Device, describeAdapter, lostError, openDevice, requestAdapter } from './open-device.ts'

/**
 * The graphics processor of this process. `open` brings WebGPU, null where there is none; a device is opened when first
 * needed, and another once that was lost.
 */
export function graphicsHere(open: () => Promise<GPU | null>): Graphics {
  let found: Promise<{ readonly adapter: FoundAdapter; readonly gpu: GPU | null }> | null = null
  let device: Device | null = null

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
  const opened = async (): Promise<Device> => {
    if (device !== null && device.lost() === null) return device
    const { gpu } = await search()
    if (gpu === null) throw new Error('there is no graphics adapter')
    device = await openDevice(gpu)
    return device
  }
  return {
    find: async () => (await search()).adapter,
    async parity(model, steps, loss, adversary) {
      try {
        return await parity(model, steps, loss, onDevice(await opened()), adversary)
      } catch {
        return Number.POSITIVE_INFINITY
      }
    },
    async train(sequences, plan, monitor, checkpoints) {
      const own = await opened().catch((error: unknown) => {
        throw lostError({ lost: () => null } as Device, error)
      })
      return await trainModel(sequences, plan, onDevice(own), monitor, checkpoints)
    },
  }
}
