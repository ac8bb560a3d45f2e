import { fail } from '../../contract/errors.ts'
import type { FoundAdapter } from '../backends/graphics.ts'
import { openShaders, type Shaders } from './recorder.ts'

/** A device with what is compiled for it. */
export interface Device {
  readonly gpu: GPUDevice
  /** Dawn ends with this object, and its devices with it: whoever holds a device must hold it. */
  readonly source: GPU
  readonly shaders: Shaders
  /** Why it computes no more; null while it does. */
  lost(): string | null
}

/** Drivers that run shaders on the processor, by what they call themselves. */
const softwareDrivers = /swiftshader|llvmpipe|lavapipe|softpipe|microsoft basic render|warp/i

/** What an adapter is, as a person would call it, and whether it is one in software. */
export function describeAdapter({ info, limits }: GPUAdapter): FoundAdapter {
  const named = [info.description, info.device, `${info.vendor} ${info.architecture}`]
  const device = named.map((name) => name.trim()).find((name) => name !== '') ?? 'WebGPU'
  const software = info.isFallbackAdapter || named.some((name) => softwareDrivers.test(name))
  return { device, software, memory: memoryOf(limits) }
}

/** The adapter that is asked for; null where there is none. */
export async function requestAdapter(source: GPU): Promise<GPUAdapter | null> {
  return await source.requestAdapter({ powerPreference: 'high-performance' })
}

/** A device with all the memory in one piece that its adapter gives. Rejects where there is no adapter. */
export async function openDevice(source: GPU): Promise<Device> {
  // An adapter gives one device.
  const adapter = await requestAdapter(source)
  if (adapter === null) throw new Error('there is no graphics adapter')
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits
  const gpu = await adapter.requestDevice({ requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } })
  let reason: string | null = null
  void gpu.lost.then(({ message }) => {
    reason = message || 'the device was lost'
  })
  gpu.addEventListener('uncapturederror', ({ error }) => {
    reason ??= error.message
  })
  return { gpu, source, shaders: openShaders(gpu), lost: () => reason }
}

/** Shaders address memory by 32 bits of floats. */
function memoryOf({ maxBufferSize, maxStorageBufferBindingSize }: GPUAdapter['limits']): number {
  return Math.min(maxBufferSize, maxStorageBufferBindingSize, 2 ** 34 - 256)
}

export function lostError(device: Device, error?: unknown): Error {
  const detail = device.lost()
  return detail === null ? unopened(error) : fail('MODELS_DEVICE_LOST', { detail: detail.slice(0, 400) })
}

/** Where there is no device to ask why. */
export function unopened(error: unknown): Error {
  const detail = error instanceof Error ? error.message : String(error)
  return fail('MODELS_DEVICE_LOST', { detail: detail.slice(0, 400) })
}
