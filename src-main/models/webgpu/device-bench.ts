import { fail } from '../../contract/errors.ts'
import { type Architecture, padded } from '../architecture.ts'
import type { Kernels, Pointer } from '../kernels/kernels.ts'
import type { LearnerOptions } from '../training/learner.ts'
import { likeliestFloats } from '../training/likeliest.ts'
import type { ParameterMap } from '../training/parameters.ts'
import { boundedScratch } from '../training/scratch.ts'
import type { ShardPlace } from '../training/shard.ts'
import { deviceKernels } from './device-kernels.ts'
import { type DeviceLayout, deviceTile, planDeviceMemory } from './device-memory.ts'
import { type Device, lostError } from './open-device.ts'
import { openReadback } from './readback.ts'
import { type DeviceRecorder, memoryUsage, openRecorder } from './recorder.ts'
import { place } from './shaders/elementwise.ts'
import { likeliest } from './shaders/likeliest.ts'
import { ranks } from './shaders/rows.ts'

/** A model in a device's memory with what its passes need; one batch is one shard. */
export interface DeviceBench {
  readonly parameters: ParameterMap
  readonly layout: DeviceLayout
  readonly kernels: Kernels
  readonly recorder: DeviceRecorder
  readonly shard: ShardPlace
  /** Clears the bench for the next pass. Throws MODELS_DEVICE_LOST. */
  begin(): void
  /** Gives scratch and the rows of losses back within a pass. */
  beginAgain(): void
  /** Rows of losses that the pass has written. */
  lossRows(): number
  /** Hands over what was recorded and answers with floats of memory. Rejects with MODELS_DEVICE_LOST. */
  answer(from: Pointer, floats: number): Promise<Float32Array>
  set(to: Pointer, values: Float32Array): void
  close(): void
}

/** Throws MODELS_TOO_LARGE, also where the device has no room left. */
export async function openBench(
  device: Device,
  architecture: Architecture,
  options: LearnerOptions,
): Promise<DeviceBench> {
  if (device.lost() !== null) throw lostError(device)
  const { gpu } = device
  const { parameters, layout } = planDeviceMemory(architecture, options)
  const memory = await allocate(device, layout.bytes, architecture.items)
  const recorder = openRecorder(device.shaders, memory)
  const read = openReadback(device)
  const written = new Map<Pointer, Int32Array>()
  let lossRows = 0
  const kernels = deviceKernels({
    recorder,
    written(at, count) {
      const codes = written.get(at)
      if (codes === undefined) throw new Error(`no codes were written at ${at}`)
      return codes.subarray(0, count)
    },
    losses(rows) {
      lossRows += rows
      return layout.lossRows / 4 + lossRows - rows
    },
  })
  const scratch = boundedScratch(layout.workspaces, layout.workspaceBytes)
  const at = (base: Pointer) => (name: string) => base + 4 * parameters.offsets.get(name)!
  const beginAgain = () => {
    scratch.release(0)
    lossRows = 0
  }
  return {
    parameters,
    layout,
    kernels,
    recorder,
    shard: {
      kernels,
      scratch,
      tile: deviceTile,
      write(to, codes) {
        written.set(to, codes)
        recorder.each(place, { count: codes.length, source: recorder.codes(codes), to: to / 4 })
      },
      weight: at(layout.weights),
      gradient: at(layout.gradients),
      rank(rows, items, scores, targets, out) {
        const args = { items, width: padded(items), scores: scores / 4, out: out / 4 }
        recorder.rows(ranks, { rows, ...args, targets: recorder.codes(targets) })
      },
      likeliest(rows, items, scores, k, temperature, out) {
        const args = { items, width: padded(items), scores: scores / 4, out: out / 4 }
        const asked = { chosen: Math.min(k, items), k, each: likeliestFloats(k), temperature }
        recorder.rows(likeliest, { rows, ...args, ...asked })
      },
    },
    begin() {
      if (device.lost() !== null) throw lostError(device)
      beginAgain()
      written.clear()
    },
    beginAgain,
    lossRows: () => lossRows,
    async answer(from, floats) {
      const buffer = read.take(4 * floats)
      recorder.submit([{ from, bytes: 4 * floats, to: buffer }])
      return await read.values(buffer, floats)
    },
    set: (to, values) => gpu.queue.writeBuffer(memory, to, values),
    close() {
      recorder.close()
      read.close()
      memory.destroy()
    },
  }
}

async function allocate({ gpu }: Device, bytes: number, items: number): Promise<GPUBuffer> {
  const tooLarge = (limit: number) =>
    fail('MODELS_TOO_LARGE', {
      ...{ items, needed: Math.ceil(bytes / 2 ** 20), limit: Math.floor(limit / 2 ** 20) },
    })
  const { maxBufferSize, maxStorageBufferBindingSize } = gpu.limits
  const limit = Math.min(maxBufferSize, maxStorageBufferBindingSize)
  if (bytes > limit) throw tooLarge(limit)
  gpu.pushErrorScope('out-of-memory')
  const memory = gpu.createBuffer({ size: bytes, usage: memoryUsage })
  if ((await gpu.popErrorScope()) !== null) throw tooLarge(bytes)
  return memory
}
