import { type Arguments, groupSize, type Shader, wgslOf } from './shader.ts'

/** Kernels called one after the other, written down and then handed to the device at once. */
export interface Recorder {
  /** Groups along one side of a dispatch, at most. */
  readonly mostGroups: number
  /** One dispatch of x·y·z groups, of so many multiply-adds where they are many. */
  dispatch<S extends Shader>(
    shader: S,
    args: Arguments<S>,
    groups: readonly [x: number, y?: number, z?: number],
    products?: number,
  ): void
  /** One thread for each of args.count values. */
  each<S extends Shader<string>>(shader: S, args: Arguments<S> & { readonly count: number }): void
  /** A group for each of args.rows rows. */
  rows<S extends Shader<string>>(shader: S, args: Arguments<S> & { readonly rows: number }): void
  /** Groups for args.columns sums, sixteen each. */
  columns<S extends Shader<string>>(shader: S, args: Arguments<S> & { readonly columns: number }): void
  /** Where in the shaders' `codes` these will lie. */
  codes(values: Int32Array): number
  /** Floats of the spare buffer that the next dispatches use; they are not kept. */
  spare(floats: number): void
}

/** Bytes between the arguments of two dispatches: what every device can address. */
const argumentStride = 256
/** What every device can count along one side of a dispatch. */
const countable = 65_535
/**
 * Multiply-adds that are handed over at once: a tenth of a second of a small processor. Systems stop a device that is busy for
 * seconds with one thing, and whoever draws the display waits for it.
 */
const mostAtOnce = 2e10

const usage = { mapRead: 1, copySource: 4, copyTarget: 8, uniform: 64, storage: 128 } as const
export const memoryUsage = usage.storage | usage.copySource | usage.copyTarget
export const readUsage = usage.mapRead | usage.copyTarget

/** Everything that is compiled once for a device. */
export interface Shaders {
  readonly device: GPUDevice
  /** Groups along one side of a dispatch, and multiply-adds that are handed over at once, at most. */
  readonly mostGroups: number
  readonly mostProducts: number
  readonly layout: GPUBindGroupLayout
  pipeline(shader: Shader): GPUComputePipeline
}

export function openShaders(device: GPUDevice): Shaders {
  const computeStage = 4
  const buffer = (binding: number, type: 'storage' | 'read-only-storage') => ({
    binding,
    visibility: computeStage,
    buffer: { type },
  })
  const layout = device.createBindGroupLayout({
    entries: [
      buffer(0, 'storage'),
      buffer(1, 'read-only-storage'),
      buffer(2, 'storage'),
      { binding: 3, visibility: computeStage, buffer: { type: 'uniform', hasDynamicOffset: true } },
    ],
  })
  const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [layout] })
  const compiled = new Map<Shader, GPUComputePipeline>()
  return {
    ...{ device, layout, mostGroups: countable, mostProducts: mostAtOnce },
    pipeline(shader) {
      const known = compiled.get(shader)
      if (known !== undefined) return known
      const module = device.createShaderModule({ code: wgslOf(shader), label: shader.name })
      const pipeline = device.createComputePipeline({
        label: shader.name,
        layout: pipelineLayout,
        compute: { module },
      })
      compiled.set(shader, pipeline)
      return pipeline
    },
  }
}

interface Dispatch {
  readonly pipeline: GPUComputePipeline
  readonly x: number
  readonly y: number
  readonly z: number
}

export interface DeviceRecorder extends Recorder {
  /** Bytes of its own buffers. */
  bytes(): number
  /** Hands over what was recorded, then copies from memory where asked. */
  submit(copies?: readonly { readonly from: number; readonly bytes: number; readonly to: GPUBuffer }[]): void
  close(): void
}

/** Records for one memory. */
export function openRecorder(shaders: Shaders, memory: GPUBuffer): DeviceRecorder {
  const { device, mostGroups, mostProducts } = shaders
  const dispatches: Dispatch[] = []
  let args = new Uint32Array((64 * argumentStride) / 4)
  let floats = new Float32Array(args.buffer)
  let codes = new Int32Array(4096)
  let codesUsed = 0
  let spareFloats = 16
  let products = 0
  const buffers = {
    args: growing(device, usage.uniform | usage.copyTarget),
    codes: growing(device, usage.storage | usage.copyTarget),
    spare: growing(device, usage.storage),
  }
  let group: GPUBindGroup | null = null

  const dispatch: Recorder['dispatch'] = (shader, values, [x, y = 1, z = 1], own = 0) => {
    const at = (dispatches.length * argumentStride) / 4
    if (at + argumentStride / 4 > args.length) {
      args = grown(args, 2 * args.length)
      floats = new Float32Array(args.buffer)
    }
    for (const [index, [name, kind]] of shader.fields.entries()) {
      const value = (values as Readonly<Record<string, number>>)[name]
      if (kind === 'f32') floats[at + index] = value
      else args[at + index] = value
    }
    dispatches.push({ pipeline: shaders.pipeline(shader), x, y, z })
    products += own
    if (products >= mostProducts) handOver()
  }
  /** As many groups as are needed, and up to a side more: shaders know how many they are for. */
  const folded: <S extends Shader<string>>(shader: S, args: Arguments<S>, groups: number) => void = (
    shader,
    values,
    groups,
  ) => {
    if (groups === 0) return
    const x = Math.min(groups, mostGroups)
    dispatch(shader, values, [x, Math.ceil(groups / x)])
  }
  const bindGroup = (): GPUBindGroup => {
    const replaced = [
      buffers.args.hold(4 * args.length),
      buffers.codes.hold(4 * codes.length),
      buffers.spare.hold(4 * spareFloats),
    ]
    if (group !== null && !replaced.includes(true)) return group
    const resources = [memory, buffers.codes.buffer(), buffers.spare.buffer(), buffers.args.buffer()]
    group = device.createBindGroup({
      layout: shaders.layout,
      entries: resources.map((buffer, binding) => ({
        binding,
        resource: binding === 3 ? { buffer, size: argumentStride } : { buffer },
      })),
    })
    return group
  }
  /** Codes stay until the pass is over: later dispatches may read them too. */
  const handOver = (copies: Parameters<DeviceRecorder['submit']>[0] = []) => {
    const bound = bindGroup()
    device.queue.writeBuffer(buffers.args.buffer(), 0, args, 0, (dispatches.length * argumentStride) / 4)
    device.queue.writeBuffer(buffers.codes.buffer(), 0, codes, 0, codesUsed)
    const encoder = device.createCommandEncoder()
    const pass = encoder.beginComputePass()
    for (const [index, { pipeline, x, y, z }] of dispatches.entries()) {
      pass.setPipeline(pipeline)
      pass.setBindGroup(0, bound, [index * argumentStride])
      pass.dispatchWorkgroups(x, y, z)
    }
    pass.end()
    for (const { from, bytes, to } of copies) encoder.copyBufferToBuffer(memory, from, to, 0, bytes)
    device.queue.submit([encoder.finish()])
    dispatches.length = 0
    products = 0
  }
  return {
    mostGroups,
    dispatch,
    each: (shader, values) => folded(shader, values, Math.ceil(values.count / groupSize)),
    rows: (shader, values) => folded(shader, values, values.rows),
    columns: (shader, values) => folded(shader, values, Math.ceil(values.columns / 16)),
    codes(values) {
      const at = codesUsed
      codesUsed += values.length
      if (codesUsed > codes.length) codes = grown(codes, 2 * codesUsed)
      codes.set(values, at)
      return at
    },
    spare(count) {
      spareFloats = Math.max(spareFloats, count)
    },
    bytes: () => buffers.args.bytes() + buffers.codes.bytes() + buffers.spare.bytes(),
    submit(copies = []) {
      handOver(copies)
      codesUsed = 0
    },
    close() {
      for (const buffer of Object.values(buffers)) buffer.close()
    },
  }
}

/** A buffer that is replaced by a larger one where it no longer holds what is asked; its content is not kept. */
function growing(device: GPUDevice, use: number) {
  let own: GPUBuffer | null = null
  return {
    /** Whether it was replaced. */
    hold(bytes: number): boolean {
      if (own !== null && own.size >= bytes) return false
      own?.destroy()
      own = device.createBuffer({ size: Math.ceil(bytes / 256) * 256, usage: use })
      return true
    },
    buffer: () => own!,
    bytes: () => own?.size ?? 0,
    close: () => own?.destroy(),
  }
}

function grown<T extends Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>(values: T, length: number): T {
  const larger = new (values.constructor as new (length: number) => T)(length)
  larger.set(values)
  return larger
}
