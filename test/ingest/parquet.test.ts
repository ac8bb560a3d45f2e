import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { silent } from '../../src-main/contract/monitor.ts'
import { inflateFramedLz4, inflateLz4 } from '../../src-main/ingest/formats/parquet/lz4-block.ts'
import { inspectFile } from '../../src-main/ingest/inspect-file.ts'
import { readEvents } from '../../src-main/ingest/read-events.ts'
import { readTable } from '../../src-main/ingest/read-table.ts'
import { readUnitTable } from '../../src-main/ingest/read-unit-table.ts'
import { random } from '../../src-main/numeric/random.ts'
import { readWhole, temporaryFile } from './files.ts'

type Options = Omit<Parameters<typeof parquetWriteBuffer>[0], 'columnData'>
type Columns = Parameters<typeof parquetWriteBuffer>[0]['columnData']

function parquetFile(columnData: Columns, options: Options = {}): string {
  return temporaryFile(new Uint8Array(parquetWriteBuffer({ columnData, ...options })), 'log.parquet')
}

const compressors = {
  GZIP: (bytes: Uint8Array) => gzipSync(bytes),
  ZSTD: (bytes: Uint8Array) => zstdCompressSync(bytes),
  BROTLI: (bytes: Uint8Array) => brotliCompressSync(bytes),
}

/** A log with gaps, repeats and a user who is nobody, as columns and as CSV. Seed 5. */
function madeUpLog(rows: number) {
  const draw = random(5)
  const whole = Array.from({ length: rows }, (_, row) => ({
    user: row % 97 === 5 ? null : `user ${Math.floor(draw.uniform() * 40)}`,
    time: 1_767_225_600_000_000n + BigInt(Math.floor(row / 3)) * 1_250_000n,
    type: draw.uniform() < 0.8 ? 'view' : 'buy, "at once"',
    item: BigInt(100 + Math.floor(draw.uniform() * 30)),
    price: row % 11 === 0 ? null : Math.round(draw.uniform() * 1e4) / 100,
    member: row % 13 === 0 ? null : draw.uniform() < 0.5,
  }))
  const columnData: Columns = [
    { name: 'user', data: whole.map(({ user }) => user) },
    { name: 'time', data: whole.map(({ time }) => time) },
    { name: 'type', data: whole.map(({ type }) => type) },
    { name: 'item', data: whole.map(({ item }) => item) },
    { name: 'price', data: whole.map(({ price }) => price) },
    { name: 'member', data: whole.map(({ member }) => member) },
  ]
  const lines = whole.map(({ user, time, type, item, price, member }) => {
    const clock = new Date(Number(time / 1000n)).toISOString()
    return `${user ?? ''},${clock},"${type.replaceAll('"', '""')}",${item},${price ?? ''},${member ?? ''}`
  })
  return { columnData, csv: `user,time,type,item,price,member\n${lines.join('\n')}\n` }
}

const logSchema: NonNullable<Options['schema']> = [
  { name: 'root', num_children: 6 },
  { name: 'user', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  {
    name: 'time',
    type: 'INT64',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
    repetition_type: 'REQUIRED',
  },
  { name: 'type', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
  { name: 'item', type: 'INT64', repetition_type: 'REQUIRED' },
  { name: 'price', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
  { name: 'member', type: 'BOOLEAN', repetition_type: 'OPTIONAL' },
]

const mapping = {
  user: 'user',
  time: 'time',
  type: 'type',
  item: 'item',
  price: 'price',
  attributes: ['member'],
}

describe('a log in Parquet is what the same log is in CSV', () => {
  const { columnData, csv } = madeUpLog(1500)
  const csvPath = temporaryFile(csv)

  it.each([
    ['one row group, Snappy', {}],
    ['row groups of 700, pages of 2 kB', { rowGroupSize: 700, pageSize: 2000 }],
    ['gzip', { codec: 'GZIP', compressors, rowGroupSize: 1500 }],
    ['Zstandard', { codec: 'ZSTD', compressors }],
    ['Brotli', { codec: 'BROTLI', compressors, pageSize: 5000 }],
    ['nothing compressed', { codec: 'UNCOMPRESSED' }],
  ] as const)('%s', async (_what, options) => {
    const path = parquetFile(columnData, { schema: logSchema, ...options } as Options)
    for (const duplicates of ['keep', 'drop'] as const) {
      const expected = await readWhole(csvPath, mapping, { duplicates, types: { member: 'boolean' } })
      const found = await readWhole(path, mapping, { duplicates, batchRows: 900 })
      expect(found.rows).toEqual(expected.rows)
      const { hash: _csv, dialect: _dialect, ...counts } = expected.counts
      expect(found.counts).toMatchObject(counts)
      expect(found.rejected.map(({ code }) => code)).toEqual(expected.rejected.map(({ code }) => code))
      expect(found.rejected[0]).toMatchObject({ line: 6, column: 'user', value: '' })
    }
  })

  it('and its preview shows those cells, types and rows', async () => {
    const path = parquetFile(columnData, { schema: logSchema, rowGroupSize: 700 })
    const found = await inspectFile(path)
    expect(found).toMatchObject({
      format: 'parquet',
      rows: 1500,
      zoneMatters: false,
      warnings: [],
      sheets: [],
    })
    expect(found.columns.map(({ type }) => type)).toEqual([
      'category',
      'time',
      'category',
      'number',
      'number',
      'boolean',
    ])
    expect(found.mapping).toMatchObject({ user: 'user', time: 'time', type: 'type', item: 'item' })
    expect(found.preview[5].slice(0, 2)).toEqual(['', '2026-01-01 00:00:01.250000Z'])
  })

  it('as a table of one row a unit, and as a table of an effect', async () => {
    const path = parquetFile(columnData, { schema: logSchema, rowGroupSize: 700 })
    const request = { treatments: ['member'], outcomes: ['price'], unit: 'user' }
    const types = { member: 'boolean' } as const
    const expected = await readUnitTable({ path: csvPath, types, ...request }, silent)
    const found = await readUnitTable({ path, ...request }, silent)
    expect(found.table).toEqual(expected.table)
    expect(found.file.reasons).toEqual(expected.file.reasons)
    expect(await readTable({ path })).toEqual(await readTable({ path: csvPath }))
  })
})

describe('types come from the schema', () => {
  const element = (name: string, more: object) => ({ name, repetition_type: 'OPTIONAL' as const, ...more })
  const fields = [
    element('days', { type: 'INT32', converted_type: 'DATE' }),
    element('local', {
      type: 'INT64',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'NANOS' },
    }),
    element('cents', { type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 2 }),
    element('single', { type: 'FLOAT' }),
    element('long', { type: 'INT64' }),
    element('digits', { type: 'BYTE_ARRAY', converted_type: 'UTF8' }),
    element('written', { type: 'BYTE_ARRAY', converted_type: 'UTF8' }),
  ]
  const columnData: Columns = [
    { name: 'days', data: [20_454, -1, null] },
    { name: 'local', data: [1_767_225_600_123_456_789n, -1n, null] },
    { name: 'cents', data: [1234567890.12, -0.05, null] },
    { name: 'single', data: [0.1, 16_777_216, null] },
    { name: 'long', data: [9_007_199_254_740_993n, 1n, null] },
    { name: 'digits', data: ['007', '12', null] },
    { name: 'written', data: ['2026-01-01 10:00', '2026-01-02 11:30', null] },
  ]
  const schema = [{ name: 'root', num_children: fields.length }, ...fields] as NonNullable<Options['schema']>

  it('and nothing is rounded on the way', async () => {
    const path = parquetFile(columnData, { schema })
    const found = await inspectFile(path)
    const [days, local, cents, single, long, digits] = [0, 1, 2, 3, 4, 5].map((column) =>
      found.preview.map((row) => row[column]),
    )
    expect(days).toEqual(['2026-01-01', '1969-12-31', ''])
    expect(local).toEqual(['2026-01-01 00:00:00.123456789', '1969-12-31 23:59:59.999999999', ''])
    expect(cents).toEqual(['1234567890.12', '-0.05', ''])
    expect(single).toEqual(['0.1', '16777216', ''])
    expect(long).toEqual(['9007199254740993', '1', ''])
    expect(digits).toEqual(['007', '12', ''])
    expect(found.columns.map(({ name, type }) => [name, type])).toEqual([
      ['days', 'time'],
      ['local', 'time'],
      ['cents', 'number'],
      ['single', 'number'],
      ['long', 'category'],
      ['digits', 'category'],
      ['written', 'time'],
    ])
    expect(found.zoneMatters).toBe(true)
  })

  it('and a whole number that a number would not keep is refused where a number is wanted', async () => {
    const path = parquetFile(
      [
        { name: 'user', data: ['a', 'b'] },
        { name: 'time', data: ['2026-01-01', '2026-01-02'] },
        { name: 'long', data: [9_007_199_254_740_993n, 1n], type: 'INT64' },
      ],
      {},
    )
    const asked = { user: 'user', time: 'time', attributes: ['long'] }
    const { rows } = await readWhole(path, asked)
    expect(rows.map((row) => row[7])).toEqual(['9007199254740993', '1'])
    const { rejected } = await readWhole(path, asked, { types: { long: 'number' } })
    expect(rejected).toMatchObject([
      { line: 1, column: 'long', value: '9007199254740993', code: 'INGEST_ATTRIBUTE_UNREADABLE' },
    ])
  })

  it('a time zone is heeded where the file names none', async () => {
    const path = parquetFile(
      [
        { name: 'user', data: ['a'] },
        { name: 'at', data: [1_767_225_600_000_000n] },
      ],
      {
        schema: [
          { name: 'root', num_children: 2 },
          { name: 'user', type: 'BYTE_ARRAY', converted_type: 'UTF8' },
          {
            name: 'at',
            type: 'INT64',
            logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' },
          },
        ],
      },
    )
    const { rows } = await readWhole(
      path,
      { user: 'user', time: 'at' },
      { dialect: { timeZone: 'Asia/Shanghai' } },
    )
    expect(rows[0][1]).toBe(Date.UTC(2025, 11, 31, 16) * 1000)
  })
})

describe('columns that hold more than one value a row', () => {
  const columnData: Columns = [
    { name: 'user', data: ['a', 'b'] },
    { name: 'tags', data: [['x', 'y'], ['z']] },
    { name: 'time', data: [new Date('2026-01-01'), new Date('2026-01-02')] },
  ]
  const schema: NonNullable<Options['schema']> = [
    { name: 'root', num_children: 3 },
    { name: 'user', type: 'BYTE_ARRAY', converted_type: 'UTF8' },
    { name: 'tags', num_children: 1, converted_type: 'LIST', repetition_type: 'OPTIONAL' },
    { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
    { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
    { name: 'time', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
  ]

  it('are left out and named, and refused where they are asked for', async () => {
    const path = parquetFile(columnData, { schema })
    const found = await inspectFile(path)
    expect(found.columns.map(({ name }) => name)).toEqual(['user', 'time'])
    expect(found.warnings).toEqual([{ words: 'inspect_columns_nested', with: { columns: 'tags' } }])
    const { rows } = await readWhole(path, { user: 'user', time: 'time' })
    expect(rows.map(([user]) => user)).toEqual(['a', 'b'])
    const asked = readWhole(path, { user: 'user', time: 'time', attributes: ['tags'] })
    await expect(asked).rejects.toThrow('INGEST_COLUMN_NESTED {"column":"tags"}')
  })

  it('make a file unreadable where there is no other', async () => {
    const path = parquetFile(columnData.slice(1, 2), {
      schema: [{ name: 'root', num_children: 1 }, ...schema.slice(2, 5)],
    })
    await expect(inspectFile(path)).rejects.toMatchObject({ code: 'INGEST_COLUMNS_NESTED' })
  })
})

describe('a bad file is refused', () => {
  const { columnData } = madeUpLog(900)
  const good = new Uint8Array(parquetWriteBuffer({ columnData, schema: logSchema, rowGroupSize: 300 }))
  const read = (bytes: Uint8Array) => readWhole(temporaryFile(bytes, 'x.parquet'), mapping)

  it('where it ends too early, wherever that is', async () => {
    for (const share of [0.001, 0.3, 0.999]) {
      const cut = good.slice(0, Math.max(4, Math.floor(good.length * share)))
      await expect(read(cut)).rejects.toMatchObject({ code: 'INGEST_PARQUET_TRUNCATED' })
    }
  })

  it('where it is encrypted', async () => {
    const secret = Uint8Array.from(good)
    for (const at of [0, good.length - 4]) secret.set(Buffer.from('PARE'), at)
    await expect(read(secret)).rejects.toMatchObject({ code: 'INGEST_PARQUET_ENCRYPTED' })
  })

  it('or damaged: any byte may be another, and the answer is an error of the catalogue or a log', async () => {
    const draw = random(11)
    const codes = new Set<string>()
    for (let trial = 0; trial < 40; trial++) {
      const bytes = Uint8Array.from(good)
      for (let hit = 0; hit < 3; hit++) {
        bytes[4 + Math.floor(draw.uniform() * (bytes.length - 8))] = Math.floor(draw.uniform() * 256)
      }
      try {
        await read(bytes)
      } catch (error) {
        codes.add((error as { code?: string }).code ?? String(error))
      }
    }
    expect([...codes].filter((code) => !code.startsWith('INGEST_') && !code.startsWith('TABLE_'))).toEqual([])
    expect(codes).toContain('INGEST_PARQUET_DAMAGED')
  })

  it('where it uses a compression that is not read', async () => {
    const own = { LZO: (bytes: Uint8Array) => bytes }
    const path = parquetFile(columnData, { schema: logSchema, codec: 'LZO', compressors: own })
    const asked = readWhole(path, mapping)
    await expect(asked).rejects.toThrow(/INGEST_PARQUET_UNSUPPORTED .*"what":"LZO"/)
  })

  it('or holds no rows', async () => {
    const empty = columnData.map((column) => ({ ...column, data: [] }))
    await expect(inspectFile(parquetFile(empty, { schema: logSchema }))).rejects.toMatchObject({
      code: 'INGEST_NO_ROWS',
    })
  })
})

it('a cancelled reading stops, and the file can be read again', async () => {
  const { columnData } = madeUpLog(3000)
  const path = parquetFile(columnData, { schema: logSchema, rowGroupSize: 500 })
  let reports = 0
  const monitor = {
    report() {
      if (++reports > 2) throw new Error('stop')
    },
    check() {},
  }
  const stopped = readEvents(path, {}, {}, mapping, { monitor, onBatch: async () => {} })
  await expect(stopped).rejects.toThrow('stop')
  expect((await readWhole(path, mapping)).counts.rows).toBe(3000)
})

describe('LZ4', () => {
  const text = Buffer.from('abcabcabcabcabcabcabcabcabcabcabcabcxyz')
  // Literals abc, a match of 33 at distance 3, literals xyz.
  const block = Uint8Array.from([0x3f, 97, 98, 99, 3, 0, 14, 0x30, 120, 121, 122])

  it('is inflated, with the frame that Hadoop gives it and without', () => {
    expect(Buffer.from(inflateLz4(block, text.length)).toString()).toBe(text.toString())
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(text.length, 0)
    frame.writeUInt32BE(block.length, 4)
    expect(Buffer.from(inflateFramedLz4(Buffer.concat([frame, block]), text.length)).toString()).toBe(
      `${text}`,
    )
    expect(Buffer.from(inflateFramedLz4(block, text.length)).toString()).toBe(`${text}`)
  })

  it('is refused where a match reaches before the start or past the end', () => {
    expect(() => inflateLz4(Uint8Array.from([0x1f, 97, 9, 0, 14]), 100)).toThrow(RangeError)
    expect(() => inflateLz4(block, 20)).toThrow(RangeError)
    expect(() => inflateLz4(block.slice(0, 6), text.length)).toThrow(RangeError)
  })
})
