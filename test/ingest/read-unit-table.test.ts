import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { silent } from '../../src-main/contract/monitor.ts'
import { inspectFile } from '../../src-main/ingest/inspect-file.ts'
import { readUnitTable } from '../../src-main/ingest/read-unit-table.ts'
import { checkedColumns, firstRows } from '../../src-main/ingest/unit-table-facts.ts'
import { temporaryFile } from './files.ts'

const customers = [
  'customer;coupon;bought;spent;age;joined;city;note',
  '007;yes;1;12,50;31;03.02.2024;Bern;a',
  '008;no;0;;44;17.02.2024;Köln;b',
  '009;yes;1;7,25;;21.03.2024;Bern;c',
  ';no;0;1,00;50;01.04.2024;Bern;d',
  '010;no;0;viel;29;02.04.2024;;e',
  '007;no;0;3,00;31;30.04.2024;Köln;f',
  '011;no;1',
].join('\n')

const parts = { treatments: ['coupon'], outcomes: ['bought', 'spent'], unit: 'customer' }

describe('a table of one row a unit', () => {
  test('keeps names as written, numbers, truth values and dates by their type, and refuses what does not fit', async () => {
    const path = temporaryFile(customers)
    const read = await readUnitTable({ path, ...parts, types: { spent: 'number' } }, silent)
    expect(firstRows(read.table, 9)).toEqual([
      row('007', 1, 1, 12.5, 31, Date.UTC(2024, 1, 3), 'Bern', 'a'),
      row('008', 0, 0, null, 44, Date.UTC(2024, 1, 17), 'Köln', 'b'),
      row('009', 1, 1, 7.25, null, Date.UTC(2024, 2, 21), 'Bern', 'c'),
      row('007', 0, 0, 3, 31, Date.UTC(2024, 3, 30), 'Köln', 'f'),
    ])
    expect(read.rejected.map(({ line, column, value, code }) => [line, column, value, code])).toEqual([
      [5, 'customer', '', 'INGEST_UNIT_MISSING'],
      [6, 'spent', 'viel', 'INGEST_ATTRIBUTE_UNREADABLE'],
      [8, '', '011;no;1', 'INGEST_WRONG_FIELD_COUNT'],
    ])
    expect(read.file).toMatchObject({ rows: 7, rejected: 3, repeats: 1 })
    expect(read.file.arms).toEqual([
      { arm: '1', rows: 2 },
      { arm: '0', rows: 2 },
    ])
    expect(read.file.mapping.covariates).toEqual(['age', 'joined', 'city', 'note'])
    expect(checkedColumns(read.table, read.columns)).toContainEqual({
      name: 'bought',
      role: 'outcome',
      kind: 'number',
      meaning: 'boolean',
      missing: 0,
      distinct: 2,
    })
    expect(read.table.columns[0].kind === 'category' && read.table.columns[0].levels).toEqual([
      '007',
      '008',
      '009',
    ])
  })

  test('is the same from gzip, and in another encoding, whatever the size of its chunks', async () => {
    const lines = Array.from(
      { length: 20_000 },
      (_, index) => `客${index},${index % 2},${index % 7},城市${index % 5}`,
    )
    const text = `编号,处理,结果,城市\n${lines.join('\n')}\n`
    const mapping = { treatments: ['处理'], outcomes: ['结果'], unit: '编号' }
    const [plain, packed] = await Promise.all([
      readUnitTable({ path: temporaryFile(text), ...mapping }, silent),
      readUnitTable({ path: temporaryFile(gzipSync(text), 'customers.csv.gz'), ...mapping }, silent),
    ])
    expect(plain.table.rows).toBe(20_000)
    expect(packed.table).toEqual(plain.table)
    expect(firstRows(plain.table, 20_000)[19_999]).toEqual({
      编号: '客19999',
      处理: 1,
      结果: 0,
      城市: '城市4',
    })
  })

  test('holds only the columns that have a part', async () => {
    const path = temporaryFile(customers)
    const { table } = await readUnitTable(
      { path, treatments: ['coupon'], outcomes: ['bought'], covariates: ['age'], unit: 'customer' },
      silent,
    )
    expect(table.columns.map(({ name }) => name)).toEqual(['customer', 'coupon', 'bought', 'age'])
  })

  test('refuses columns that are not there or have two parts, a file of nothing readable, and stops when told', async () => {
    const path = temporaryFile(customers)
    const ask = (more: object) => readUnitTable({ path, ...parts, ...more }, silent)
    await expect(ask({ outcomes: ['profit'] })).rejects.toMatchObject({ code: 'TABLE_COLUMN_MISSING' })
    await expect(ask({ covariates: ['coupon'] })).rejects.toMatchObject({ code: 'INGEST_COLUMN_TWO_PARTS' })
    await expect(ask({ types: { note: 'number' } })).rejects.toMatchObject({
      code: 'INGEST_NOTHING_READABLE',
    })
    const cancelled = {
      ...silent,
      check: () => {
        throw Object.assign(new Error(), { code: 'CANCELLED' })
      },
    }
    await expect(readUnitTable({ path, ...parts }, cancelled)).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})

function row(
  customer: string,
  coupon: number,
  bought: number,
  spent: number | null,
  age: number | null,
  joined: number,
  city: string,
  note: string,
) {
  return { customer, coupon, bought, spent, age, joined: joined * 1000, city, note }
}

describe('what a file seems to hold', () => {
  test.each([
    [customers, 'table', { treatments: ['coupon'], outcomes: ['bought', 'spent'], unit: undefined }],
    [
      'id,treat,age,re78\n1,1,37,9930\n2,0,22,3595\n',
      'table',
      { treatments: ['treat'], outcomes: ['re78'], unit: 'id' },
    ],
    [
      '用户,是否发券,是否购买,年龄\n甲,1,0,20\n乙,0,1,31\n',
      'table',
      { treatments: ['是否发券'], outcomes: ['是否购买'], unit: '用户' },
    ],
    ['time,user,item\n2020-01-05T10:00:00Z,ann,tea\n2020-01-05T10:01:00Z,bob,pot\n', 'events', {}],
    ['user,item,rating\nann,tea,5\nann,pot,3\n', 'events', {}],
    ['customer_id,joined,region\n1,2020-01-05,north\n2,2020-02-05,south\n', 'table', { unit: 'customer_id' }],
  ] as const)('%j is guessed', async (text, layout, table) => {
    const found = await inspectFile(temporaryFile(text))
    expect(found.layout).toBe(layout)
    expect(found.table).toMatchObject(table)
  })

  test('is what the analyst says, and warnings are about that', async () => {
    const path = temporaryFile('id,treat,y\n1,1,37\n2,0,22\n')
    expect((await inspectFile(path)).warnings).toEqual([])
    expect((await inspectFile(path, { layout: 'events' })).warnings).toHaveLength(2)
  })
})
