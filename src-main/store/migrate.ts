import { existsSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { fail } from '../contract/errors.ts'
import type { WritingConnection } from './connection.ts'
import { writeCopy } from './copy.ts'
import type { Migration } from './migrations/migrations.ts'

/** "Ante" in the file's header tells a project from other SQLite files. */
export const applicationId = 0x41_6e_74_65

export function schemaVersion(connection: WritingConnection): number {
  return connection.value<number>('PRAGMA user_version') ?? 0
}

/** Brings a new, empty file to the newest schema. */
export function makeSchema(connection: WritingConnection, migrations: readonly Migration[]): void {
  connection.transaction(() => {
    connection.script(`PRAGMA application_id = ${applicationId}`)
    applyFrom(connection, migrations, 0)
  })
}

/**
 * Brings a project to the newest schema in one transaction, having first copied it beside itself, encrypted as it is.
 * Returns the copy's path, or null where nothing was to be done. Throws PROJECT_TOO_NEW.
 */
export function migrate(
  connection: WritingConnection,
  passphrase: string | null,
  migrations: readonly Migration[],
): string | null {
  const found = schemaVersion(connection)
  if (found === migrations.length) return null
  if (found > migrations.length) {
    throw fail('PROJECT_TOO_NEW', { path: connection.path, found, known: migrations.length })
  }
  const copy = freeNameForCopy(connection.path, found)
  writeCopy(connection, passphrase, copy)
  connection.transaction(() => applyFrom(connection, migrations, found))
  return copy
}

function applyFrom(connection: WritingConnection, migrations: readonly Migration[], version: number): void {
  for (const migration of migrations.slice(version)) connection.script(migration.sql)
  connection.script(`PRAGMA user_version = ${migrations.length}`)
}

/** "shop.schema-1.antecedent"; a copy that is already there is never replaced. */
function freeNameForCopy(path: string, version: number): string {
  const extension = extname(path)
  const stem = join(dirname(path), `${basename(path, extension)}.schema-${version}`)
  for (let number = 1; ; number++) {
    const name = number === 1 ? `${stem}${extension}` : `${stem}-${number}${extension}`
    if (!existsSync(name)) return name
  }
}
