/** The part of the WebGPU interface that the models use, and of the package that brings it to Node; no types of Node's declare it. */
interface GPUObjectError {
  readonly message: string
}
interface GPU {
  requestAdapter(options?: { readonly powerPreference?: 'high-performance' }): Promise<GPUAdapter | null>
}
interface GPUAdapter {
  readonly info: {
    readonly vendor: string
    readonly architecture: string
    readonly device: string
    readonly description: string
    readonly isFallbackAdapter: boolean
  }
  readonly limits: { readonly maxStorageBufferBindingSize: number; readonly maxBufferSize: number }
  requestDevice(descriptor: { readonly requiredLimits: Record<string, number> }): Promise<GPUDevice>
}
interface GPUDevice {
  readonly queue: GPUQueue
  readonly lost: Promise<GPUObjectError>
  readonly limits: GPUAdapter['limits']
  createBuffer(descriptor: { readonly size: number; readonly usage: number }): GPUBuffer
  createShaderModule(descriptor: { readonly code: string; readonly label?: string }): GPUShaderModule
  createBindGroupLayout(descriptor: {
    readonly entries: readonly {
      readonly binding: number
      readonly visibility: number
      readonly buffer: {
        readonly type: 'uniform' | 'storage' | 'read-only-storage'
        readonly hasDynamicOffset?: boolean
      }
    }[]
  }): GPUBindGroupLayout
  createPipelineLayout(descriptor: {
    readonly bindGroupLayouts: readonly GPUBindGroupLayout[]
  }): GPUPipelineLayout
  createBindGroup(descriptor: {
    readonly layout: GPUBindGroupLayout
    readonly entries: readonly {
      readonly binding: number
      readonly resource: { readonly buffer: GPUBuffer; readonly size?: number }
    }[]
  }): GPUBindGroup
  createComputePipeline(descriptor: {
    readonly label?: string
    readonly layout: GPUPipelineLayout
    readonly compute: { readonly module: GPUShaderModule }
  }): GPUComputePipeline
  createCommandEncoder(): GPUCommandEncoder
  pushErrorScope(filter: 'out-of-memory' | 'validation'): void
  popErrorScope(): Promise<GPUObjectError | null>
  addEventListener(
    type: 'uncapturederror',
    listener: (event: { readonly error: GPUObjectError }) => void,
  ): void
  destroy(): void
}
interface GPUQueue {
  writeBuffer(
    buffer: GPUBuffer,
    offset: number,
    data: ArrayBufferView,
    dataOffset?: number,
    size?: number,
  ): void
  submit(buffers: readonly GPUCommandBuffer[]): void
}
interface GPUBuffer {
  readonly size: number
  mapAsync(mode: number): Promise<void>
  getMappedRange(offset?: number, size?: number): ArrayBuffer
  unmap(): void
  destroy(): void
}
interface GPUCommandEncoder {
  beginComputePass(): GPUComputePassEncoder
  copyBufferToBuffer(from: GPUBuffer, fromOffset: number, to: GPUBuffer, toOffset: number, size: number): void
  finish(): GPUCommandBuffer
}
interface GPUComputePassEncoder {
  setPipeline(pipeline: GPUComputePipeline): void
  setBindGroup(index: number, group: GPUBindGroup, dynamicOffsets: readonly number[]): void
  dispatchWorkgroups(x: number, y?: number, z?: number): void
  end(): void
}
interface GPUShaderModule {
  readonly label: string
}
interface GPUBindGroupLayout {
  readonly label: string
}
interface GPUPipelineLayout {
  readonly label: string
}
interface GPUBindGroup {
  readonly label: string
}
interface GPUComputePipeline {
  readonly label: string
}
interface GPUCommandBuffer {
  readonly label: string
}

declare module 'webgpu' {
  /** Dawn, in this process; the object keeps its adapters and devices alive. */
  export function create(options: readonly string[]): GPU
}
