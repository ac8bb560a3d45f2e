import { fail } from '../contract/errors.ts'
import { words } from '../contract/words.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { recordEdit } from './edits/record.ts'

/** Number of the table that goes by this name; undefined where none does. */
export function tableNumber(connection: ReadingConnection, name: string): number | undefined {
  return connection.value<number>('SELECT id FROM analysis_table WHERE name = ? AND removed = 0', name)
}

/** Results made from the table follow it to its new name. Throws PROJECT_TABLE_UNKNOWN, PROJECT_TABLE_EXISTS. */
export function renameAnalysisTable(
  connection: WritingConnection,
  { table, name }: { readonly table: string; readonly name: string },
): null {
  return connection.transaction(() => {
    const id = tableNumber(connection, table)
    if (id === undefined) throw fail('PROJECT_TABLE_UNKNOWN', { table })
    if (table === name) return null
    if (tableNumber(connection, name) !== undefined) throw fail('PROJECT_TABLE_EXISTS', { table: name })
    setTableName(connection, id, name)
    const what = words('edit_table_renamed', { from: table, to: name })
    recordEdit(connection, 'table.renamed', what, { id, from: table, to: name })
    return null
  })
}

/** The same rows once more, with the rows that were rejected. Throws PROJECT_TABLE_UNKNOWN, PROJECT_TABLE_EXISTS. */
export function duplicateAnalysisTable(
  connection: WritingConnection,
  { table, name }: { readonly table: string; readonly name: string },
): null {
  return connection.transaction(() => {
    const from = tableNumber(connection, table)
    if (from === undefined) throw fail('PROJECT_TABLE_UNKNOWN', { table })
    if (tableNumber(connection, name) !== undefined) throw fail('PROJECT_TABLE_EXISTS', { table: name })
    const { lastId: id } = connection.run(
      `INSERT INTO analysis_table (name, summary, row_count, hash, data_hash, created_at)
       SELECT ?, json_replace(summary, '$.name', ?, '$.definition.name', ?), row_count, hash, data_hash, ?
       FROM analysis_table WHERE id = ?`,
      name,
      name,
      name,
      Date.now() * 1000,
      from,
    )
    for (const [part, cells] of [
      ['analysis_column', 'position, name, kind, meaning, levels'],
      ['analysis_cells', 'position, first, cells'],
      ['rejected_table_row', 'number, line, column_name, value, code, reason'],
    ]) {
      connection.run(`INSERT INTO ${part} SELECT ?, ${cells} FROM ${part} WHERE analysis_table = ?`, id, from)
    }
    recordEdit(connection, 'table.built', words('edit_table_duplicated', { from: table, to: name }), {
      id,
      replaced: null,
    })
    return null
  })
}

/** Undo brings it back. Throws PROJECT_TABLE_UNKNOWN. */
export function removeAnalysisTable(
  connection: WritingConnection,
  { table }: { readonly table: string },
): null {
  return connection.transaction(() => {
    const id = tableNumber(connection, table)
    if (id === undefined) throw fail('PROJECT_TABLE_UNKNOWN', { table })
    setTableRemoved(connection, id, true)
    recordEdit(connection, 'table.removed', words('edit_table_removed', { name: table }), { id })
    return null
  })
}

/** Without a trace in the history, for the history itself. */
export function setTableName(connection: WritingConnection, id: number, name: string): void {
  const before = connection.value<string>('SELECT name FROM analysis_table WHERE id = ?', id) ?? name
  connection.run(
    `UPDATE analysis_table
     SET name = ?, summary = json_replace(summary, '$.name', ?, '$.definition.name', ?) WHERE id = ?`,
    name,
    name,
    name,
    id,
  )
  for (const [results, path] of [
    ['analysis SET content = json_set(content', '$.request.table'],
    ['recommendation_run SET summary = json_set(summary', '$.table'],
  ]) {
    connection.run(
      `UPDATE ${results}, '${path}', ?), table_name = ? WHERE table_name = ?`,
      name,
      name,
      before,
    )
  }
}

/** A removed table gives up its name. Without a trace in the history, for the history itself. */
export function setTableRemoved(connection: WritingConnection, id: number, removed: boolean): void {
  const name = removed ? 'char(1) || id' : `json_extract(summary, '$.name')`
  connection.run(`UPDATE analysis_table SET name = ${name}, removed = ? WHERE id = ?`, removed ? 1 : 0, id)
}
