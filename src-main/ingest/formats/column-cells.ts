import { isMissing, trimmed } from '../cells.ts'

/** Cells of a column that are not missing, blanks cut. */
export function columnCells(records: readonly (readonly string[])[], column: number): string[] {
  const cells: string[] = []
  for (const record of records) {
    const cell = trimmed(record[column] ?? '')
    if (!isMissing(cell)) cells.push(cell)
  }
  return cells
}
