import { kernelBytes } from './kernel-bytes.ts'

/** An address in the kernels' memory, in bytes; 0 for none. */
type Pointer = number

/** Loops of dense algebra as WebAssembly (`assembly/`, where each is described): no relaxed SIMD, so the same bits anywhere. */
interface DenseKernels {
  addProducts(
    n: number,
    p: number,
    stride: number,
    x: Pointer,
    w: Pointer,
    scaled: Pointer,
    out: Pointer,
  ): void
}

/** Rows whose products are added at a time, so that they stay near. */
const blockOfRows = 256
const pageBytes = 65536
const mostPages = 65536

let made: { readonly memory: WebAssembly.Memory; readonly kernels: DenseKernels } | null = null

/**
 * Sums of w x_j x_k over all rows, p × p, for every k ≤ j; what stands above the diagonal has no meaning.
 * @param x n×p, column-major
 */
export function sumsOfProducts(
  n: number,
  p: number,
  x: Float64Array,
  w: ArrayLike<number> | undefined,
): Float64Array {
  made ??= instantiate()
  const { memory, kernels } = made
  const stride = 8 * (blockOfRows + 2)
  const columnsAt = 16
  const weightsAt = columnsAt + p * stride
  const scaledAt = weightsAt + stride
  const sumsAt = scaledAt + 2 * stride
  const missing = Math.ceil((sumsAt + 8 * p * p - memory.buffer.byteLength) / pageBytes)
  if (missing > 0) memory.grow(missing)
  const numbers = new Float64Array(memory.buffer)
  const sums = numbers.subarray(sumsAt / 8, sumsAt / 8 + p * p).fill(0)
  for (let start = 0; start < n; start += blockOfRows) {
    const rows = Math.min(blockOfRows, n - start)
    for (let j = 0; j < p; j++) {
      const from = j * n + start
      numbers.set(x.subarray(from, from + rows), (columnsAt + j * stride) / 8)
    }
    if (w) for (let i = 0; i < rows; i++) numbers[weightsAt / 8 + i] = w[start + i]
    kernels.addProducts(rows, p, stride, columnsAt, w ? weightsAt : 0, scaledAt, sumsAt)
  }
  return sums.slice()
}

function instantiate() {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: mostPages, shared: true })
  const module = new WebAssembly.Module(kernelBytes())
  const exports: unknown = new WebAssembly.Instance(module, { env: { memory } }).exports
  return { memory, kernels: exports as DenseKernels }
}
