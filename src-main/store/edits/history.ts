import type { Edit, EditHistory, HistoryStep, ListedEdit } from '../../contract/history.ts'
import type { Words } from '../../contract/words.ts'
import type { ReadingConnection, WritingConnection } from '../connection.ts'
import { removeOrphanedFollowUps } from '../follow-ups.ts'
import { removeSourceRows } from '../sources.ts'
import type { EditKindName } from './change.ts'
import { type EditKind, editKinds } from './kinds.ts'

interface EditRow {
  readonly id: number
  readonly kind: EditKindName
  readonly words: string
  readonly change: string
  readonly undone: 0 | 1
  readonly made_at: number
}

const selectEdits = 'SELECT id, kind, words, change, undone, made_at FROM edit'

export function readHistory(connection: ReadingConnection): EditHistory {
  return connection.snapshot(() => ({
    undo: editOf(nextUndo(connection)),
    redo: editOf(nextRedo(connection)),
  }))
}

/** The newest first. */
export function readEdits(connection: ReadingConnection): readonly ListedEdit[] {
  return connection
    .rows<EditRow>(`${selectEdits} ORDER BY id DESC`)
    .map((row) => ({ ...known(row), undone: row.undone === 1 }))
}

/** Takes back the last edit; where there is none, everything stays. */
export function undoEdit(connection: WritingConnection, _params: object): HistoryStep {
  return connection.transaction(() => step(connection, nextUndo(connection), 'undo'))
}

/** Does again what was undone last; where there is none, everything stays. */
export function redoEdit(connection: WritingConnection, _params: object): HistoryStep {
  return connection.transaction(() => step(connection, nextRedo(connection), 'redo'))
}

function step(connection: WritingConnection, row: EditRow | undefined, by: 'undo' | 'redo'): HistoryStep {
  if (row === undefined) return { ...readHistory(connection), moved: null }
  const kind = editKinds[row.kind] as EditKind<unknown>
  kind[by](connection, JSON.parse(row.change))
  connection.run('UPDATE edit SET undone = ? WHERE id = ?', by === 'undo' ? 1 : 0, row.id)
  return { ...readHistory(connection), moved: known(row) }
}

/** Empties the history and removes for good what it could have brought back, overwriting it on the disk. */
export function forgetEdits(connection: WritingConnection, _params: object): null {
  connection.script('PRAGMA secure_delete = ON')
  connection.transaction(() => {
    connection.run('DELETE FROM edit')
    removeUnreachable(connection)
  })
  connection.script('PRAGMA secure_delete = OFF; PRAGMA wal_checkpoint(TRUNCATE)')
  return null
}

/** Removes for good what was deleted and no edit can bring back any more. */
export function removeUnreachable(connection: WritingConnection): void {
  const reached = (kinds: string, place: string) =>
    `SELECT json_extract(change, '$.${place}') FROM edit
     WHERE kind LIKE '${kinds}.%' AND json_extract(change, '$.${place}') IS NOT NULL`
  connection.run(`DELETE FROM analysis WHERE removed = 1 AND id NOT IN (${reached('analysis', 'id')})`)
  connection.run(
    `DELETE FROM analysis_table WHERE removed = 1 AND id NOT IN (${reached('table', 'id')})
     AND id NOT IN (${reached('table', 'replaced')})`,
  )
  connection.run(`DELETE FROM intents WHERE removed = 1 AND id NOT IN (${reached('intents', 'id')})`)
  connection.run(
    `DELETE FROM behaviour_graph WHERE removed = 1 AND id NOT IN (${reached('behaviour-graph', 'id')})`,
  )
  connection.run(`DELETE FROM propensity WHERE removed = 1 AND id NOT IN (${reached('propensity', 'id')})`)
  connection.run(`DELETE FROM sequence_model WHERE removed = 1 AND id NOT IN (${reached('model', 'id')})`)
  removeOrphanedFollowUps(connection)
  const sources = connection.values<number>(
    `SELECT id FROM source WHERE removed = 1 AND id NOT IN (${reached('source', 'id')})`,
  )
  if (sources.length > 0) removeSourceRows(connection, sources)
}

function nextUndo(connection: ReadingConnection): EditRow | undefined {
  return connection.row<EditRow>(`${selectEdits} WHERE undone = 0 ORDER BY id DESC LIMIT 1`)
}

function nextRedo(connection: ReadingConnection): EditRow | undefined {
  return connection.row<EditRow>(`${selectEdits} WHERE undone = 1 ORDER BY id LIMIT 1`)
}

function editOf(row: EditRow | undefined): Edit | null {
  return row === undefined ? null : known(row)
}

function known(row: EditRow): Edit {
  return {
    id: row.id,
    place: editKinds[row.kind].place,
    what: JSON.parse(row.words) as Words,
    madeAt: row.made_at,
  }
}
