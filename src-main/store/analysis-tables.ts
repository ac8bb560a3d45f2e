import { createHash } from 'node:crypto'
import type { AnalysisTableSummary } from '../contract/behaviour.ts'
import type { Page } from '../contract/data.ts'
import { fail } from '../contract/errors.ts'
import { words } from '../contract/words.ts'
import { type Column, sharedFloat64, sharedInt32, type Table } from '../numeric/columns.ts'
import { fillFromBlob, float64FromBlob, int32FromBlob, toBlob } from './cells.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { recordEdit } from './edits/record.ts'
import { dataHash } from './sources.ts'
import { fromStored, toStored } from './stored-json.ts'
import { setTableRemoved, tableNumber } from './table-names.ts'

/** Cells of a column in one BLOB. */
const cellsPerBlob = 65_536

/** What the builder of a table knows of it; the store adds the rest. */
export type BuiltTable = Omit<AnalysisTableSummary, 'hash' | 'createdAt' | 'stale' | 'rows'>

/**
 * Keeps an analysis table, in place of one of the same name, which undo brings back. `dataHash` is that of the events it was built from, so that
 * it is stale at once where they changed while it was being built.
 */
export function saveAnalysisTable(
  connection: WritingConnection,
  params: { readonly summary: BuiltTable; readonly table: Table; readonly dataHash: string },
): AnalysisTableSummary {
  const { summary, table } = params
  const hash = hashTable(table)
  return connection.transaction(() => {
    const { name } = summary
    const replaced = tableNumber(connection, name) ?? null
    if (replaced !== null) setTableRemoved(connection, replaced, true)
    const id = connection.run(
      `INSERT INTO analysis_table (name, summary, row_count, hash, data_hash, created_at) VALUES (?, ?, ?, ?, ?, ?)`,
      name,
      toStored(summary),
      table.rows,
      hash,
      params.dataHash,
      Date.now() * 1000,
    ).lastId
    table.columns.forEach((column, position) => void insertColumn(connection, id, position, column))
    const what = words(replaced === null ? 'edit_table_built' : 'edit_table_replaced', { name })
    recordEdit(connection, 'table.built', what, { id, replaced })
    return readAnalysisTable(connection, summary.name)
  })
}

/** A column with its cells, within the transaction of its table. */
export function insertColumn(
  connection: WritingConnection,
  table: number,
  position: number,
  column: Column,
): void {
  connection.run(
    'INSERT INTO analysis_column VALUES (?, ?, ?, ?, ?, ?)',
    table,
    position,
    column.name,
    column.kind,
    column.kind === 'number' ? (column.meaning ?? null) : null,
    column.kind === 'category' ? JSON.stringify(column.levels) : null,
  )
  const cells = cellsOf(column)
  for (let first = 0; first < cells.length; first += cellsPerBlob) {
    const blob = toBlob(cells, first, Math.min(first + cellsPerBlob, cells.length))
    connection.run('INSERT INTO analysis_cells VALUES (?, ?, ?, ?)', table, position, first, blob)
  }
}

function cellsOf(column: Column): Float64Array | Int32Array {
  return column.kind === 'number' ? column.values : column.codes
}

/** SHA-256 over names, kinds, levels and cells: equal tables have equal hashes, whoever made them. */
export function hashTable(table: Table): string {
  const hash = createHash('sha256')
  for (const column of table.columns) {
    const { kind, name } = column
    hash.update(`${JSON.stringify([kind, name, table.rows, kind === 'category' ? column.levels : []])}\n`)
    const cells = cellsOf(column)
    for (let from = 0; from < cells.length; from += cellsPerBlob) {
      hash.update(toBlob(cells, from, Math.min(from + cellsPerBlob, cells.length)))
    }
  }
  return hash.digest('hex')
}

interface TableRow {
  readonly summary: string
  readonly row_count: number
  readonly hash: string
  readonly data_hash: string
  readonly created_at: number
}

const selectTables = 'SELECT summary, row_count, hash, data_hash, created_at FROM analysis_table'

/** Every analysis table, in order of making; stale where the data changed since. */
export function readAnalysisTables(connection: ReadingConnection): readonly AnalysisTableSummary[] {
  return connection.snapshot(() => {
    const now = dataHash(connection)
    return connection
      .rows<TableRow>(`${selectTables} WHERE removed = 0 ORDER BY id`)
      .map((row) => summaryOf(row, now))
  })
}

/** Throws PROJECT_TABLE_UNKNOWN. */
export function readAnalysisTable(connection: ReadingConnection, name: string): AnalysisTableSummary {
  const row = connection.row<TableRow>(`${selectTables} WHERE name = ?`, name)
  if (row === undefined) throw fail('PROJECT_TABLE_UNKNOWN', { table: name })
  return summaryOf(row, dataHash(connection))
}

function summaryOf(row: TableRow, currentData: string): AnalysisTableSummary {
  const built = fromStored<BuiltTable>(row.summary)
  return {
    ...built,
    rows: row.row_count,
    hash: row.hash,
    createdAt: row.created_at,
    // An imported table is its own data: no event was in it.
    stale: built.definition !== null && row.data_hash !== currentData,
  }
}

interface ColumnRow {
  readonly position: number
  readonly name: string
  readonly kind: 'number' | 'category'
  readonly meaning: 'boolean' | 'time' | null
  readonly levels: string | null
}

/** The whole table as columns that worker threads share. Throws PROJECT_TABLE_UNKNOWN. */
export function loadAnalysisTable(connection: ReadingConnection, name: string): Table {
  return connection.snapshot(() => {
    const { id, rows } = identify(connection, name)
    const columns = columnRows(connection, id).map((column) => {
      const cells = column.kind === 'number' ? sharedFloat64(rows) : sharedInt32(rows)
      for (const { first, cells: blob } of connection.each<{ first: number; cells: Buffer }>(
        'SELECT first, cells FROM analysis_cells WHERE analysis_table = ? AND position = ?',
        id,
        column.position,
      )) {
        fillFromBlob(cells, first, blob)
      }
      return columnOf(column, cells)
    })
    return { rows, columns }
  })
}

function columnOf(column: ColumnRow, cells: Float64Array | Int32Array): Column {
  if (cells instanceof Int32Array) {
    return { kind: 'category', name: column.name, levels: JSON.parse(column.levels ?? '[]'), codes: cells }
  }
  const meaning = column.meaning === null ? {} : { meaning: column.meaning }
  return { kind: 'number', name: column.name, values: cells, ...meaning }
}

/** Rows as objects, missing cells null. Throws PROJECT_TABLE_UNKNOWN. */
export function readAnalysisTablePage(
  connection: ReadingConnection,
  query: { readonly table: string; readonly offset: number; readonly limit: number },
): Page<Readonly<Record<string, string | number | null>>> {
  return connection.snapshot(() => {
    const { id, rows: total } = identify(connection, query.table)
    const from = Math.min(query.offset, total)
    const to = Math.min(from + query.limit, total)
    const rows: Record<string, string | number | null>[] = Array.from({ length: to - from }, () => ({}))
    for (const column of columnRows(connection, id)) {
      const cell = cellReader(connection, id, column)
      for (let row = from; row < to; row++) rows[row - from][column.name] = cell(row)
    }
    return { total, offset: query.offset, rows }
  })
}

function cellReader(
  connection: ReadingConnection,
  table: number,
  column: ColumnRow,
): (row: number) => string | number | null {
  const levels = JSON.parse(column.levels ?? '[]') as readonly string[]
  let loaded = -1
  let cells: Float64Array | Int32Array = new Int32Array()
  return (row) => {
    const first = row - (row % cellsPerBlob)
    if (first !== loaded) {
      const blob = connection.value<Buffer>(
        'SELECT cells FROM analysis_cells WHERE analysis_table = ? AND position = ? AND first = ?',
        table,
        column.position,
        first,
      )
      cells =
        column.kind === 'number' ? float64FromBlob(blob ?? Buffer.of()) : int32FromBlob(blob ?? Buffer.of())
      loaded = first
    }
    const value = cells[row - first]
    if (column.kind === 'category') return levels[value] ?? null
    return Number.isNaN(value) ? null : value
  }
}

function identify(
  connection: ReadingConnection,
  name: string,
): { readonly id: number; readonly rows: number } {
  const found = connection.row<{ id: number; rows: number }>(
    'SELECT id, row_count AS rows FROM analysis_table WHERE name = ?',
    name,
  )
  if (found === undefined) throw fail('PROJECT_TABLE_UNKNOWN', { table: name })
  return found
}

function columnRows(connection: ReadingConnection, table: number): readonly ColumnRow[] {
  return connection.rows<ColumnRow>(
    'SELECT position, name, kind, meaning, levels FROM analysis_column WHERE analysis_table = ? ORDER BY position',
    table,
  )
}
