import { type Monitor, partOf } from '../contract/monitor.ts'
import { sharedFloat64 } from '../numeric/columns.ts'
import { kernel, type Parallel } from '../numeric/parallel.ts'
import { addDots } from './dot-tile.ts'

/** Rows and columns of a block: 64 × 64 numbers are 32 KiB, one core's nearest cache. */
const block = 64

/** A square matrix in shared memory, row-major, its size a multiple of the block. */
interface Work {
  readonly size: number
  /** The matrix; then its Cholesky factor; then its inverse. */
  readonly a: Float64Array
  /** The transposed inverse of the factor: upper triangular. */
  readonly w: Float64Array
  /** Inverses of the factor's diagonal blocks, one after the other. */
  readonly diagonal: Float64Array
}

/** Row-major memory for `invertSymmetric`, the identity wherever the matrix is padded to whole blocks. */
export function symmetricWork(n: number): Work {
  const size = Math.ceil(n / block) * block
  const a = sharedFloat64(size * size)
  for (let i = n; i < size; i++) a[i * size + i] = 1
  return { size, a, w: sharedFloat64(size * size), diagonal: sharedFloat64(size * block) }
}

/** Bytes that `symmetricWork(n)` takes. */
export function symmetricWorkBytes(n: number): number {
  const size = Math.ceil(n / block) * block
  return 16 * size * size
}

/**
 * Replaces the symmetric positive definite matrix in `work.a` (its lower triangle is read) by its inverse, both triangles, by
 * blocks over the workers: A = L L′, W = (L⁻¹)′, A⁻¹ = W W′; about n³ floating-point operations. The order of every sum
 * is fixed, so the bits do not depend on the number of workers.
 */
export async function invertSymmetric(work: Work, monitor: Monitor, parallel: Parallel): Promise<void> {
  const blocks = work.size / block
  const factoring = partOf(monitor, 0, 0.4)
  for (let j = 0; j < blocks; j++) {
    // A third of the work lies in the first columns' short sums; the fraction is of the operations done.
    factoring.report((j / blocks) ** 2 * (3 - 2 * (j / blocks)))
    factorDiagonalBlock(work, j)
    const below = Array.from({ length: blocks - j - 1 }, (_, k) => ({ row: j + 1 + k, column: j }))
    await parallel.map(factorBlock, work, below, () => monitor.check())
  }
  const each = Array.from({ length: blocks }, (_, k) => k)
  const inverting = partOf(monitor, 0.4, 0.7)
  await parallel.map(invertFactorColumn, work, each, (done) => inverting.report(done / blocks))
  const multiplying = partOf(monitor, 0.7, 1)
  await parallel.map(multiplyRow, work, each, (done) => multiplying.report(done / blocks))
  const { size, a } = work
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) a[j * size + i] = a[i * size + j]
}

/** L[j, j] and its inverse, the columns before having been factored. */
function factorDiagonalBlock({ size, a, diagonal }: Work, j: number): void {
  const first = j * block
  const sums = new Float64Array(block * block)
  addDots(sums, a, first, a, first, size, 0, first)
  for (let c = 0; c < block; c++) {
    for (let r = c; r < block; r++) {
      let value = a[(first + r) * size + first + c] - sums[r * block + c]
      for (let k = 0; k < c; k++)
        value -= a[(first + r) * size + first + k] * a[(first + c) * size + first + k]
      a[(first + r) * size + first + c] =
        r === c ? Math.sqrt(value) : value / a[(first + c) * size + first + c]
    }
  }
  const inverse = diagonal.subarray(j * block * block, (j + 1) * block * block)
  for (let c = 0; c < block; c++) {
    inverse[c * block + c] = 1 / a[(first + c) * size + first + c]
    for (let r = c + 1; r < block; r++) {
      let sum = 0
      for (let k = c; k < r; k++) sum += a[(first + r) * size + first + k] * inverse[k * block + c]
      inverse[r * block + c] = -sum / a[(first + r) * size + first + r]
    }
  }
}

/** L[row, column] = (A[row, column] − Σ L[row, k] L[column, k]′) (L[column, column]⁻¹)′. */
export const factorBlock = kernel(
  'recommend/factor-block',
  ({ size, a, diagonal }: Work, task: { readonly row: number; readonly column: number }): null => {
    const sums = new Float64Array(block * block)
    const top = task.row * block
    const left = task.column * block
    addDots(sums, a, top, a, left, size, 0, left)
    for (let r = 0; r < block; r++) {
      for (let c = 0; c < block; c++)
        sums[r * block + c] = a[(top + r) * size + left + c] - sums[r * block + c]
    }
    const inverse = task.column * block * block
    for (let r = 0; r < block; r++) {
      for (let c = 0; c < block; c++) {
        let value = 0
        for (let k = 0; k <= c; k++) value += sums[r * block + k] * diagonal[inverse + c * block + k]
        a[(top + r) * size + left + c] = value
      }
    }
    return null
  },
)

/** Block column j of L⁻¹, kept as block row j of its transpose W. */
export const invertFactorColumn = kernel('recommend/invert-factor-column', (work: Work, j: number): null => {
  const { size, a, w, diagonal } = work
  const left = j * block
  for (let r = 0; r < block; r++) {
    for (let c = 0; c <= r; c++) w[(left + c) * size + left + r] = diagonal[(left + r) * block + c]
  }
  const sums = new Float64Array(block * block)
  for (let top = left + block; top < size; top += block) {
    sums.fill(0)
    addDots(sums, a, top, w, left, size, left, top)
    for (let c = 0; c < block; c++) {
      for (let r = 0; r < block; r++) {
        let value = 0
        for (let k = 0; k <= r; k++) value -= diagonal[(top + r) * block + k] * sums[k * block + c]
        w[(left + c) * size + top + r] = value
      }
    }
  }
  return null
})

/** Block row i of A⁻¹ = W W′, up to its diagonal. */
export const multiplyRow = kernel('recommend/multiply-row', ({ size, a, w }: Work, i: number): null => {
  const top = i * block
  const sums = new Float64Array(block * block)
  for (let left = 0; left <= top; left += block) {
    sums.fill(0)
    addDots(sums, w, top, w, left, size, top, size)
    for (let r = 0; r < block; r++) {
      a.set(sums.subarray(r * block, (r + 1) * block), (top + r) * size + left)
    }
  }
  return null
})
