import type { AnalysisTableSummary } from '../contract/behaviour.ts'
import type { Page, RejectedRow } from '../contract/data.ts'
import { fail } from '../contract/errors.ts'
import { type Words, words } from '../contract/words.ts'
import type { Column } from '../numeric/columns.ts'
import { type BuiltTable, insertColumn, readAnalysisTable } from './analysis-tables.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { recordEdit } from './edits/record.ts'
import { toStored } from './stored-json.ts'
import { setTableRemoved, tableNumber } from './table-names.ts'

/**
 * Starts keeping an imported table. Until it is published it counts as removed: nobody reads it, and what a broken import leaves is gone when
 * the project is next opened.
 */
export function beginTable(
  connection: WritingConnection,
  { summary, rows, hash }: { readonly summary: BuiltTable; readonly rows: number; readonly hash: string },
): { readonly table: number } {
  return connection.transaction(() => ({
    table: connection.run(
      `INSERT INTO analysis_table (name, summary, row_count, hash, data_hash, created_at, removed)
       VALUES (char(1) || lower(hex(randomblob(16))), ?, ?, ?, ?, ?, 1)`,
      toStored(summary),
      rows,
      hash,
      hash,
      Date.now() * 1000,
    ).lastId,
  }))
}

/** Adds the next column. Throws PROJECT_IMPORT_UNKNOWN where the table is gone. */
export function appendTableColumn(
  connection: WritingConnection,
  { table, position, column }: { readonly table: number; readonly position: number; readonly column: Column },
): null {
  return connection.transaction(() => {
    requirePending(connection, table)
    insertColumn(connection, table, position, column)
    return null
  })
}

/** Adds rejected rows, `from` of them being there already. */
export function appendTableRejected(
  connection: WritingConnection,
  {
    table,
    from,
    rejected,
  }: {
    readonly table: number
    readonly from: number
    readonly rejected: readonly RejectedRow[]
  },
): null {
  return connection.transaction(() => {
    requirePending(connection, table)
    for (const [index, { line, column, value, code, reason }] of rejected.entries()) {
      connection.run(
        'INSERT INTO rejected_table_row VALUES (?, ?, ?, ?, ?, ?, ?)',
        table,
        from + index,
        line,
        column,
        value,
        code,
        JSON.stringify(reason),
      )
    }
    return null
  })
}

/** Makes the table visible, in place of one of the same name, which undo brings back. */
export function publishTable(
  connection: WritingConnection,
  { table }: { readonly table: number },
): AnalysisTableSummary {
  return connection.transaction(() => {
    const name = requirePending(connection, table)
    const replaced = tableNumber(connection, name) ?? null
    if (replaced !== null) setTableRemoved(connection, replaced, true)
    setTableRemoved(connection, table, false)
    const what = words(replaced === null ? 'edit_table_imported' : 'edit_table_imported_again', { name })
    recordEdit(connection, 'table.built', what, { id: table, replaced })
    return readAnalysisTable(connection, name)
  })
}

/** Takes back a table that was not published; harmless where there is none. */
export function abandonTable(connection: WritingConnection, { table }: { readonly table: number }): null {
  connection.transaction(() =>
    connection.run('DELETE FROM analysis_table WHERE id = ? AND removed = 1', table),
  )
  return null
}

/** Rows of the table's file that were rejected, in its order. Throws PROJECT_TABLE_UNKNOWN. */
export function readTableRejectedPage(
  connection: ReadingConnection,
  { table, offset, limit }: { readonly table: string; readonly offset: number; readonly limit: number },
): Page<RejectedRow> {
  return connection.snapshot(() => {
    const id = tableNumber(connection, table)
    if (id === undefined) throw fail('PROJECT_TABLE_UNKNOWN', { table })
    const rows = connection
      .rows<{ line: number; column_name: string; value: string; code: string; reason: string }>(
        `SELECT line, column_name, value, code, reason FROM rejected_table_row
         WHERE analysis_table = ? AND number >= ? ORDER BY number LIMIT ?`,
        id,
        offset,
        limit,
      )
      .map(({ column_name: column, reason, ...row }) => ({
        ...row,
        column,
        reason: JSON.parse(reason) as Words,
      }))
    const total = connection.value<number>(
      'SELECT count(*) FROM rejected_table_row WHERE analysis_table = ?',
      id,
    )
    return { total: total ?? 0, offset, rows }
  })
}

/** The name that the table will have. */
function requirePending(connection: ReadingConnection, table: number): string {
  const name = connection.value<string>(
    `SELECT json_extract(summary, '$.name') FROM analysis_table WHERE id = ? AND removed = 1`,
    table,
  )
  if (name === undefined) throw fail('PROJECT_IMPORT_UNKNOWN')
  return name
}
