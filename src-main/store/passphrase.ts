import { fail } from '../contract/errors.ts'
import { connectForWriting, type WritingConnection } from './connection.ts'
import { unfinishedCopy, verifyCopy } from './copy.ts'
import { removeDatabase, removeSidecars, renameDurably, syncFile } from './durable-files.ts'

/**
 * Writes the whole project anew under another passphrase (null: not encrypted) and puts it in the place of the old one.
 * Closes `connection`, whose lock the caller keeps; the caller opens the project again.
 *
 * Wherever this fails, or the power is cut, the path leads to the whole project: under the old passphrase up to the
 * rename, under the new one after it. A reader that is still open goes on reading the old file, which nobody changes.
 * Throws PROJECT_IN_USE, with `connection` still open, while a reader holds on to an earlier state of the project.
 */
export function rewriteUnderPassphrase(
  connection: WritingConnection,
  from: string | null,
  to: string | null,
): void {
  const path = connection.path
  const unfinished = unfinishedCopy(path)
  try {
    removeDatabase(unfinished)
    settleLog(connection)
    copyUnderKey(connection, from, unfinished, to)
    verifyCopy(connection, unfinished, to)
    syncFile(unfinished)
  } catch (error) {
    removeDatabase(unfinished)
    throw error
  }
  connection.close()
  // The log's pages are all in the file by now. Left beside the new file, it would be replayed into that.
  removeSidecars(path)
  renameDurably(unfinished, path)
}

/** Moves everything from the write-ahead log into the file itself, waiting for readers where they are in the way. */
function settleLog(connection: WritingConnection): void {
  for (const mode of ['PASSIVE', 'FULL']) {
    const outcome = connection.row<{ log: number; checkpointed: number }>(`PRAGMA wal_checkpoint(${mode})`)
    if (outcome === undefined || outcome.log === outcome.checkpointed) return
  }
  throw fail('PROJECT_IN_USE', { path: connection.path })
}

/**
 * Never `rekey`: beside another connection it can leave a file that no key opens. Neither journal nor temporary file is
 * written, so nothing appears on the disk that is not under the new key.
 */
function copyUnderKey(
  source: WritingConnection,
  from: string | null,
  target: string,
  to: string | null,
): void {
  const copy = connectForWriting(target, { passphrase: to })
  try {
    copy.script('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF')
    copy.run('ATTACH ? AS original KEY ?', source.path, from === null ? '' : from.normalize('NFKC'))
    const schema = copy.rows<{ type: string; name: string; sql: string }>(
      `SELECT type, name, sql FROM original.sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite~_%' ESCAPE '~'`,
    )
    const tables = schema.filter(({ type }) => type === 'table')
    copy.transaction(() => {
      for (const { sql } of tables) copy.script(sql)
      for (const { name } of tables)
        copy.script(`INSERT INTO main."${name}" SELECT * FROM original."${name}"`)
      for (const { type, sql } of schema) if (type !== 'table') copy.script(sql)
      // Numbers that were given out and removed again are not given out anew.
      copy.script('DELETE FROM main.sqlite_sequence')
      copy.script('INSERT INTO main.sqlite_sequence SELECT * FROM original.sqlite_sequence')
      for (const pragma of ['user_version', 'application_id']) {
        copy.script(`PRAGMA main.${pragma} = ${source.value<number>(`PRAGMA ${pragma}`)}`)
      }
    })
    copy.script('DETACH original')
  } finally {
    copy.close()
  }
}
