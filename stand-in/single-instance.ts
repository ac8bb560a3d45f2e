import type { FSWatcher } from 'node:fs'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

type OnSecond = (argv: string[], workingDirectory: string) => void

/**
 * One program for each user data folder. The lock is an exclusive SQLite transaction, because the operating system
 * drops it with its holder, however that ends; a later program leaves a note for the holder and gets no lock.
 */
export class SingleInstance {
  held = false
  private database: Database.Database | null = null
  private watcher: FSWatcher | null = null

  request(userData: string, onSecond: OnSecond): boolean {
    if (this.held) return true
    const folder = join(userData, 'single-instance')
    mkdirSync(folder, { recursive: true })
    if (!this.lock(join(folder, 'lock'))) {
      leaveNote(folder)
      return false
    }
    this.held = true
    clearNotes(folder)
    this.watcher = watch(folder, () => readNotes(folder, onSecond))
    this.watcher.unref()
    return true
  }

  release(): void {
    this.watcher?.close()
    this.database?.close()
    this.held = false
  }

  private lock(path: string): boolean {
    const database = new Database(path, { timeout: 0 })
    try {
      database.exec('BEGIN EXCLUSIVE')
    } catch {
      database.close()
      return false
    }
    this.database = database
    return true
  }
}

function leaveNote(folder: string): void {
  const note = JSON.stringify({ argv: process.argv, workingDirectory: process.cwd() })
  const name = join(folder, `${process.pid}-${Date.now()}`)
  writeFileSync(`${name}.partial`, note)
  renameSync(`${name}.partial`, `${name}.note`)
}

function notesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.note'))
    .map((name) => join(folder, name))
}

function clearNotes(folder: string): void {
  for (const path of notesIn(folder)) rmSync(path, { force: true })
}

function readNotes(folder: string, onSecond: OnSecond): void {
  for (const path of notesIn(folder)) {
    const note = JSON.parse(readFileSync(path, 'utf8')) as { argv: string[]; workingDirectory: string }
    rmSync(path, { force: true })
    onSecond(note.argv, note.workingDirectory)
  }
}
