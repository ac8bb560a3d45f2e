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
  return Float64Array.from(values, (value) => (value === 0 ? 0 : Number.isNaN(value) ? Number.NaN : value))
}

function bytesOf(values: Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(values.slice().buffer)
}
