import { type ErrorCode, fail } from '../contract/errors.ts'
import { words } from '../contract/words.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { recordEdit } from './edits/record.ts'

/** Tables of things with names of their own that a deletion only marks. */
export type NamedTable = 'sequence_model' | 'propensity' | 'intents' | 'behaviour_graph'

/** The name or, where that is taken, the name and a number. */
export function freeName(connection: ReadingConnection, table: NamedTable, name: string): string {
  const taken = new Set(connection.values<string>(`SELECT name FROM ${table}`))
  let free = name
  for (let number = 2; taken.has(free); number++) free = `${name} ${number}`
  return free
}

/** Undefined where nothing of this id is there. */
function nameOf(connection: ReadingConnection, table: NamedTable, id: number): string | undefined {
  return connection.value<string>(`SELECT name FROM ${table} WHERE id = ? AND removed = 0`, id)
}

function isNameTaken(connection: ReadingConnection, table: NamedTable, id: number, name: string): boolean {
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

/** A kind of named thing: where it lies, and what is said of it. */
export interface Named {
  readonly table: NamedTable
  readonly edits: 'model' | 'propensity' | 'intents' | 'behaviour-graph'
  readonly unknown: Extract<
    ErrorCode,
    'MODELS_UNKNOWN' | 'PROPENSITY_UNKNOWN' | 'INTENTS_UNKNOWN' | 'BEHAVIOUR_GRAPH_UNKNOWN'
  >
  readonly renamed: Parameters<typeof words>[0]
  readonly removed: Parameters<typeof words>[0]
}

/** An edit. Throws what is `unknown`, MODELS_NAME_TAKEN. */
export function rename(
  connection: WritingConnection,
  { table, edits, unknown, renamed }: Named,
  { id, name }: { readonly id: number; readonly name: string },
): null {
  return connection.transaction(() => {
    const from = nameOf(connection, table, id)
    if (from === undefined) throw fail(unknown, { id })
    if (isNameTaken(connection, table, id, name)) throw fail('MODELS_NAME_TAKEN', { name })
    if (from === name) return null
    setName(connection, table, id, name)
    recordEdit(connection, `${edits}.renamed`, words(renamed, { from, to: name }), { id, from, to: name })
    return null
  })
}

/** An edit; undo brings it back. Throws what is `unknown`. */
export function remove(
  connection: WritingConnection,
  { table, edits, unknown, removed }: Named,
  { id }: { readonly id: number },
): null {
  return connection.transaction(() => {
    const name = nameOf(connection, table, id)
    if (name === undefined) throw fail(unknown, { id })
    setRemoved(connection, table, id, true)
    recordEdit(connection, `${edits}.removed`, words(removed, { name }), { id })
    return null
  })
}
