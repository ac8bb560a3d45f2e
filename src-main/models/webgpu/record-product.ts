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
  const { m, n } = product
  const { large, small } = tileSides
  const matrices = (product.batch?.outer ?? 1) * (product.batch?.inner ?? 1)
  const tiles = Math.ceil(m / large) * Math.ceil(n / large) * matrices
  // Of a large tile that a matrix only half fills, half would be computed in vain.
  const size = tiles >= tilesOfADevice && m > small && n > small ? 'large' : 'small'
  const most = recorder.mostGroups * tileSides[size]
  for (let top = 0; top < m; top += most) {
    for (let left = 0; left < n; left += most) {
      recordPart(recorder, partOf(product, top, left, most), size)
    }
  }
}

/** Rows and columns of the result from `top` and `left` on, as many as one dispatch has groups for. */
function partOf(product: Product, top: number, left: number, most: number): Product {
  const { m, n, a, b, c } = product
  return {
    ...product,
    m: Math.min(most, m - top),
    n: Math.min(most, n - left),
    a: { ...a, at: a.at + top * a.row },
    b: { ...b, at: b.at + (left / 8) * b.panel },
    c: { ...c, at: c.at + top * c.row + 4 * left },
  }
}

function recordPart(recorder: Recorder, product: Product, size: keyof typeof products): void {
  const { m, n, k, a, b, c, accumulate, batch = { outer: 1, inner: 1 } } = product
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
    [Math.ceil(n / side), Math.ceil(m / side), batch.outer * batch.inner],
    m * n * k * batch.outer * batch.inner,
  )
}
