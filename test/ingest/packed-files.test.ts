import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { inspectFile } from '../../src-main/ingest/inspect-file.ts'
import { readTable } from '../../src-main/ingest/read-table.ts'
import { zipOf } from './archives.ts'
import { readWhole, temporaryFile } from './files.ts'

const mapping = { user: 'user', time: 'time', price: 'price', attributes: ['member'] }
const rows = Array.from({ length: 1500 }, (_, row) => ({
  user: `ü${row % 37}`,
  time: new Date(Date.UTC(2026, 0, 1) + row * 60_000).toISOString(),
  price: row % 9 === 0 ? null : row / 4,
  member: row % 2 === 0,
}))
const csv = [
  'user,time,price,member',
  ...rows.map(({ user, time, price, member }) => `${user},${time},${price ?? ''},${member}`),
].join('\n')
const jsonl = rows.map((row) => JSON.stringify(row)).join('\n')

describe('ZIP', () => {
  it('with one file in it is read as that file, and hashed as it lies there', async () => {
    const plain = await readWhole(temporaryFile(csv), mapping)
    for (const inner of [csv, jsonl]) {
      const path = temporaryFile(zipOf({ 'logs/log.txt': inner, '__MACOSX/logs/._log.txt': 'x' }), 'log.zip')
      const found = await readWhole(path, mapping, { batchRows: 700 })
      expect(found.rows).toEqual(plain.rows)
      expect(found.counts.hash).toBe(createHash('sha256').update(readFileSync(path)).digest('hex'))
      expect((await inspectFile(path)).compression).toBe('zip')
    }
  })

  it('with several files, none, or another packed format in it is refused', async () => {
    const look = (files: Record<string, string | Uint8Array>) =>
      inspectFile(temporaryFile(zipOf(files), 'x.zip'))
    await expect(look({ 'a.csv': csv, 'b.csv': csv })).rejects.toThrow(/INGEST_ZIP_SEVERAL .*"a.csv, b.csv"/)
    await expect(look({ '.DS_Store': 'x' })).rejects.toThrow('INGEST_FILE_EMPTY')
    await expect(look({ 'a.parquet': 'PAR1....PAR1' })).rejects.toThrow(/INGEST_FILE_BINARY .*"Parquet"/)
  })
})

describe('JSON Lines', () => {
  it('is what the same log is in CSV, plain and from gzip', async () => {
    const plain = await readWhole(temporaryFile(csv), mapping)
    for (const bytes of [Buffer.from(jsonl), Buffer.from(`\ufeff${jsonl}\r\n\n`), gzipSync(jsonl)]) {
      const path = temporaryFile(bytes, 'log.jsonl')
      const found = await readWhole(path, mapping)
      expect(found.rows).toEqual(plain.rows)
      expect((await inspectFile(path)).columns.map(({ type }) => type)).toEqual([
        'category',
        'time',
        'number',
        'boolean',
      ])
    }
    const table = await readTable({ path: temporaryFile(jsonl) })
    expect(table).toEqual(await readTable({ path: temporaryFile(csv) }))
  })

  it('has the members of every object at hand as its columns, nested ones left out and named', async () => {
    const lines = [
      '{"user":"a","tags":["x"]}',
      '{"user":"b","n":12345678901234567890,"zip":"007"}',
      '{"n":2}',
    ]
    const found = await inspectFile(temporaryFile(lines.join('\n')))
    expect(found).toMatchObject({
      format: 'jsonl',
      preview: [
        ['a', '', ''],
        ['b', '12345678901234567890', '007'],
        ['', '2', ''],
      ],
      warnings: [{ words: 'inspect_columns_nested', with: { columns: 'tags' } }],
    })
    await expect(inspectFile(temporaryFile('{"a":[1]}\n{"a":[2]}'))).rejects.toThrow('INGEST_COLUMNS_NESTED')
  })

  it('rejects lines that are no object, and reads on', async () => {
    const lines = [
      '{"user":"a","time":"2026-01-01"}',
      '{"user":"b","ti',
      '[1]',
      '{"user":"c","time":"2026-01-02"}',
    ]
    const { rows: read, rejected } = await readWhole(temporaryFile(lines.join('\n')), {
      user: 'user',
      time: 'time',
    })
    expect(read.map(([user]) => user)).toEqual(['a', 'c'])
    expect(rejected).toMatchObject([
      { line: 2, value: '{"user":"b","ti', code: 'INGEST_JSON_UNREADABLE' },
      { line: 3, value: '[1]', code: 'INGEST_JSON_UNREADABLE' },
    ])
  })

  it('is told from a JSON document, which is refused', async () => {
    for (const text of [JSON.stringify(rows), JSON.stringify({ rows: 1 }, null, 2)]) {
      await expect(inspectFile(temporaryFile(text))).rejects.toThrow(/INGEST_FILE_BINARY .*"JSON"/)
    }
  })
})
