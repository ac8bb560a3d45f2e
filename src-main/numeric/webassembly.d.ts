/** The part of WebAssembly's JavaScript interface that kernels use; neither ES2024 nor Node's types declare it. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array)
  }
  class Instance {
    constructor(module: Module, imports: { readonly env: { readonly memory: Memory } })
    readonly exports: object
  }
  class Memory {
    constructor(descriptor: { readonly initial: number; readonly maximum: number; readonly shared: true })
    readonly buffer: SharedArrayBuffer
    /** By so many pages of 64 KiB; views of what was there stay good. */
    grow(pages: number): number
  }
}
