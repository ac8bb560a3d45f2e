import { type Device, lostError } from './open-device.ts'
import { readUsage } from './recorder.ts'

/** Buffers by which a device's numbers come back, kept for the next. */
export interface Readback {
  /** A buffer to copy so many bytes to. */
  take(bytes: number): GPUBuffer
  /** What was copied there. Throws MODELS_DEVICE_LOST. */
  values(buffer: GPUBuffer, floats: number): Promise<Float32Array>
  close(): void
}

/** Larger buffers are given back at once: they come once an epoch. */
const keptBytes = 65_536

export function openReadback(device: Device): Readback {
  const free: GPUBuffer[] = []
  let closed = false
  const mapRead = 1
  return {
    take(bytes) {
      const index = free.findIndex((buffer) => buffer.size >= bytes)
      if (index >= 0) return free.splice(index, 1)[0]
      return device.gpu.createBuffer({ size: Math.ceil(bytes / 256) * 256, usage: readUsage })
    },
    async values(buffer, floats) {
      try {
        await buffer.mapAsync(mapRead)
      } catch (error) {
        throw lostError(device, error)
      }
      if (device.lost() !== null) throw lostError(device)
      const copy = new Float32Array(buffer.getMappedRange(0, 4 * floats).slice(0))
      buffer.unmap()
      if (closed || buffer.size > keptBytes) buffer.destroy()
      else free.push(buffer)
      return copy
    },
    close() {
      closed = true
      for (const buffer of free) buffer.destroy()
    },
  }
}
