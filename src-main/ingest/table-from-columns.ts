import { fail } from '../contract/errors.ts'
import { type Column, sharedFloat64, sharedInt32, type Table } from '../numeric/columns.ts'

export type CellValue = number | string | boolean | null

/**
 * A table from values: a column with any text in it is a category (its numbers and truth values as written), one of
 * truth values alone 0 and 1, any other a column of numbers; null and NaN are missing. Throws TABLE_LENGTHS_DIFFER.
 */
export function tableFromColumns(columns: Readonly<Record<string, readonly CellValue[]>>): Table {
  const entries = Object.entries(columns)
  const rows = entries[0]?.[1].length ?? 0
  return {
    rows,
    columns: entries.map(([name, values]) => {
      if (values.length !== rows) {
        throw fail('TABLE_LENGTHS_DIFFER', { column: name, expected: rows, found: values.length })
      }
      return values.some((value) => typeof value === 'string')
        ? categoryColumn(name, values)
        : numberColumn(name, values)
    }),
  }
}

function numberColumn(name: string, cells: readonly CellValue[]): Column {
  const values = sharedFloat64(cells.length)
  for (const [row, cell] of cells.entries()) values[row] = cell === null ? Number.NaN : Number(cell)
  const present = cells.filter((cell) => cell !== null)
  const isBoolean = present.length > 0 && present.every((cell) => typeof cell === 'boolean')
  return isBoolean ? { kind: 'number', name, values, meaning: 'boolean' } : { kind: 'number', name, values }
}

function categoryColumn(name: string, cells: readonly CellValue[]): Column {
  const codes = sharedInt32(cells.length)
  const levels: string[] = []
  const codeOf = new Map<string, number>()
  for (const [row, cell] of cells.entries()) {
    if (cell === null || (typeof cell === 'number' && Number.isNaN(cell))) {
      codes[row] = -1
      continue
    }
    const level = String(cell)
    const known = codeOf.get(level)
    codes[row] = known ?? levels.length
    if (known !== undefined) continue
    codeOf.set(level, levels.length)
    levels.push(level)
  }
  return { kind: 'category', name, levels, codes }
}
