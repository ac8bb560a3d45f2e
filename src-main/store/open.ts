import { closeSync, existsSync, openSync, readSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fail } from '../contract/errors.ts'
import {
  connectForReading,
  connectForWriting,
  type Key,
  type ReadingConnection,
  type WritingConnection,
} from './connection.ts'
import { checkSound, unfinishedCopy, writeCopy } from './copy.ts'
import { removeDatabase, removeSidecars, renameDurably, syncFile } from './durable-files.ts'
import { forgetEdits, removeUnreachable } from './edits/history.ts'
import { catalogued, codeOf } from './failures.ts'
import { takeLock } from './lock.ts'
import { applicationId, makeSchema, migrate } from './migrate.ts'
import { migrations as known, type Migration } from './migrations/migrations.ts'
import { rewriteUnderPassphrase } from './passphrase.ts'
import { removePending } from './pending.ts'

/** A project that this process has open for writing, under its lock. */
export interface OpenProject {
  readonly path: string
  /** Another one after a change of passphrase. */
  connection: WritingConnection
  passphrase: string | null
  /** The copy made before an older schema was migrated. */
  readonly copyBeforeMigration: string | null
  /** Imports that had not ended when the project was last left; nothing of them is kept. */
  readonly interruptedImports: number
  /** Settles the log, closes the file and lets go of the lock. */
  close(): void
}

/** Files up to this size are checked whole whenever they are opened, larger ones after a crash. */
const alwaysChecked = 64 * 1024 * 1024

/**
 * Makes a project and opens it. Throws PROJECT_EXISTS, PROJECT_LOCKED, PROJECT_FOLDER_NOT_WRITABLE, PROJECT_DISK_FULL;
 * a file appears at `path` whole or not at all.
 */
export function createProject(
  path: string,
  passphrase: string | null,
  migrations: readonly Migration[] = known,
): OpenProject {
  const target = inRealFolder(path)
  return underLock(
    target,
    () => {
      if (existsSync(target)) throw fail('PROJECT_EXISTS', { path: target })
      const unfinished = unfinishedCopy(target)
      try {
        removeDatabase(unfinished)
        const made = connectForWriting(unfinished, { passphrase })
        try {
          makeSchema(made, migrations)
          made.run(`INSERT INTO setting VALUES ('created_at', ?)`, String(Date.now() * 1000))
        } finally {
          made.close()
        }
        syncFile(unfinished)
        removeSidecars(target)
        renameDurably(unfinished, target)
      } catch (error) {
        removeDatabase(unfinished)
        throw error
      }
      return { connection: openFile(target, passphrase), copyBeforeMigration: null, interruptedImports: 0 }
    },
    passphrase,
  )
}

/**
 * Opens a project for writing: takes its lock, checks it, migrates it and removes what was pending when it was last left.
 * Throws FILE_NOT_FOUND, PROJECT_NOT_A_PROJECT, PROJECT_DAMAGED, PROJECT_TOO_NEW, PROJECT_PASSPHRASE_NEEDED,
 * PROJECT_WRONG_PASSPHRASE, PROJECT_LOCKED, PROJECT_FOLDER_NOT_WRITABLE, PROJECT_DISK_FULL. The file is then as before.
 */
export function openProject(
  path: string,
  passphrase: string | null,
  migrations: readonly Migration[] = known,
): OpenProject {
  const target = inRealFolder(path)
  if (!existsSync(target)) throw fail('FILE_NOT_FOUND', { path })
  const real = realpathSync.native(target)
  if (!statSync(real).isFile()) throw fail('PROJECT_NOT_A_PROJECT', { path: real })
  return underLock(
    real,
    (abandoned) => {
      const leftOpen = abandoned || existsSync(`${real}-wal`)
      removeDatabase(unfinishedCopy(real))
      const connection = openFile(real, passphrase)
      try {
        if (leftOpen || statSync(real).size <= alwaysChecked) checkSound(connection)
        const copyBeforeMigration = migrate(connection, passphrase, migrations)
        const interruptedImports = removePending(connection)
        connection.transaction(() => removeUnreachable(connection))
        return { connection, copyBeforeMigration, interruptedImports }
      } catch (error) {
        connection.close()
        throw error
      }
    },
    passphrase,
  )
}

/** A connection that reads the project another thread has open for writing. Throws as `openProject` does. */
export function openForReading(path: string, { passphrase }: Key): ReadingConnection {
  if (!existsSync(path)) throw fail('FILE_NOT_FOUND', { path })
  const real = realpathSync.native(path)
  return catalogued(real, () => identified(real, passphrase, () => connectForReading(real, { passphrase })))
}

/**
 * A verified copy of an open project, encrypted as it is, without its history: what was deleted does not go with it. Throws PROJECT_EXISTS; `path` is whole or not there.
 */
export function copyProject(project: OpenProject, path: string): string {
  const target = inRealFolder(path)
  catalogued(target, () =>
    writeCopy(project.connection, project.passphrase, target, (copy) => forgetEdits(copy, {})),
  )
  return target
}

/**
 * Puts the project under another passphrase; null for none. Every reader should be closed. Wherever this throws, the
 * project is open and as it was. Throws PROJECT_WRONG_PASSPHRASE where `from` is not the present one, PROJECT_IN_USE
 * where a reader is in the way.
 */
export function changePassphrase(project: OpenProject, from: string | null, to: string | null): void {
  if ((from ?? '').normalize('NFKC') !== (project.passphrase ?? '').normalize('NFKC')) {
    throw fail('PROJECT_WRONG_PASSPHRASE', { path: project.path })
  }
  catalogued(project.path, () => {
    try {
      rewriteUnderPassphrase(project.connection, project.passphrase, to)
      project.passphrase = to
    } finally {
      if (!project.connection.isOpen()) project.connection = openFile(project.path, project.passphrase)
    }
  })
}

function underLock(
  path: string,
  work: (
    abandoned: boolean,
  ) => Pick<OpenProject, 'connection' | 'copyBeforeMigration' | 'interruptedImports'>,
  passphrase: string | null,
): OpenProject {
  return catalogued(path, () => {
    const lock = takeLock(path)
    try {
      const opened = work(lock.abandoned)
      const project: OpenProject = {
        path,
        passphrase,
        ...opened,
        close() {
          project.connection.close()
          lock.release()
        },
      }
      return project
    } catch (error) {
      lock.release()
      throw error
    }
  })
}

function openFile(path: string, passphrase: string | null): WritingConnection {
  const start = firstBytes(path)
  const plain = start.subarray(0, plainHeader.length).equals(plainHeader)
  if (!plain && !looksEncrypted(start)) throw fail('PROJECT_NOT_A_PROJECT', { path })
  if (!plain && passphrase === null) throw fail('PROJECT_PASSPHRASE_NEEDED', { path })
  if (plain && passphrase !== null) throw fail('PROJECT_WRONG_PASSPHRASE', { path })
  const connection = identified(path, passphrase, () => connectForWriting(path, { passphrase }))
  connection.script('PRAGMA journal_mode = WAL')
  return connection
}

/** The connection, if it can read the file and finds a project in it. */
function identified<Connection extends ReadingConnection>(
  path: string,
  passphrase: string | null,
  connect: () => Connection,
): Connection {
  let connection: Connection | null = null
  try {
    connection = connect()
    const application = connection.value<number>('PRAGMA application_id')
    connection.value('SELECT count(*) FROM sqlite_schema')
    if (application !== applicationId) throw fail('PROJECT_NOT_A_PROJECT', { path })
    return connection
  } catch (error) {
    connection?.close()
    if (codeOf(error) === 'SQLITE_NOTADB' && passphrase !== null)
      throw fail('PROJECT_WRONG_PASSPHRASE', { path })
    throw error
  }
}

const plainHeader = Buffer.from('SQLite format 3\0', 'latin1')
const pageSize = 4096

/** Only before this process has connections to the file: see `syncFile`. */
function firstBytes(path: string): Buffer {
  const descriptor = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(pageSize)
    return bytes.subarray(0, readSync(descriptor, bytes, 0, pageSize, 0))
  } finally {
    closeSync(descriptor)
  }
}

/**
 * An encrypted page is a run of uniformly random bytes: Pearson's statistic of its byte counts has mean 255 and standard
 * deviation 22.6, and lies above 450 once in 10¹² pages. Text and most formats lie far above.
 */
function looksEncrypted(page: Buffer): boolean {
  if (page.length < pageSize) return false
  const counts = new Int32Array(256)
  for (const byte of page) counts[byte]++
  const expected = pageSize / 256
  let statistic = 0
  for (const count of counts) statistic += (count - expected) ** 2 / expected
  return statistic < 450
}

/** The path with its folder's links followed, so that a project has one name and one lock. */
function inRealFolder(path: string): string {
  const absolute = resolve(path)
  const folder = dirname(absolute)
  return catalogued(absolute, () => join(realpathSync.native(folder), basename(absolute)))
}
