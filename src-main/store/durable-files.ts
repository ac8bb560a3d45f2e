import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes the bytes of a file survive a power cut. Never call it on a file that SQLite has open in this process: closing
 * the descriptor would drop SQLite's POSIX locks.
 */
export function syncFile(path: string): void {
  const descriptor = openSync(path, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** A reader of `target` sees the old file or the new one, also after a power cut. `source` must be synced. */
export function renameDurably(source: string, target: string): void {
  renameSync(source, target)
  syncFolder(dirname(target))
}

/** Removes the files that SQLite keeps beside a database, so that they are gone before anything that follows is. */
export function removeSidecars(path: string): void {
  for (const suffix of ['-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true })
  syncFolder(dirname(path))
}

export function removeDatabase(path: string): void {
  rmSync(path, { force: true })
  for (const suffix of ['-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true })
}

function syncFolder(folder: string): void {
  // Windows has no handle on a folder that could be synced; its renames are journalled.
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
