import { fail } from '../../contract/errors.ts'
import type { Monitor } from '../../contract/monitor.ts'
import { findImages, itemOfFile } from '../../ingest/images/find-images.ts'
import type { Column, Table } from '../../numeric/columns.ts'
import { columnCalled } from '../data/table-codes.ts'
import type { ItemImages } from './item-images.ts'

/**
 * Which images are of which item: as a table says, or every image below the folder, named as its item. `otherImages` and `others` count
 * images of other formats and files of other kinds there.
 *
 * Throws INGEST_FOLDER_UNREADABLE, INGEST_NO_IMAGES, TABLE_COLUMN_MISSING.
 */
export function findItemImages(
  folder: string,
  table: Table | null,
  map: { readonly item: string; readonly file: string } | undefined,
  monitor: Monitor,
): { readonly images: ItemImages; readonly otherImages: number; readonly others: number } {
  const found = table === null ? findImages(folder, monitor) : { files: [], otherImages: 0, others: 0 }
  const pairs =
    table === null
      ? found.files.map((file) => [itemOfFile(file), file] as const)
      : pairsOf(table, map ?? { item: 'item', file: 'file' })
  if (pairs.length === 0) throw fail('INGEST_NO_IMAGES', { path: folder })
  const known = new Map<string, number>()
  const codes = Int32Array.from(pairs, ([item]) => {
    const code = known.get(item) ?? known.size
    known.set(item, code)
    return code
  })
  const files = pairs.map(([, file]) => file)
  const { otherImages, others } = found
  return { images: { folder, files, codes, items: [...known.keys()] }, otherImages, others }
}

function pairsOf(table: Table, map: { readonly item: string; readonly file: string }) {
  const [item, file] = [columnCalled(table, map.item), columnCalled(table, map.file)]
  const pairs: (readonly [string, string])[] = []
  for (let row = 0; row < table.rows; row++) {
    const [name, path] = [textOf(item, row), textOf(file, row)]
    if (name !== null && path !== null) pairs.push([name, path])
  }
  return pairs
}

function textOf(column: Column, row: number): string | null {
  if (column.kind === 'category') return column.codes[row] < 0 ? null : column.levels[column.codes[row]]
  return Number.isNaN(column.values[row]) ? null : String(column.values[row])
}
