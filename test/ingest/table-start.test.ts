import { describe, expect, it } from 'vitest'
import { silent } from '../../src-main/contract/monitor.ts'
import { tableStart } from '../../src-main/ingest/formats/table-start.ts'
import { inspectFile } from '../../src-main/ingest/inspect-file.ts'
import { readUnitTable } from '../../src-main/ingest/read-unit-table.ts'
import { sheetRow, workbookOf } from './archives.ts'
import { temporaryFile } from './files.ts'

const table = [
  ['user', 'day', 'spent', 'city'],
  ['a', '2026-01-01', '1.5', 'Bern'],
  ['b', '2026-01-02', '2.5', 'Köln'],
  ['c', '2026-01-03', '3.5', 'Graz'],
]

describe('a table begins', () => {
  it('at its first record, with a header or without', () => {
    expect(tableStart(table, undefined)).toEqual({ above: 0, headerRows: 1, header: table[0] })
    expect(tableStart(table.slice(1), undefined)).toEqual({ above: 0, headerRows: 0, header: null })
  })

  it('below titles, whether they are of one cell, of two, or filled up with blanks', () => {
    const titles = [['Orders'], ['Period', 'spring'], ['', '', '', ''], ['Shop', '', 'Bern', '']]
    expect(tableStart([...titles, ...table], undefined)).toMatchObject({ above: 4, header: table[0] })
  })

  it('at data that is sparse where no header follows: nothing is taken for a title', () => {
    const sparse = [['a', '', '', ''], ...table.slice(1)]
    expect(tableStart(sparse, undefined)).toMatchObject({ above: 0, headerRows: 0 })
  })

  it('with two lines of names where one spans several columns', () => {
    const upper = ['Customer', 'Before', '', 'After']
    const lower = ['', 'orders', 'spent', '']
    const rows = [
      ['a', '1', '2', '3'],
      ['b', '2', '4', '5'],
      ['c', '4', '8', '7'],
    ]
    const names = ['Customer', 'Before orders', 'Before spent', 'After']
    expect(tableStart([upper, lower, ...rows], undefined)).toEqual({ above: 0, headerRows: 2, header: names })
    expect(tableStart([['Test'], upper, lower, ...rows], undefined)).toEqual({
      above: 1,
      headerRows: 2,
      header: names,
    })
  })

  it('on the first sheet that holds one, not on a cover', async () => {
    const cells = [['no', 'spent', 'got coupon'], ...Array.from({ length: 6 }, (_, n) => [n, n * 2, 'yes'])]
    const sheets = {
      Cover: sheetRow(1, ['Customers of spring']) + sheetRow(2, ['by', 'Ann']),
      Data: cells.map((row, index) => sheetRow(index + 1, row)).join(''),
    }
    const found = await inspectFile(temporaryFile(workbookOf({ sheets }), 'book.xlsx'))
    expect(found.dialect.sheet).toBe('Data')
    expect(found.columns.map(({ name }) => name)).toEqual(['no', 'spent', 'got coupon'])
  })
})

describe('below a table of units', () => {
  const text =
    '客户编号,年龄,是否发券,消费金额\n甲,20,1,10\n乙,30,0,20\n丙,40,1,30\n丁,,0,5\n合计,,,65\n来源：门店,,,\n'

  it('totals and remarks are refused, with the reason, and change no column’s type', async () => {
    const path = temporaryFile(text)
    const { columns } = await inspectFile(path)
    expect(columns.map(({ type }) => type)).toEqual(['text', 'number', 'number', 'number'])
    const request = { path, unit: '客户编号', treatments: ['是否发券'], outcomes: ['消费金额'] }
    const { table: read, rejected } = await readUnitTable(request, silent)
    expect(read.rows).toBe(4)
    expect(rejected.map(({ line, code }) => [line, code])).toEqual([
      [6, 'INGEST_TOTALS_ROW'],
      [7, 'INGEST_ROW_EMPTY'],
    ])
  })

  it('but a unit that is called so and has all of its cells is one', async () => {
    const path = temporaryFile('brand,offer,sold\nShell,1,10\nTotal,0,20\nAral,1,5\n')
    const request = { path, unit: 'brand', treatments: ['offer'], outcomes: ['sold'] }
    expect((await readUnitTable(request, silent)).table.rows).toBe(3)
  })
})
