import { createHash } from 'node:crypto'
import packageJson from '../../package.json' with { type: 'json' }
import type { EstimateOptions, Provenance } from '../contract/effects.ts'
import type { Table } from '../numeric/columns.ts'

/** SHA-256 of the columns that an analysis can have read: names, kinds and values, in the table's order. */
export function hashTable(table: Table, names: ReadonlySet<string>): string {
  const hash = createHash('sha256')
  for (const column of table.columns) {
    if (!names.has(column.name)) continue
    hash.update(`${column.kind}\n${column.name}\n`)
    if (column.kind === 'number') {
      hash.update(bytesOf(column.values))
    } else {
      hash.update(column.levels.join('\n'))
      hash.update(bytesOf(column.codes))
    }
  }
  return hash.digest('hex')
}

export function provenanceOf(table: Table, options: EstimateOptions, startedAt: number): Provenance {
  return {
    dataHash: hashTable(table, columnsIn(options)),
    options,
    seed: options.seed,
    version: packageJson.version,
    elapsedMs: performance.now() - startedAt,
  }
}

/** Every name that the options mention. */
function columnsIn(options: EstimateOptions): Set<string> {
  const names = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value === 'string') names.add(value)
    else if (Array.isArray(value)) value.forEach(visit)
  }
  Object.values(options).forEach(visit)
  return names
}

function bytesOf(values: Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}
