import { kernelBytes } from './kernel-bytes.ts'

/** An address in the kernels' memory, in bytes; 0 for none. */
export type Pointer = number

/** The hot loops of trees as WebAssembly (`assembly/`, where each is described): no relaxed SIMD, so the same bits anywhere. */
export interface TreeKernels {
  chooseInOrder(n: number, count: number, state: Pointer, out: Pointer): void
  tossCoins(n: number, state: Pointer, out: Pointer): void
  lookUp(n: number, places: Pointer, values: Pointer): void
  markMembers(n: number, rows: Pointer, members: Pointer): void
  partByCoin(
    n: number,
    rows: Pointer,
    coins: Pointer,
    unitOf: Pointer,
    first: Pointer,
    second: Pointer,
  ): number
  gather(
    n: number,
    rows: Pointer,
    codes: Pointer,
    bytes: number,
    y: Pointer,
    d: Pointer,
    w: Pointer,
    codesTo: Pointer,
    stride: number,
    yTo: Pointer,
    dTo: Pointer,
    wTo: Pointer,
  ): void
  relabelMean(n: number, y: Pointer, w: Pointer, pseudo: Pointer): number
  relabelEffect(n: number, y: Pointer, d: Pointer, w: Pointer, pseudo: Pointer, meanTo: Pointer): number
  packNode(n: number, pseudo: Pointer, scale: number, d: Pointer, mean: number, aboveTo: Pointer): number
  fillHistogram(
    n: number,
    order: Pointer,
    codes: Pointer,
    stride: number,
    features: number,
    packed: Pointer,
    histogram: Pointer,
    room: number,
  ): void
  fillDrawn(
    n: number,
    order: Pointer,
    codes: Pointer,
    stride: number,
    slots: number,
    drawn: Pointer,
    packed: Pointer,
    histogram: Pointer,
    room: number,
  ): void
  subtractHistogram(count: number, from: Pointer, what: Pointer): void
  searchNode(
    histogram: Pointer,
    room: number,
    slots: number,
    featureOf: Pointer,
    bins: Pointer,
    categorical: Pointer,
    n: number,
    sum: number,
    least: number,
    above: number,
    leastTold: number,
    out: Pointer,
    scratch: Pointer,
  ): number
  partition(
    n: number,
    order: Pointer,
    y: Pointer,
    d: Pointer,
    w: Pointer,
    codes: Pointer,
    stride: number,
    feature: number,
    threshold: number,
    set: Pointer,
    buffer: Pointer,
  ): number
  leavesOf(
    n: number,
    rows: Pointer,
    codes: Pointer,
    stride: number,
    nodes: Pointer,
    set: Pointer,
    sets: Pointer,
    out: Pointer,
  ): void
  addToLeaves(
    n: number,
    leaf: Pointer,
    y: Pointer,
    d: Pointer,
    w: Pointer,
    statistics: Pointer,
    counts: Pointer,
  ): void
  leafMeans(leaves: number, width: number, statistics: Pointer, counts: Pointer): void
  outOfBag(n: number, rows: Pointer, members: Pointer, out: Pointer): number
  averageMeans(n: number, rows: Pointer, leaf: Pointer, statistics: Pointer, sums: Pointer): void
  averageEffects(n: number, rows: Pointer, leaf: Pointer, statistics: Pointer, sums: Pointer): void
  pullOfGroup(
    n: number,
    rows: Pointer,
    trees: number,
    leaf: Pointer,
    room: number,
    statisticsOf: Pointer,
    solved: Pointer,
    spread: Pointer,
  ): void
}

/** A thread's kernels over a memory that is carved up from its start. */
export interface TreeRoom {
  readonly kernels: TreeKernels
  /** An address of at least so many bytes, on a multiple of 16. What lies there has no meaning yet. */
  take(bytes: number): Pointer
  bytes(at: Pointer, length: number): Uint8Array
  ints(at: Pointer, length: number): Int32Array
  numbers(at: Pointer, length: number): Float64Array
}

const pageBytes = 65536
/** What a shared memory may grow to; only what was taken is ever touched. */
const mostPages = 65536

let made: { readonly memory: WebAssembly.Memory; readonly kernels: TreeKernels } | null = null

/**
 * This thread's room, empty: one computation at a time uses it, from its start to its end. The memory is kept, since
 * fresh pages cost more than what is done in them.
 */
export function treeRoom(): TreeRoom {
  made ??= instantiate()
  const { memory, kernels } = made
  // The first bytes stay unused: address 0 means none.
  let next = 1024
  return {
    kernels,
    take(bytes) {
      const at = next
      next = at + ((bytes + 31) & ~15)
      const missing = Math.ceil((next - memory.buffer.byteLength) / pageBytes)
      if (missing > 0) memory.grow(missing)
      return at
    },
    bytes: (at, length) => new Uint8Array(memory.buffer, at, length),
    ints: (at, length) => new Int32Array(memory.buffer, at, length),
    numbers: (at, length) => new Float64Array(memory.buffer, at, length),
  }
}

function instantiate() {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: mostPages, shared: true })
  const module = new WebAssembly.Module(kernelBytes())
  const exports: unknown = new WebAssembly.Instance(module, { env: { memory } }).exports
  return { memory, kernels: exports as TreeKernels }
}
