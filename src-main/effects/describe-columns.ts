import type { ColumnDescription } from '../contract/question.ts'
import { untreatedArm } from '../ingest/untreated-arm.ts'
import type { Column, Table } from '../numeric/columns.ts'
import { compareLevels } from './design-matrix.ts'

/** Values that a column may have to be told one by one. */
const mostLevels = 50

/** Kind, missing values and, where they are few, the values of every column. */
export function describeColumns(table: Table): readonly ColumnDescription[] {
  return table.columns.map(describe)
}

function describe(column: Column): ColumnDescription {
  const { kind, name } = column
  const counts = new Map<number, number>()
  let missing = 0
  const cells = column.kind === 'number' ? column.values : column.codes
  const absent = column.kind === 'number' ? Number.isNaN : (code: number) => code < 0
  for (const cell of cells) {
    if (absent(cell)) missing++
    else if (counts.has(cell) || column.kind === 'category' || counts.size <= mostLevels) {
      counts.set(cell, (counts.get(cell) ?? 0) + 1)
    }
  }
  if (column.kind === 'number' && counts.size > mostLevels)
    return { name, kind, missing, levels: null, untreated: null }
  const named = (cell: number) => (column.kind === 'category' ? column.levels[cell] : String(cell))
  const levels = [...counts]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, mostLevels)
    .map(([cell, n]) => ({ level: named(cell), n }))
  const names = levels.map(({ level }) => level).sort(compareLevels)
  return { name, kind, missing, levels, untreated: names[untreatedArm(names)] ?? null }
}
