import { fail } from '../../contract/errors.ts'
import type { Table } from '../../numeric/columns.ts'
import { random } from '../../numeric/random.ts'
import { codesOf } from '../data/table-codes.ts'

/** Items and their vectors as such a table holds them. Throws MODELS_NO_VECTORS. */
export function readVectors(table: Table): {
  readonly items: readonly string[]
  readonly width: number
  readonly vectors: Float32Array
} {
  const columns = vectorColumns(table)
  const numbers = columns.map((own) => (own.kind === 'number' ? own.values : null))
  const width = columns.length
  if (width === 0 || numbers.includes(null)) throw fail('MODELS_NO_VECTORS')
  const { names, codes } = codesOf(table.columns[0])
  const vectors = new Float32Array(names.length * width)
  for (let row = 0; row < table.rows; row++) {
    if (codes[row] >= 0) for (let j = 0; j < width; j++) vectors[codes[row] * width + j] = numbers[j]![row]
  }
  return { items: names, width, vectors }
}

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
