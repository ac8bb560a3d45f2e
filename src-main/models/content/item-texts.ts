import { fail } from '../../contract/errors.ts'
import { type Monitor, partOf } from '../../contract/monitor.ts'
import type { Table } from '../../numeric/columns.ts'
import { codesOf, columnCalled } from '../data/table-codes.ts'
import { textAt } from './texts-of-items.ts'
import { termWeights } from './tf-idf.ts'
import { tokensOf } from './tokens.ts'
import { truncatedSvd } from './truncated-svd.ts'

export interface ItemVectors {
  readonly items: readonly string[]
  readonly width: number
  /** `width` numbers an item. */
  readonly vectors: Float64Array
  /** Share of the squared weights that the vectors hold. */
  readonly explained: number
  readonly terms: number
  /** Items whose text has no term in common with another's: their vectors are zero. */
  readonly without: number
}

/**
 * A vector for each item from its texts: weights of words and character runs, brought to `width` directions (latent semantic analysis,
 * Deerwester et al. 1990). Rows of one item are read as one text.
 *
 * Throws TABLE_COLUMN_MISSING, MODELS_NO_TEXT.
 */
export function itemVectorsOfTexts(
  table: Table,
  map: { readonly item: string; readonly text: readonly string[] },
  wanted: number,
  seed: number,
  monitor: Monitor,
): ItemVectors {
  const item = codesOf(columnCalled(table, map.item))
  const columns = map.text.map((name) => columnCalled(table, name))
  const tokens: string[][] = item.names.map(() => [])
  for (let row = 0; row < table.rows; row++) {
    if (row % 1024 === 0) monitor.report((0.3 * row) / table.rows)
    if (item.codes[row] < 0) continue
    for (const column of columns) tokens[item.codes[row]].push(...tokensOf(textAt(column, row)))
  }
  const { terms, matrix } = termWeights(tokens)
  if (terms.length === 0) throw fail('MODELS_NO_TEXT', { columns: map.text.join(', ') })
  const { coordinates, singularValues, width } = truncatedSvd(matrix, wanted, seed, partOf(monitor, 0.3, 1))
  const vectors = new Float64Array(matrix.rows * wanted)
  for (let row = 0; row < matrix.rows; row++) {
    vectors.set(coordinates.subarray(row * width, (row + 1) * width), row * wanted)
  }
  const squares = matrix.value.reduce((sum, x) => sum + x * x, 0)
  let without = 0
  for (let row = 0; row < matrix.rows; row++) if (matrix.start[row] === matrix.start[row + 1]) without++
  return {
    items: item.names,
    width: wanted,
    vectors,
    explained: singularValues.reduce((sum, x) => sum + x * x, 0) / squares,
    terms: terms.length,
    without,
  }
}
