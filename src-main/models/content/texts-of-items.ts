import type { Column, Table } from '../../numeric/columns.ts'
import { codesOf, columnCalled } from '../data/table-codes.ts'

export interface TextsOfItems {
  readonly items: readonly string[]
  /** One an item, empty where it has none. */
  readonly texts: readonly string[]
}

/**
 * The text of each item: what its columns say, one behind the other, in the order of the rows. What an item says twice is read once: a
 * log names it at every event.
 *
 * Throws TABLE_COLUMN_MISSING.
 */
export function textsOfItems(
  table: Table,
  map: { readonly item: string; readonly text: readonly string[] },
): TextsOfItems {
  const item = codesOf(columnCalled(table, map.item))
  const columns = map.text.map((name) => columnCalled(table, name))
  const pieces = item.names.map(() => new Set<string>())
  for (let row = 0; row < table.rows; row++) {
    if (item.codes[row] < 0) continue
    for (const column of columns) {
      const text = textAt(column, row).trim()
      if (text !== '') pieces[item.codes[row]].add(text)
    }
  }
  return { items: item.names, texts: pieces.map((own) => [...own].join(' ')) }
}

/** A cell in words; empty where it is missing. */
export function textAt(column: Column, row: number): string {
  if (column.kind === 'category') return column.codes[row] < 0 ? '' : column.levels[column.codes[row]]
  return Number.isNaN(column.values[row]) ? '' : String(column.values[row])
}
