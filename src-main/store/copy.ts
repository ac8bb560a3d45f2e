import { existsSync } from 'node:fs'
import { fail } from '../contract/errors.ts'
import {
  connectForReading,
  connectForWriting,
  type ReadingConnection,
  type WritingConnection,
} from './connection.ts'
import { removeDatabase, removeSidecars, renameDurably, syncFile } from './durable-files.ts'
import { codeOf } from './failures.ts'

/** Where a copy of `path` is written before it is whole. Removed when the project beside it is opened. */
export function unfinishedCopy(path: string): string {
  return `${path}.unfinished`
}

/**
 * A copy of the whole project as it is now, encrypted as it is, verified and synced before it takes its name. `target` is
 * there whole or not at all. Throws PROJECT_EXISTS.
 */
export function writeCopy(
  connection: WritingConnection,
  passphrase: string | null,
  target: string,
  settle?: (copy: WritingConnection) => void,
): void {
  if (existsSync(target)) throw fail('PROJECT_EXISTS', { path: target })
  const unfinished = unfinishedCopy(target)
  try {
    removeDatabase(unfinished)
    // VACUUM INTO rather than SQLite's backup, which refuses encrypted files.
    connection.run('VACUUM INTO ?', unfinished)
    syncFile(unfinished)
    verifyCopy(connection, unfinished, passphrase)
    if (settle !== undefined) settleCopy(unfinished, passphrase, settle)
    removeSidecars(target)
    renameDurably(unfinished, target)
  } catch (error) {
    removeDatabase(unfinished)
    throw error
  }
}

/** Changes a copy before it takes its name. */
function settleCopy(
  path: string,
  passphrase: string | null,
  settle: (copy: WritingConnection) => void,
): void {
  const copy = connectForWriting(path, { passphrase })
  try {
    copy.script('PRAGMA journal_mode = OFF')
    settle(copy)
    checkSound(copy)
  } finally {
    copy.close()
  }
  syncFile(path)
}

/** Throws PROJECT_DAMAGED unless the file opens with the passphrase, is sound and holds every row of the original. */
export function verifyCopy(original: ReadingConnection, path: string, passphrase: string | null): void {
  const copy = connectForReading(path, { passphrase })
  try {
    checkSound(copy)
    const expected = JSON.stringify(contents(original))
    if (JSON.stringify(contents(copy)) !== expected) throw fail('PROJECT_DAMAGED', { path })
  } finally {
    copy.close()
  }
}

/** Throws PROJECT_DAMAGED where a page, a record or an index is not as it should be. Reads the whole file. */
export function checkSound(connection: ReadingConnection): void {
  try {
    if (connection.value<string>('PRAGMA quick_check(1)') === 'ok') return
  } catch (error) {
    const code = codeOf(error) ?? ''
    if (!code.startsWith('SQLITE_CORRUPT') && code !== 'SQLITE_NOTADB') throw error
  }
  throw fail('PROJECT_DAMAGED', { path: connection.path })
}

function contents(connection: ReadingConnection): readonly unknown[] {
  const schema = connection.rows<{ type: string; name: string; sql: string | null }>(
    'SELECT type, name, sql FROM sqlite_schema ORDER BY type, name',
  )
  const counts = schema
    .filter((entry) => entry.type === 'table')
    .map((entry) => connection.value<number>(`SELECT count(*) FROM "${entry.name}"`))
  const version = connection.value<number>('PRAGMA user_version')
  const application = connection.value<number>('PRAGMA application_id')
  return [version, application, schema, counts]
}
