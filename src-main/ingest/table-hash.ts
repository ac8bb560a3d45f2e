import { createHash } from 'node:crypto'
import type { Table } from '../numeric/columns.ts'

/** SHA-256 of a table's contents, hexadecimal: names, kinds, levels and every value; equal contents give equal hashes. */
export function tableHash(table: Table): string {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([table.rows, table.columns.length]))
  for (const column of table.columns) {
    if (column.kind === 'category') {
      hash.update(JSON.stringify([column.name, 'category', column.levels]))
      hash.update(bytesOf(column.codes))
    } else {
      hash.update(JSON.stringify([column.name, 'number', column.meaning ?? '']))
      hash.update(bytesOf(canonical(column.values)))
    }
  }
  return hash.digest('hex')
}

/** One bit pattern for NaN and one for zero. */
function canonical(values: Float64Array): Float64Array {
  const own = new Float64Array(values.length)
  for (let row = 0; row < own.length; row++) {
    const value = values[row]
    own[row] = value === 0 ? 0 : Number.isNaN(value) ? Number.NaN : value
  }
  return own
}

/** A copy: what is shared with workers cannot be hashed in place. */
function bytesOf(values: Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(values.slice().buffer)
}
