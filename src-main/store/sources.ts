import { createHash } from 'node:crypto'
import type { Page, RejectedRow, Source } from '../contract/data.ts'
import { fail } from '../contract/errors.ts'
import { type Words, words } from '../contract/words.ts'
import { int32FromBlob } from './cells.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { recordEdit } from './edits/record.ts'
import { fromStored } from './stored-json.ts'

interface SourceRow {
  readonly id: number
  readonly imported_at: number
  readonly summary: string
}

/** Every published source, in order of import. */
export function readSources(connection: ReadingConnection): readonly Source[] {
  return connection
    .rows<SourceRow>(`SELECT id, imported_at, summary FROM source WHERE state = 'published' ORDER BY id`)
    .map(sourceOf)
}

/** Throws PROJECT_SOURCE_UNKNOWN. */
export function readSource(connection: ReadingConnection, id: number): Source {
  const row = connection.row<SourceRow>(
    `SELECT id, imported_at, summary FROM source WHERE state = 'published' AND id = ?`,
    id,
  )
  if (row === undefined) throw fail('PROJECT_SOURCE_UNKNOWN', { source: id })
  return sourceOf(row)
}

function sourceOf(row: SourceRow): Source {
  return {
    ...fromStored<Omit<Source, 'id' | 'importedAt'>>(row.summary),
    id: row.id,
    importedAt: row.imported_at,
  }
}

/** Rows of a source that were rejected, in the file's order. Throws PROJECT_SOURCE_UNKNOWN. */
export function readRejectedPage(
  connection: ReadingConnection,
  { source, offset, limit }: { readonly source: number; readonly offset: number; readonly limit: number },
): Page<RejectedRow> {
  return connection.snapshot(() => {
    readSource(connection, source)
    const total = connection.value<number>('SELECT rejected FROM source WHERE id = ?', source) ?? 0
    const rows = connection
      .rows<{ line: number; column_name: string; value: string; code: string; reason: string }>(
        `SELECT line, column_name, value, code, reason FROM rejected_row
         WHERE source = ? AND number >= ? ORDER BY number LIMIT ?`,
        source,
        offset,
        limit,
      )
      .map(({ line, column_name, value, code, reason }) => ({
        line,
        column: column_name,
        value,
        code,
        reason: JSON.parse(reason) as Words,
      }))
    return { total, offset, rows }
  })
}

/**
 * SHA-256 over what decides the events: each published source's bytes and how they were read, in order of import.
 * Results carry it and are stale where it is another.
 */
export function dataHash(connection: ReadingConnection): string {
  const hash = createHash('sha256')
  for (const { hash: bytes, dialect, mapping, rows, accepted } of readSources(connection)) {
    hash.update(`${JSON.stringify([bytes, sorted(dialect), sorted(mapping), rows, accepted])}\n`)
  }
  return hash.digest('hex')
}

function sorted(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

/** Throws PROJECT_SOURCE_UNKNOWN. */
export function renameSource(
  connection: WritingConnection,
  { source, name }: { readonly source: number; readonly name: string },
): null {
  return connection.transaction(() => {
    const from = readSource(connection, source).name
    if (from === name) return null
    setSourceName(connection, source, name)
    const what = words('edit_source_renamed', { from, to: name })
    recordEdit(connection, 'source.renamed', what, { id: source, from, to: name })
    return null
  })
}

/** Nobody reads it any more; undo brings it back. Throws PROJECT_SOURCE_UNKNOWN. */
export function removeSource(connection: WritingConnection, { source }: { readonly source: number }): null {
  return connection.transaction(() => {
    const { name } = readSource(connection, source)
    setSourceRemoved(connection, source, true)
    recordEdit(connection, 'source.removed', words('edit_source_removed', { name }), { id: source })
    return null
  })
}

/** Without a trace in the history, for the history itself. */
export function setSourceName(connection: WritingConnection, id: number, name: string): void {
  connection.run(`UPDATE source SET summary = json_set(summary, '$.name', ?) WHERE id = ?`, name, id)
}

/** Without a trace in the history, for the history itself. */
export function setSourceRemoved(connection: WritingConnection, id: number, removed: boolean): void {
  connection.run(
    'UPDATE source SET removed = ?, state = ? WHERE id = ?',
    removed ? 1 : 0,
    removed ? 'pending' : 'published',
    id,
  )
}

/** Removes sources with their events, their rejected rows and every name that no other source uses, for good. */
export function removeSourceRows(connection: WritingConnection, sources: readonly number[]): void {
  connection.transaction(() => {
    for (const source of sources) connection.run('DELETE FROM source WHERE id = ?', source)
    removeUnusedNames(connection)
  })
}

function removeUnusedNames(connection: WritingConnection): void {
  const parts = { user: 'user', item: 'item', event_type: 'type', session: 'session' } as const
  for (const [dictionary, part] of Object.entries(parts)) {
    const used = usedKeys(connection, dictionary, 'SELECT cells FROM event_cells WHERE part = ?', part)
    removeUnused(connection, dictionary, used)
  }
  connection.run('DELETE FROM attribute WHERE id NOT IN (SELECT attribute FROM attribute_cells)')
  const levels = usedKeys(
    connection,
    'attribute_level',
    'SELECT cells FROM attribute_cells WHERE kind = ?',
    'text',
  )
  removeUnused(connection, 'attribute_level', levels)
}

function usedKeys(connection: WritingConnection, dictionary: string, sql: string, part: string): Uint8Array {
  const highest = connection.value<number>(`SELECT ifnull(max(id), 0) FROM ${dictionary}`) ?? 0
  const used = new Uint8Array(highest + 1)
  for (const { cells } of connection.each<{ cells: Buffer }>(sql, part)) {
    for (const key of int32FromBlob(cells)) used[key] = 1
  }
  return used
}

function removeUnused(connection: WritingConnection, dictionary: string, used: Uint8Array): void {
  for (const id of connection.values<number>(`SELECT id FROM ${dictionary}`)) {
    if (used[id] === 0) connection.run(`DELETE FROM ${dictionary} WHERE id = ?`, id)
  }
}
