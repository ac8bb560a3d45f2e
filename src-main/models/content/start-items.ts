import { fail } from '../../contract/errors.ts'
import type { Table } from '../../numeric/columns.ts'
import { random } from '../../numeric/random.ts'
import { codesOf } from '../data/table-codes.ts'

/** Numbers of a vector in a table of them (item, v1 … vN). */
export function widthOfVectors(table: Table): number {
  return vectorColumns(table).length
}

function vectorColumns(table: Table) {
  return table.columns.filter(({ name }) => /^v\d+$/.test(name))
}

/**
 * Items' vectors to begin training with, `width` numbers an item in the model's order: those of the table (item, v1 … vN) as large
 * together as the usual start is, drawn as usual for items that it lacks. Items are in the table's first column.
 *
 * Throws MODELS_VECTORS_DO_NOT_FIT.
 */
export function startOfItems(
  table: Table,
  items: readonly string[],
  width: number,
  seed: number,
): Float32Array {
  const vectors = vectorColumns(table)
  const numbers = vectors.map((own) => (own.kind === 'number' ? own.values : null))
  if (vectors.length !== width || numbers.includes(null)) {
    throw fail('MODELS_VECTORS_DO_NOT_FIT', { found: vectors.length, width })
  }
  const { codes } = codesOf(table.columns[0], items)
  const usual = 1 / width
  const source = random(seed, 'start-items')
  const start = Float32Array.from({ length: items.length * width }, () => usual * source.normal())
  const rows = [...codes.keys()].filter((row) => codes[row] >= 0)
  let squares = 0
  for (const row of rows) for (const own of numbers) squares += own![row] ** 2
  if (!(squares > 0)) throw fail('MODELS_VECTORS_DO_NOT_FIT', { found: 0, width })
  const scale = usual / Math.sqrt(squares / (rows.length * width))
  for (const row of rows) {
    const given = numbers.map((own) => scale * own![row])
    if (given.every((x) => x === 0)) continue
    start.set(given, codes[row] * width)
  }
  return start
}
