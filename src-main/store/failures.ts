import { dirname } from 'node:path'
import { AntecedentError, fail } from '../contract/errors.ts'

/** The catalogued error for what SQLite or the file system said about the project at `path`; others stay as they are. */
export function projectFailure(error: unknown, path: string): unknown {
  if (error instanceof AntecedentError) return error
  const code = codeOf(error)
  if (code === null) return error
  const cause = causes.find((entry) => entry.when.test(code))
  return cause === undefined ? error : cause.failure(path, code)
}

/** Runs `work`; what SQLite or the file system throws leaves it catalogued. */
export function catalogued<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw projectFailure(error, path)
  }
}

export function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null
  return typeof error.code === 'string' ? error.code : null
}

const causes: readonly {
  readonly when: RegExp
  readonly failure: (path: string, code: string) => AntecedentError
}[] = [
  { when: /^(SQLITE_FULL|ENOSPC|EDQUOT)$/, failure: (path) => fail('PROJECT_DISK_FULL', { path }) },
  { when: /^SQLITE_(CORRUPT|NOTADB)/, failure: (path) => fail('PROJECT_DAMAGED', { path }) },
  { when: /^SQLITE_(BUSY|LOCKED)/, failure: (path) => fail('PROJECT_IN_USE', { path }) },
  {
    when: /^(SQLITE_(READONLY|CANTOPEN|PERM)|(EACCES|EPERM|EROFS|ENOTDIR|ENOENT)$)/,
    failure: (path) => fail('PROJECT_FOLDER_NOT_WRITABLE', { folder: dirname(path) }),
  },
  { when: /^(SQLITE_IOERR|E[A-Z]+$)/, failure: (path, code) => fail('PROJECT_WRITE_FAILED', { path, code }) },
]
