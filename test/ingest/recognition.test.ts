import { describe, expect, it } from 'vitest'
import { inspectFile } from '../../src-main/ingest/inspect-file.ts'
import { readWhole, temporaryFile } from './files.ts'
import { knownLogs } from './known-logs.ts'
import { knownUnitTables } from './known-unit-tables.ts'
import { publishedLogs } from './published-logs.ts'

describe('a log is understood as its author meant it', () => {
  it.each([...knownLogs, ...publishedLogs])('$name', async ({ text, bytes, mapping, dialect, first }) => {
    const path = temporaryFile(bytes?.(text) ?? text)
    const found = await inspectFile(path)
    expect(found.layout).toBe('events')
    const { attributes: _, ...parts } = found.mapping
    expect(parts).toEqual(mapping)
    expect(found.dialect).toMatchObject(dialect ?? {})
    if (parts.user === undefined || parts.time === undefined) return
    const { counts, rows } = await readWhole(path, { ...parts, user: parts.user, time: parts.time })
    expect(counts.accepted).toBe(60)
    if (first !== undefined) expect(new Date((rows[0][1] as number) / 1000).toISOString()).toBe(first)
    if (parts.price !== undefined) expect(rows.some((row) => row[5] !== null)).toBe(true)
  })
})

describe('a table of units is understood as its author meant it', () => {
  it.each(knownUnitTables)('$name', async ({ text, treatments, outcomes, rest }) => {
    const found = await inspectFile(temporaryFile(text))
    expect(found.layout).toBe('table')
    expect(found.table).toMatchObject({ treatments, outcomes, ...rest })
  })
})
