import type { AnalysisTableSummary } from '../contract/behaviour.ts'
import type { TableFile } from '../contract/table-file.ts'
import type { CheckedColumn } from '../contract/unit-tables.ts'
import type { Column, Table } from '../numeric/columns.ts'
import type { PlannedColumn } from './unit-table-plan.ts'

/** More arms than this are amounts or names of something else. */
const mostArms = 20

/** More different numbers than this are not counted. */
const mostNumbers = 1000

/** Rows whose value an earlier row has. */
export function repeatsOf(column: Column): number {
  if (column.kind === 'number') return 0
  let present = 0
  for (const code of column.codes) if (code >= 0) present++
  return present - column.levels.length
}

/** Rows by value, the most first; null where there are more than twenty values. Missing cells are of no arm. */
export function armsOf(column: Column): TableFile['arms'] {
  const rows = new Map<number, number>()
  for (const value of column.kind === 'number' ? column.values : column.codes) {
    if (Number.isNaN(value) || (column.kind === 'category' && value < 0)) continue
    rows.set(value, (rows.get(value) ?? 0) + 1)
    if (rows.size > mostArms) return null
  }
  const name = (value: number) => (column.kind === 'number' ? String(value) : column.levels[value])
  return [...rows].sort((a, b) => b[1] - a[1]).map(([value, count]) => ({ arm: name(value), rows: count }))
}

/** What each column holds, in the order of the table. */
export function checkedColumns(table: Table, plan: readonly PlannedColumn[]): readonly CheckedColumn[] {
  return table.columns.map((column, index) => ({
    ...summarisedColumn(column, plan[index]),
    ...counted(column),
  }))
}

/** A column as an analysis table tells of it: nothing says when it was measured. */
export function summarisedColumn(
  column: Column,
  { role }: PlannedColumn,
): Omit<AnalysisTableSummary['columns'][number], 'measured'> {
  const { name, kind } = column
  const meaning = kind === 'number' ? column.meaning : undefined
  return { name, role, kind, ...(meaning === undefined ? {} : { meaning }) }
}

function counted(column: Column): Pick<CheckedColumn, 'missing' | 'distinct'> {
  if (column.kind === 'category') {
    return { missing: column.codes.filter((code) => code < 0).length, distinct: column.levels.length }
  }
  const seen = new Set<number>()
  let missing = 0
  for (const value of column.values) {
    if (Number.isNaN(value)) missing++
    else if (seen.size <= mostNumbers) seen.add(value)
  }
  return { missing, distinct: seen.size > mostNumbers ? null : seen.size }
}

/** The first rows as objects, missing cells null. */
export function firstRows(
  { rows, columns }: Table,
  most: number,
): readonly Readonly<Record<string, string | number | null>>[] {
  return Array.from({ length: Math.min(most, rows) }, (_, row) =>
    Object.fromEntries(columns.map((column) => [column.name, cellAt(column, row)])),
  )
}

function cellAt(column: Column, row: number): string | number | null {
  if (column.kind === 'category') return column.levels[column.codes[row]] ?? null
  return Number.isNaN(column.values[row]) ? null : column.values[row]
}
