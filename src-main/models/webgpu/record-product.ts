import type { Pointer } from '../kernels/kernels.ts'
import type { Recorder } from './recorder.ts'
import { products, tileSides } from './shaders/matrix-product.ts'

/** A matrix in memory, strides in bytes; of a batch, how far its outer and inner matrices are apart. */
interface Operand {
  readonly at: Pointer
  readonly row: number
  readonly outer?: number
  readonly inner?: number
}

export interface Product {
  readonly m: number
  readonly n: number
  readonly k: number
  readonly accumulate: boolean
  readonly a: Operand & { readonly column: number }
  readonly b: Operand & { readonly panel: number; readonly column: number }
  readonly c: Operand
  /** Matrices of a batch: outer × inner. */
  readonly batch?: { readonly outer: number; readonly inner: number }
}

/** With fewer tiles than this most of a device would be idle: smaller ones are made then. */
const tilesOfADevice = 64

export function recordProduct(recorder: Recorder, product: Product): void {
  const { m, n, k, a, b, c, accumulate, batch = { outer: 1, inner: 1 } } = product
  const matrices = batch.outer * batch.inner
  const large = Math.ceil(m / tileSides.large) * Math.ceil(n / tileSides.large) * matrices >= tilesOfADevice
  const size = large ? 'large' : 'small'
  const side = tileSides[size]
  recorder.dispatch(
    products[size],
    {
      ...{ m, n, k, accumulate: Number(accumulate), inner: batch.inner },
      ...{ a: a.at / 4, aRow: a.row / 4, aColumn: a.column / 4 },
      ...{ b: b.at / 4, bRow: b.row / 4, bPanel: b.panel / 4, bColumn: b.column / 4 },
      ...{ c: c.at / 4, cRow: c.row / 4 },
      ...{ aOuter: (a.outer ?? 0) / 4, aInner: (a.inner ?? 0) / 4 },
      ...{ bOuter: (b.outer ?? 0) / 4, bInner: (b.inner ?? 0) / 4 },
      ...{ cOuter: (c.outer ?? 0) / 4, cInner: (c.inner ?? 0) / 4 },
    },
    Math.ceil(n / side),
    Math.ceil(m / side),
    matrices,
  )
}
