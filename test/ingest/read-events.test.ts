import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { fail } from '../../src-main/contract/errors.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { readEvents } from '../../src-main/ingest/read-events.ts'
import { hasSharedData, readWhole, sharedData, temporaryFile } from './files.ts'

const mapping = { user: 'user', time: 'time' }

describe('rows are rejected', () => {
  it('with line, column, value and code, and the rest is read', async () => {
    const path = temporaryFile(
      [
        'user,time,type,price,quantity,score',
        'a,2026-01-01,view,1,1,1',
        ',2026-01-01,view,1,1,1',
        'b,yesterday,view,1,1,1',
        'c,,view,1,1,1',
        'd,2026-01-01,,1,1,1',
        '"e\n",2026-01-01,view,cheap,1,1',
        'f,2026-01-01,view,1,many,1',
        'g,2026-01-01,view,1,1,high',
        'h,2026-01-01,view,1,1',
        'i,2026-01-01,view,1,1,1,',
        'j,2026-01-01,view,1,1,1,2',
        'k\0,2026-01-01,view,1,1,1',
        'NULL,2026-01-01,view,1,1,1',
        'z,2026-01-01,view,NA,,1',
        '"unclosed,2026-01-01,view,1,1,1',
        'y,2026-01-01,buy,2,1,1',
      ].join('\n'),
    )
    const { counts, rows, rejected } = await readWhole(
      path,
      { ...mapping, type: 'type', price: 'price', quantity: 'quantity', attributes: ['score'] },
      { types: { score: 'number' } },
    )
    expect(rejected.map(({ line, column, value, code }) => [line, column, value, code])).toEqual([
      [3, 'user', '', 'INGEST_USER_MISSING'],
      [4, 'time', 'yesterday', 'INGEST_TIME_UNREADABLE'],
      [5, 'time', '', 'INGEST_TIME_MISSING'],
      [6, 'type', '', 'INGEST_TYPE_MISSING'],
      [7, 'price', 'cheap', 'INGEST_PRICE_UNREADABLE'],
      [9, 'quantity', 'many', 'INGEST_QUANTITY_UNREADABLE'],
      [10, 'score', 'high', 'INGEST_ATTRIBUTE_UNREADABLE'],
      [11, '', 'h,2026-01-01,view,1,1', 'INGEST_WRONG_FIELD_COUNT'],
      [13, '', 'j,2026-01-01,view,1,1,1,2', 'INGEST_WRONG_FIELD_COUNT'],
      [14, 'user', 'k\0', 'INGEST_NUL_CHARACTER'],
      [15, 'user', 'NULL', 'INGEST_USER_MISSING'],
      [17, '', '"unclosed,2026-01-01,view,1,1,1', 'INGEST_QUOTE_UNCLOSED'],
    ])
    expect(rows.map(([user]) => user)).toEqual(['a', 'i', 'z', 'y'])
    expect(counts).toMatchObject({ rows: 16, accepted: 4, rejected: 12, exactDuplicates: 0, users: 4 })
    expect(counts.reasons[0]).toEqual({
      code: 'INGEST_USER_MISSING',
      count: 2,
      reason: { words: 'error_INGEST_USER_MISSING' },
    })
  })

  it('with at most 200 characters of the value', async () => {
    const path = temporaryFile(`user,time,price\na,2026-01-01,1\nb,2026-01-01,${'x'.repeat(5000)}\n`)
    const { rejected } = await readWhole(path, { ...mapping, price: 'price' })
    expect(rejected[0].value).toHaveLength(200)
  })

  it('where text is not in the chosen encoding', async () => {
    const path = temporaryFile(Buffer.from('user,time\nJürgen,2026-01-01\nann,2026-01-01\n', 'latin1'))
    const { rejected, rows } = await readWhole(path, mapping, { dialect: { encoding: 'utf-8' } })
    expect(rejected[0]).toMatchObject({ line: 2, code: 'INGEST_TEXT_DAMAGED' })
    expect(rows).toHaveLength(1)
  })
})

describe('duplicates', () => {
  it('that are equal in every mapped column are counted, and dropped where asked; clicks within a second are kept and counted', async () => {
    const path = temporaryFile(
      [
        'user,time,item,note,price',
        'a,2026-01-01 00:00:00,x,one,1',
        'a,2026-01-01 00:00:00,x,one,1.0',
        'a,2026-01-01 00:00:00,x,two,1',
        'a,2026-01-01 00:00:01,x,one,1',
        'a,2026-01-01 00:00:02.5,x,one,1',
        'a,2026-01-01 00:00:03,y,one,1',
        'b,2026-01-01 00:00:00,x,one,1',
        'a,2026-01-01 00:00:00,x,one,1',
      ].join('\n'),
    )
    const full = { ...mapping, item: 'item', price: 'price', attributes: ['note'] }
    const counts = { rows: 8, exactDuplicates: 2, repeatedClicks: 2 }
    const kept = await readWhole(path, full)
    expect(kept.counts).toMatchObject({ ...counts, accepted: 8, duplicates: 'keep' })
    const dropped = await readWhole(path, full, { duplicates: 'drop' })
    expect(dropped.counts).toMatchObject({ ...counts, accepted: 6, duplicates: 'drop' })
    const withoutNote = { ...full, attributes: [] }
    const fewer = await readWhole(path, withoutNote, { duplicates: 'drop' })
    expect(fewer.counts).toMatchObject({ accepted: 5, exactDuplicates: 3 })
  })
})

describe('batches', () => {
  const text = `user,time,note\n${Array.from({ length: 95 }, (_, i) => `u${i % 7},${1_700_000_000 + i},n${i % 3}`).join('\n')}`

  it('are bounded, and whole together', async () => {
    const path = temporaryFile(text)
    const small = await readWhole(path, { ...mapping, attributes: ['note'] }, { batchRows: 10 })
    const large = await readWhole(path, { ...mapping, attributes: ['note'] })
    expect(small.batches).toBe(10)
    expect(small.rows).toEqual(large.rows)
    expect(small.counts).toEqual(large.counts)
  })

  it('wait for the one before to be taken', async () => {
    let running = 0
    let most = 0
    await readEvents(temporaryFile(text), {}, {}, mapping, {
      monitor: silent,
      batchRows: 10,
      async onBatch() {
        most = Math.max(most, ++running)
        await new Promise((resolve) => setTimeout(resolve, 1))
        running--
      },
    })
    expect(most).toBe(1)
  })

  it('stop at once where the job is cancelled, or where they cannot be stored', async () => {
    let batches = 0
    const path = temporaryFile(text)
    const monitor = {
      report() {},
      check() {
        if (batches === 2) throw fail('CANCELLED')
      },
    }
    const onBatch = async () => {
      batches++
    }
    await expect(readEvents(path, {}, {}, mapping, { monitor, batchRows: 10, onBatch })).rejects.toThrow(
      'CANCELLED',
    )
    expect(batches).toBe(2)
    const full = async () => {
      throw new Error('disk full')
    }
    await expect(readEvents(path, {}, {}, mapping, { monitor: silent, onBatch: full })).rejects.toThrow(
      'disk full',
    )
  })
})

describe('a bad file is refused', () => {
  const refused = async (contents: string | Uint8Array, name = 'log.csv') =>
    readWhole(temporaryFile(contents, name), mapping).then(
      () => 'read',
      (error) => error.message,
    )
  const log = `user,time\n${Array.from({ length: 3000 }, (_, i) => `u${i},${1_700_000_000 + i}`).join('\n')}`

  it('where it is missing, a folder, empty, binary, or a header alone', async () => {
    await expect(readWhole('/nowhere/log.csv', mapping)).rejects.toThrow('FILE_NOT_FOUND')
    await expect(readWhole('/', mapping)).rejects.toThrow('INGEST_FILE_IS_FOLDER')
    expect(await refused('')).toContain('INGEST_FILE_EMPTY')
    expect(await refused(Uint8Array.from({ length: 5000 }, (_, i) => (i * 37) % 256))).toContain(
      'INGEST_FILE_BINARY',
    )
    expect(await refused(Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.from(log)]))).toContain(
      'INGEST_ZIP_DAMAGED',
    )
    for (const text of ['[{"user":1}]', '<html><body>', '<?xml version="1.0"?>']) {
      expect(await refused(text)).toContain('INGEST_FILE_BINARY')
    }
    expect(await refused('user,time\n')).toContain('INGEST_NO_ROWS')
    expect(await refused('\n\n\r\n')).toContain('INGEST_NO_ROWS')
  })

  it('where a mapped column is missing, or holds no times', async () => {
    expect(await refused('user,when\na,2026-01-01\n')).toBe(
      'INGEST_NO_TIME_COLUMN {"column":"time","available":"user, when"}',
    )
    expect(await refused('who,time\na,2026-01-01\n')).toContain('INGEST_NO_USER_COLUMN')
    expect(await refused('user,time\na,soon\nb,later\n')).toContain('INGEST_TIME_FORMAT_UNKNOWN')
    expect(await refused('user,time\n,2026-01-01\n,2026-01-02\n')).toBe(
      'INGEST_NOTHING_READABLE {"rows":2,"code":"INGEST_USER_MISSING"}',
    )
  })

  it('where gzip is cut short or damaged, wherever that is', async () => {
    const zipped = gzipSync(log)
    expect(gunzipSync(zipped).length).toBe(log.length)
    for (const share of [0.1, 0.5, 0.99]) {
      expect(await refused(zipped.subarray(0, zipped.length * share), 'log.csv.gz')).toContain(
        'INGEST_GZIP_TRUNCATED',
      )
    }
    const damaged = Buffer.from(zipped)
    damaged.fill(0xff, 200, 260)
    expect(await refused(damaged, 'log.csv.gz')).toContain('INGEST_GZIP_DAMAGED')
  })

  it('where a line of 10 MB stands in it, by its number, in any encoding of gzip or none', async () => {
    const long = `${log}\n${'x'.repeat(10_000_000)}\nu,1700000000\n`
    expect(await refused(long)).toContain('INGEST_LINE_TOO_LONG {"line":3002')
    expect(await refused(gzipSync(long))).toContain('INGEST_LINE_TOO_LONG {"line":3002')
  })

  it('where gzip holds far more than its size allows for', async () => {
    const line = Buffer.alloc(300_000_000, `u,${'0'.repeat(9997)}\n`)
    const bomb = temporaryFile(gzipSync(Buffer.concat([Buffer.from(log), line]), { level: 9 }))
    await expect(readWhole(bomb, mapping)).rejects.toThrow('INGEST_GZIP_BOMB')
  })
})

describe.runIf(hasSharedData)('real logs come in whole', () => {
  it('rees46 as csv-parse reads it, all 17,434 rows', async () => {
    const path = `${sharedData}behaviour/rees46/events-2019-10-01.csv`
    const { counts, rows, rejected } = await readWhole(path, {
      user: 'user_id',
      time: 'event_time',
      item: 'product_id',
      type: 'event_type',
      session: 'user_session',
      price: 'price',
      attributes: ['category_id', 'category_code', 'brand'],
    })
    const bytes = readFileSync(path)
    const theirs: Record<string, string>[] = parse(bytes, { columns: true })
    const expected = theirs.map((row) => [
      row.user_id,
      Date.parse(row.event_time.replace(' UTC', 'Z')) * 1000,
      row.event_type,
      row.product_id,
      row.user_session,
      Number(row.price),
      null,
      row.category_id,
      row.category_code || null,
      row.brand || null,
    ])
    expect(rows).toEqual(expected)
    expect(rejected).toEqual([])
    expect(counts).toMatchObject({
      hash: createHash('sha256').update(bytes).digest('hex'),
      rows: 17_434,
      accepted: 17_434,
      rejected: 0,
      exactDuplicates: 5,
      users: 4504,
      items: 6493,
      eventTypes: [
        { type: 'view', count: 17_055 },
        { type: 'purchase', count: 214 },
        { type: 'cart', count: 165 },
      ],
    })
    expect(new Date(counts.from / 1000).toISOString()).toBe('2019-10-01T00:00:00.000Z')
  })

  it('complete-journey from gzip, all 75,000 transactions', async () => {
    const { counts, rows } = await readWhole(`${sharedData}behaviour/complete-journey/transactions.csv.gz`, {
      user: 'household_id',
      time: 'transaction_timestamp',
      item: 'product_id',
      price: 'sales_value',
      quantity: 'quantity',
      session: 'basket_id',
    })
    expect(counts).toMatchObject({ rows: 75_000, rejected: 0 })
    expect(rows[0]).toEqual([
      '2261',
      Date.UTC(2017, 0, 28, 14, 6, 53) * 1000,
      'event',
      '940996',
      '31625220889',
      3.86,
      1,
    ])
  })

  it('online-retail with 19,451 lines that name no customer', async () => {
    const { counts, rejected } = await readWhole(
      `${sharedData}behaviour/online-retail/transactions-2011-09-10.csv.gz`,
      {
        user: 'CustomerID',
        time: 'InvoiceDate',
        item: 'StockCode',
        price: 'UnitPrice',
        quantity: 'Quantity',
      },
    )
    expect(counts).toMatchObject({ rows: 110_968, rejected: 19_451 })
    expect(counts.reasons.map(({ code }) => code)).toEqual(['INGEST_USER_MISSING'])
    expect(rejected).toHaveLength(19_451)
    expect(rejected[0].line).toBe(4)
  })

  it('ml-100k with its unix seconds and ratings', async () => {
    const { counts, rows } = await readWhole(`${sharedData}behaviour/ml-100k/ml-100k.inter`, {
      user: 'user_id:token',
      time: 'timestamp:float',
      item: 'item_id:token',
      attributes: ['rating:float'],
    })
    expect(counts).toMatchObject({ rows: 100_000, accepted: 100_000, users: 943, items: 1682 })
    expect(rows[0]).toEqual(['196', 881_250_949e6, 'event', '242', null, null, null, 3])
  })
})
