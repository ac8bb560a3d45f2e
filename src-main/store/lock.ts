import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { hostname } from 'node:os'
import Database from 'better-sqlite3'
import { fail } from '../contract/errors.ts'
import { codeOf } from './failures.ts'

/** Held by the one program that has a project open. */
export interface ProjectLock {
  /** The holder before us ended without letting go: it was killed, or the power was cut. */
  readonly abandoned: boolean
  release(): void
}

interface Owner {
  readonly pid: number
  readonly host: string
  readonly since: number
  readonly token: string
}

/**
 * Takes `<project>.lock`, or throws PROJECT_LOCKED naming the process and host that hold it.
 *
 * The lock file is a database of one row, the owner, on which the holder keeps an open write transaction. So it is the
 * operating system that holds the lock: it ends with the process however that ends, two programs never both take over
 * a dead one's, and a process number that was given out anew misleads nobody. Others can still read the owner's row.
 */
export function takeLock(project: string): ProjectLock {
  const path = lockPath(project)
  for (let attempt = 0; attempt < 10; attempt++) {
    const held = tryToTake(path, project)
    if (held !== null) return held
  }
  throw fail('PROJECT_LOCKED', { path: project, ...unknownOwner })
}

export function lockPath(project: string): string {
  return `${project}.lock`
}

const unknownOwner = { pid: '?', host: '?' }

/** Null where the file went away between opening and locking it: try again. */
function tryToTake(path: string, project: string): ProjectLock | null {
  const database = new Database(path, { timeout: 250 })
  try {
    const token = randomUUID()
    database.exec('BEGIN IMMEDIATE')
    database.exec(
      'CREATE TABLE IF NOT EXISTS owner (pid INTEGER, host TEXT, since INTEGER, token TEXT) STRICT',
    )
    // From here on only passing readers of the owner's row can be in the way.
    database.pragma('busy_timeout=2000')
    const abandoned = readOwner(database) !== null
    database.exec('DELETE FROM owner')
    database.prepare('INSERT INTO owner VALUES (?, ?, ?, ?)').run(process.pid, hostname(), Date.now(), token)
    database.exec('COMMIT')
    database.exec('BEGIN IMMEDIATE')
    if (readOwner(database)?.token !== token || ownerAt(path)?.token !== token) {
      database.close()
      return null
    }
    return { abandoned, release: () => release(database, path) }
  } catch (error) {
    database.close()
    const code = codeOf(error) ?? ''
    if (code.startsWith('SQLITE_BUSY')) {
      const { pid, host } = ownerAt(path) ?? unknownOwner
      throw fail('PROJECT_LOCKED', { path: project, pid, host })
    }
    if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
      // No lock of ours was ever like this, and nothing that can be held is in it.
      rmSync(path, { force: true })
      return null
    }
    if (code === 'SQLITE_READONLY_DBMOVED') return null
    throw error
  }
}

/**
 * The file goes while the lock is still held, so that whoever opened it meanwhile finds, having locked it, that the path
 * no longer leads to what it holds. Windows refuses to remove an open file; there it goes after, if nobody has it open.
 */
function release(database: Database.Database, path: string): void {
  if (!database.open) return
  if (process.platform !== 'win32') {
    rmSync(path, { force: true })
    database.close()
    return
  }
  database.exec('DELETE FROM owner')
  database.exec('COMMIT')
  database.close()
  try {
    rmSync(path, { force: true })
  } catch {
    // Another program holds it by now: the file is theirs.
  }
}

/** Through its own connection, so that it is the owner of the file at the path, not of one that was removed. */
function ownerAt(path: string): Owner | null {
  let database: Database.Database
  try {
    database = new Database(path, { readonly: true, fileMustExist: true, timeout: 1000 })
  } catch {
    return null
  }
  try {
    return readOwner(database)
  } catch {
    return null
  } finally {
    database.close()
  }
}

function readOwner(database: Database.Database): Owner | null {
  return (database.prepare('SELECT pid, host, since, token FROM owner').get() as Owner | undefined) ?? null
}
