import type { Words } from '../../contract/words.ts'
import type { WritingConnection } from '../connection.ts'
import type { Changes, EditKindName } from './change.ts'

/** How many edits are kept; what older ones could bring back is removed for good. */
const kept = 500

/** Edits of one kind in the same words count as one within this time, in microseconds: somebody is typing. */
const oneEdit = 5_000_000

/** Puts an edit on top of the history, within the transaction that makes it. What was undone can no longer be redone. */
export function recordEdit<Kind extends EditKindName>(
  connection: WritingConnection,
  kind: Kind,
  what: Words,
  change: Changes[Kind],
): void {
  connection.run('DELETE FROM edit WHERE undone = 1')
  connection.run(
    'INSERT INTO edit (kind, words, change, made_at) VALUES (?, ?, ?, ?)',
    kind,
    JSON.stringify(what),
    JSON.stringify(change),
    Date.now() * 1000,
  )
  connection.run('DELETE FROM edit WHERE id <= (SELECT max(id) FROM edit) - ?', kept)
}

/** As `recordEdit`, but an edit that goes on with the one before becomes one with it. */
export function recordOngoingEdit<Kind extends EditKindName>(
  connection: WritingConnection,
  kind: Kind,
  what: Words,
  change: Changes[Kind] & { readonly before: unknown },
): void {
  const last = connection.row<{ id: number; change: string }>(
    `SELECT id, change FROM edit
     WHERE id = (SELECT max(id) FROM edit) AND undone = 0 AND kind = ? AND words = ? AND made_at > ?`,
    kind,
    JSON.stringify(what),
    Date.now() * 1000 - oneEdit,
  )
  if (last === undefined) {
    recordEdit(connection, kind, what, change)
    return
  }
  const { before } = JSON.parse(last.change) as { before: unknown }
  connection.run(
    'UPDATE edit SET change = ?, made_at = ? WHERE id = ?',
    JSON.stringify({ ...change, before }),
    Date.now() * 1000,
    last.id,
  )
}

/** The graph was moved to another version by itself: where the history's next step was the same, it is taken. */
export function followGraph(connection: WritingConnection, step: 'undo' | 'redo', version: number): void {
  const next =
    step === 'undo'
      ? 'SELECT max(id) FROM edit WHERE undone = 0'
      : 'SELECT min(id) FROM edit WHERE undone = 1'
  connection.run(
    `UPDATE edit SET undone = ? WHERE id = (${next}) AND kind = 'graph.saved' AND json_extract(change, '$.to') = ?`,
    step === 'undo' ? 1 : 0,
    version,
  )
}
