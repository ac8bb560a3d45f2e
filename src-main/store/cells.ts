/** Typed arrays as BLOBs: little-endian, as every platform of the product is. */

type Cells = Float64Array | Int32Array

/** A copy of `cells[from … to)`, never a view: SQLite must not read memory that another thread may change. */
export function toBlob(cells: Cells, from = 0, to = cells.length): Buffer {
  const width = cells.BYTES_PER_ELEMENT
  const bytes = new Uint8Array(cells.buffer, cells.byteOffset + from * width, (to - from) * width)
  return Buffer.from(bytes)
}

/** Writes a BLOB into `cells` from index `at` on. */
export function fillFromBlob(cells: Cells, at: number, blob: Uint8Array): void {
  new Uint8Array(cells.buffer, cells.byteOffset + at * cells.BYTES_PER_ELEMENT, blob.length).set(blob)
}

export function int32FromBlob(blob: Uint8Array): Int32Array {
  const cells = new Int32Array(blob.length / 4)
  fillFromBlob(cells, 0, blob)
  return cells
}

export function float64FromBlob(blob: Uint8Array): Float64Array {
  const cells = new Float64Array(blob.length / 8)
  fillFromBlob(cells, 0, blob)
  return cells
}
