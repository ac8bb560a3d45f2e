import type { ReadingConnection, WritingConnection } from './connection.ts'

/** Tables of things with names of their own that a deletion only marks. */
type NamedTable = 'sequence_model' | 'propensity'

/** The name or, where that is taken, the name and a number. */
export function freeName(connection: ReadingConnection, table: NamedTable, name: string): string {
  const taken = new Set(connection.values<string>(`SELECT name FROM ${table}`))
  let free = name
  for (let number = 2; taken.has(free); number++) free = `${name} ${number}`
  return free
}

/** Undefined where nothing of this id is there. */
export function nameOf(connection: ReadingConnection, table: NamedTable, id: number): string | undefined {
  return connection.value<string>(`SELECT name FROM ${table} WHERE id = ? AND removed = 0`, id)
}

export function isNameTaken(
  connection: ReadingConnection,
  table: NamedTable,
  id: number,
  name: string,
): boolean {
  return connection.value(`SELECT 1 FROM ${table} WHERE name = ? AND id <> ?`, name, id) !== undefined
}

/** Without a trace in the history, for the history itself. */
export function setName(connection: WritingConnection, table: NamedTable, id: number, name: string): void {
  connection.run(`UPDATE ${table} SET name = ? WHERE id = ?`, name, id)
}

/** What is removed gives up its name: it goes behind a sign that no name has. Without a trace in the history. */
export function setRemoved(
  connection: WritingConnection,
  table: NamedTable,
  id: number,
  removed: boolean,
): void {
  const name = removed ? `char(1) || id || ' ' || name` : `substr(name, instr(name, ' ') + 1)`
  connection.run(`UPDATE ${table} SET name = ${name}, removed = ? WHERE id = ?`, removed ? 1 : 0, id)
}
