import { describe, expect, it } from 'vitest'
import { inspectFile } from '../../src-main/ingest/inspect-file.ts'
import { readWhole, temporaryFile } from './files.ts'
import { knownLogs } from './known-logs.ts'
import { knownUnitTables } from './known-unit-tables.ts'
import { publishedLogs } from './published-logs.ts'
import { rowsOf } from './row-template.ts'

describe('a log is understood as its author meant it', () => {
  it.each([...knownLogs, ...publishedLogs])('$name', async ({ text, bytes, mapping, dialect, first }) => {
    const path = temporaryFile(bytes?.(text) ?? text)
    const found = await inspectFile(path)
    expect(found.layout).toBe('events')
    const { attributes: _, typeName: __, returnName: ___, ...parts } = found.mapping
    expect(parts).toEqual(mapping)
    expect(found.dialect).toMatchObject(dialect ?? {})
    if (parts.user === undefined || parts.time === undefined) return
    const { counts, rows } = await readWhole(path, { ...parts, user: parts.user, time: parts.time })
    expect(counts.accepted).toBe(60)
    if (first !== undefined) expect(new Date((rows[0][1] as number) / 1000).toISOString()).toBe(first)
    if (parts.price !== undefined) expect(rows.some((row) => row[5] !== null)).toBe(true)
  })
})

describe('rows of orders, where no column says what they are', () => {
  it('are purchases, or returns where they take back', async () => {
    const path = temporaryFile(
      rowsOf('Invoice,Date,Customer ID,StockCode,Quantity,Price', '{n},2010-03-{d},{u},{i},{2|3|-1},6.95'),
    )
    const { mapping } = await inspectFile(path)
    expect(mapping).toMatchObject({ typeName: 'purchase', returnName: 'return' })
    const { counts } = await readWhole(path, { user: 'Customer ID', time: 'Date', ...mapping })
    expect(counts.eventTypes).toEqual([
      { type: 'purchase', count: 40 },
      { type: 'return', count: 20 },
    ])
  })

  it('are called so in the language of the log, as the analyst says, or events', async () => {
    const path = temporaryFile(rowsOf('订单号,下单时间,客户编号,商品,金额', '{n},2024-03-{d},{u},{i},6'))
    const { mapping } = await inspectFile(path)
    expect(mapping.typeName).toBe('购买')
    const typesOf = async (typeName?: string) =>
      (await readWhole(path, { user: '客户编号', time: '下单时间', typeName })).counts.eventTypes[0].type
    expect(await typesOf('领券')).toBe('领券')
    expect(await typesOf()).toBe('event')
  })

  it('are told apart by a coupon, and those without one by the name for them', async () => {
    const path = temporaryFile(rowsOf('order,date,customer,code', '{n},2024-03-{d},{u},{SPRING|}'))
    const mapping = { user: 'customer', time: 'date', type: 'code' }
    const { counts } = await readWhole(path, { ...mapping, typeName: 'order' })
    expect(counts.eventTypes.map(({ type }) => type)).toEqual(['SPRING', 'order'])
    expect((await readWhole(path, mapping)).counts.reasons).toMatchObject([
      { code: 'INGEST_TYPE_MISSING', count: 30 },
    ])
  })

  it('are nothing but events where nothing was ordered', async () => {
    const path = temporaryFile(rowsOf('household_id,redemption_date,coupon_upc', '{u},2017-05-{d},1000{i}'))
    expect((await inspectFile(path)).mapping.typeName).toBeUndefined()
  })
})

describe('a table of units is understood as its author meant it', () => {
  it.each(knownUnitTables)('$name', async ({ text, treatments, outcomes, rest }) => {
    const found = await inspectFile(temporaryFile(text))
    expect(found.layout).toBe('table')
    expect(found.table).toMatchObject({ treatments, outcomes, ...rest })
  })
})
