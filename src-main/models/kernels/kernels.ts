import { kernelBytes } from './kernel-bytes.ts'

/** An address in the kernels' memory, in bytes. */
export type Pointer = number

/**
 * The training kernels, single precision, as WebAssembly with SIMD (`assembly/`, where each is described). Widths are
 * multiples of 8 floats, addresses of 16 bytes; strides are in bytes.
 */
export interface Kernels {
  /** Only where the calls of one head, or one step, at a time would leave a device waiting. */
  readonly attention?: AllHeads
  readonly sequences?: WholeSequences
  /** Adds a row of `width` floats to each of `count` rows. */
  readonly addToRows?: (count: number, width: number, from: Pointer, to: Pointer) => void
  matrixProduct(
    m: number,
    n: number,
    k: number,
    a: Pointer,
    aRow: number,
    aColumn: number,
    b: Pointer,
    bRow: number,
    bPanel: number,
    c: Pointer,
    cRow: number,
    accumulate: boolean,
  ): void
  packTransposed(n: number, k: number, b: Pointer, bRow: number, out: Pointer): void
  gruForward(rows: number, h: number, gates: Pointer, before: Pointer, state: Pointer): void
  gruBackward(rows: number, h: number, gates: Pointer, before: Pointer, carried: Pointer): void
  lstmForward(
    rows: number,
    h: number,
    gates: Pointer,
    cellBefore: Pointer,
    cell: Pointer,
    state: Pointer,
  ): void
  lstmBackward(
    rows: number,
    h: number,
    gates: Pointer,
    cellBefore: Pointer,
    cell: Pointer,
    carried: Pointer,
    carriedCell: Pointer,
  ): void
  tanhForward(count: number, sums: Pointer, state: Pointer): void
  tanhBackward(count: number, state: Pointer, carried: Pointer): void
  softmaxCrossEntropy(
    rows: number,
    items: number,
    width: number,
    logits: Pointer,
    targets: Pointer,
    weight: number,
  ): number
  attentionWeights(
    length: number,
    width: number,
    scores: Pointer,
    scale: number,
    keys: number,
    causal: boolean,
  ): void
  attentionWeightsBackward(
    length: number,
    width: number,
    weights: Pointer,
    gradient: Pointer,
    scale: number,
  ): void
  rotate(
    positions: number,
    length: number,
    blocks: number,
    size: number,
    angles: Pointer,
    x: Pointer,
    stride: number,
    sign: number,
  ): void
  layerNormForward(
    rows: number,
    width: number,
    x: Pointer,
    gain: Pointer,
    shift: Pointer,
    epsilon: number,
    out: Pointer,
    kept: Pointer,
  ): void
  layerNormBackward(
    rows: number,
    width: number,
    x: Pointer,
    gain: Pointer,
    kept: Pointer,
    gradient: Pointer,
    gainGradient: Pointer,
    shiftGradient: Pointer,
  ): void
  gatherRows(
    rows: number,
    width: number,
    codes: Pointer,
    table: Pointer,
    scale: number,
    out: Pointer,
    accumulate: boolean,
  ): void
  scatterRows(
    rows: number,
    width: number,
    codes: Pointer,
    gradient: Pointer,
    scale: number,
    table: Pointer,
  ): void
  addWeightedRows(
    entries: number,
    width: number,
    to: Pointer,
    from: Pointer,
    weights: Pointer,
    table: Pointer,
    out: Pointer,
  ): void
  gatedScores(
    entries: number,
    width: number,
    query: Pointer,
    key: Pointer,
    times: Pointer,
    queries: Pointer,
    keys: Pointer,
    q: Pointer,
    out: Pointer,
  ): void
  gatedScoresBackward(
    entries: number,
    width: number,
    query: Pointer,
    key: Pointer,
    times: Pointer,
    queries: Pointer,
    keys: Pointer,
    q: Pointer,
    values: Pointer,
    sumsGradient: Pointer,
    queriesGradient: Pointer,
    keysGradient: Pointer,
    qGradient: Pointer,
  ): void
  gatherFloats(count: number, codes: Pointer, table: Pointer, out: Pointer): void
  addFloats(count: number, codes: Pointer, columns: number, row: Pointer, scale: number, table: Pointer): void
  scatterSums(rows: number, columns: number, from: Pointer, codes: Pointer, table: Pointer): void
  contrastLoss(
    kind: number,
    count: number,
    negatives: number,
    scores: Pointer,
    own: Pointer,
    targets: Pointer,
    sampled: Pointer,
    itemLogs: Pointer,
    weight: number,
  ): number
  ownScores(
    count: number,
    width: number,
    states: Pointer,
    targets: Pointer,
    vectors: Pointer,
    biases: Pointer,
    own: Pointer,
  ): void
  ownScoresBackward(
    count: number,
    width: number,
    states: Pointer,
    targets: Pointer,
    vectors: Pointer,
    own: Pointer,
    gradient: Pointer,
    vectorGradients: Pointer,
    biasGradients: Pointer,
  ): void
  dropout(count: number, x: Pointer, seed: number, threshold: number, scale: number): void
  add(count: number, from: Pointer, to: Pointer): void
  repeatRow(rows: number, width: number, source: Pointer, to: Pointer, stride: number): void
  addRows(rows: number, width: number, from: Pointer, stride: number, sums: Pointer): void
  rectify(count: number, x: Pointer): void
  rectifyBackward(count: number, rectified: Pointer, gradient: Pointer): void
  fill(count: number, to: Pointer): void
  copy(count: number, from: Pointer, to: Pointer): void
  perturbRows(
    rows: number,
    width: number,
    table: Pointer,
    gradients: Pointer,
    stride: number,
    shards: number,
    epsilon: number,
    out: Pointer,
  ): void
  adam(
    count: number,
    weights: Pointer,
    first: Pointer,
    second: Pointer,
    gradients: Pointer,
    stride: number,
    shards: number,
    scale: number,
    decay: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
  ): void
  moveMean(count: number, weights: Pointer, mean: Pointer, share: number): void
}

/** Attention of all heads of all sequences at once; `projected` holds queries, keys and values side by side. */
export interface AllHeads {
  forward(
    shape: AttentionShape,
    projected: Pointer,
    mixed: Pointer,
    weights: Pointer,
    /** A copy of the weights under dropout, where the threshold is above 0. */
    thinned: Pointer,
    lengths: Pointer,
    seeds: Pointer,
  ): void
  backward(
    shape: AttentionShape,
    projected: Pointer,
    weights: Pointer,
    thinned: Pointer,
    seeds: Pointer,
    mixedGradient: Pointer,
    /** Room for the gradient of the weights. */
    gradient: Pointer,
    projectedGradient: Pointer,
  ): void
}

export interface AttentionShape {
  readonly rows: number
  readonly length: number
  readonly width: number
  readonly heads: number
  /** Floats between two rows of weights. */
  readonly across: number
  readonly causal: boolean
  readonly scale: number
  /** Of dropout, as `dropout` takes them. */
  readonly threshold: number
  readonly keep: number
}

/** All steps of a recurrent layer at once; the equations are those of the single steps. */
export interface WholeSequences {
  forward(cell: 'gru' | 'lstm' | 'rnn', layer: SequenceShape, weight: Pointer): void
  backward(
    cell: 'gru' | 'lstm' | 'rnn',
    layer: SequenceShape,
    /** The state's weights as `packTransposed` writes them. */
    panels: Pointer,
    gradient: Pointer,
    /** Where a simple layer's gradients of the sums go; the others' go over the gates. */
    sums: Pointer,
  ): void
}

export interface SequenceShape {
  readonly rows: number
  readonly length: number
  readonly hidden: number
  readonly gates: Pointer
  readonly states: Pointer
  readonly cells: Pointer
}

/** Kernels that do nothing, to walk a model without computing it. */
export const idleKernels = new Proxy(
  {},
  { get: (_, name) => (deviceOnly.has(name) ? undefined : () => 0) },
) as Kernels

const deviceOnly: ReadonlySet<string | symbol> = new Set<keyof Kernels>([
  'attention',
  'sequences',
  'addToRows',
])

let compiled: WebAssembly.Module | null = null

/** The module, compiled once a thread; threads can hand it to each other. */
export function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(kernelBytes())
  return compiled
}

/** The kernels over one memory, which any number of threads may share. */
export function kernelsOver(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const exports: unknown = new WebAssembly.Instance(module, { env: { memory } }).exports
  return exports as Kernels
}

/** A memory of at least `bytes`, zeroed. */
export function kernelMemory(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / 65536)
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
}

/** The most that one kernel memory can hold, bytes. */
export const kernelMemoryLimit = 65536 * 65536
