import { describe, expect, it } from 'vitest'
import { silent } from '../../src-main/contract/monitor.ts'
import { dateFormat, serialText } from '../../src-main/ingest/formats/workbook/date-formats.ts'
import { inspectFile } from '../../src-main/ingest/inspect-file.ts'
import { readTable } from '../../src-main/ingest/read-table.ts'
import { readUnitTable } from '../../src-main/ingest/read-unit-table.ts'
import { openZip } from '../../src-main/ingest/zip-archive.ts'
import { random } from '../../src-main/numeric/random.ts'
import { type MadeUpWorkbook, sheetRow, workbookOf, zipOf } from './archives.ts'
import { readWhole, temporaryFile } from './files.ts'

const workbook = (made: MadeUpWorkbook) => temporaryFile(workbookOf(made), 'log.xlsx')

/** Cells written out, for what `sheetRow` has no short form. */
const cell = (at: string, attributes: string, inside: string) => `<c r="${at}" ${attributes}>${inside}</c>`

describe('a sheet is what the same rows are in CSV', () => {
  const draw = random(8)
  const rows = Array.from({ length: 1500 }, (_, row) => ({
    user: row % 89 === 3 ? null : `user ${Math.floor(draw.uniform() * 40)}`,
    // Quarters of an hour from 2026 on.
    quarter: Math.floor(row / 3),
    type: draw.uniform() < 0.8 ? 'view' : 'buy & go',
    item: 100 + Math.floor(draw.uniform() * 30),
    price: row % 11 === 0 ? null : Math.round(draw.uniform() * 1e4) / 100,
    member: draw.uniform() < 0.5,
  }))
  const head = ['user', 'time', 'type', 'item', 'price', 'member']
  const sheet = rows.map(({ user, quarter, type, item, price, member }, index) => {
    const time = `<c r="B${index + 2}" s="2"><v>${46_023 + quarter / 96}</v></c>`
    return sheetRow(index + 2, [user, time, type, item, price, member])
  })
  const lines = rows.map(({ user, quarter, type, item, price, member }) => {
    const time = new Date(Date.UTC(2026, 0, 1) + quarter * 900_000).toISOString()
    return [user ?? '', time, type, item, price ?? '', member].join(',')
  })
  const csv = temporaryFile(`${head.join(',')}\n${lines.join('\n')}\n`)
  const xlsx = workbook({ sheets: { Log: sheetRow(1, head) + sheet.join('') } })
  const mapping = {
    user: 'user',
    time: 'time',
    type: 'type',
    item: 'item',
    price: 'price',
    attributes: ['member'],
  }

  it('as a log', async () => {
    const expected = await readWhole(csv, mapping, { duplicates: 'drop' })
    const found = await readWhole(xlsx, mapping, { duplicates: 'drop', batchRows: 400 })
    expect(found.rows).toEqual(expected.rows)
    const { hash: _hash, dialect: _dialect, ...counts } = expected.counts
    expect(found.counts).toMatchObject(counts)
    expect(found.rejected).toEqual(expected.rejected)
    expect(found.counts.dialect.sheet).toBe('Log')
  })

  it('as a table of one row a unit, and of an effect', async () => {
    const request = { treatments: ['member'], outcomes: ['price'], unit: 'user' }
    const expected = await readUnitTable({ path: csv, ...request }, silent)
    const found = await readUnitTable({ path: xlsx, ...request }, silent)
    expect(found.table).toEqual(expected.table)
    expect(found.rejected).toEqual(expected.rejected)
    expect(await readTable({ path: xlsx })).toEqual(await readTable({ path: csv }))
  })
})

describe('cells', () => {
  it('come from shared, inline and calculated texts, booleans, numbers and dates', async () => {
    const path = workbook({
      strings: [
        '<t>a &amp; b</t>',
        '<r><t>bold</t></r><r><t xml:space="preserve"> text</t></r>',
        '<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh>',
        '<t>line_x000A_break</t>',
      ],
      sheets: {
        Cells: [
          sheetRow(1, ['name', 'kind', 'number', 'day', 'formula']),
          `<row r="2">${cell('A2', 't="s"', '<v>0</v>')}${cell('B2', 't="b"', '<v>1</v>')}${cell('C2', '', '<v>1.0000000000000001E-2</v>')}${cell('D2', 's="1"', '<v>46023</v>')}${cell('E2', 't="str"', '<f>A1&amp;"x"</f><v>namex</v>')}</row>`,
          `<row r="3">${cell('A3', 't="s"', '<v>1</v>')}${cell('B3', 't="b"', '<v>0</v>')}${cell('C3', '', '<v>3</v>')}${cell('D3', 's="2"', '<v>46023.5</v>')}${cell('E3', '', '<f>1+1</f><v>2</v>')}</row>`,
          `<row r="5">${cell('A5', 't="s"', '<v>2</v>')}${cell('D5', 's="3"', '<v>59</v>')}${cell('E5', 't="e"', '<f>1/0</f><v>#DIV/0!</v>')}</row>`,
          `<row><c t="s"><v>3</v></c><c/><c><v>12345678901</v></c><c t="d"><v>2026-01-02T03:04:05</v></c></row>`,
        ].join(''),
      },
    })
    const found = await inspectFile(path)
    expect(found.preview).toEqual([
      ['a & b', 'true', '0.01', '2026-01-01', 'namex'],
      ['bold text', 'false', '3', '2026-01-01 12:00:00', '2'],
      ['東京', '', '', '1900-02-28', '#DIV/0!'],
      ['line\nbreak', '', '12345678901', '2026-01-02T03:04:05', ''],
    ])
    expect(found.columns.map(({ type }) => type)).toEqual(['text', 'boolean', 'number', 'time', 'category'])
    expect(found).toMatchObject({ format: 'xlsx', sheets: ['Cells'], rows: null, zoneMatters: true })
  })

  it('that hold an error reject their row where a name or number is wanted; #N/A is missing', async () => {
    const error = (at: string, text: string) => `<c r="${at}" t="e"><v>${text}</v></c>`
    const path = workbook({
      sheets: {
        S: [
          sheetRow(1, ['user', 'time', 'price']),
          sheetRow(2, ['a', '2026-01-01', 1]),
          sheetRow(3, [error('A3', '#REF!'), '2026-01-01', 1]),
          sheetRow(4, ['b', '2026-01-02', error('C4', '#VALUE!')]),
          sheetRow(5, ['c', '2026-01-02', error('C5', '#N/A')]),
          sheetRow(7, ['d', '2026-01-02', 2, null, 'beside']),
        ].join(''),
      },
    })
    const { rows, rejected } = await readWhole(path, { user: 'user', time: 'time', price: 'price' })
    expect(rows.map((row) => [row[0], row[5]])).toEqual([
      ['a', 1],
      ['c', null],
    ])
    expect(rejected.map(({ line, column, value, code }) => [line, column, value, code])).toEqual([
      [3, 'user', '#REF!', 'INGEST_CELL_ERROR'],
      [4, 'price', '#VALUE!', 'INGEST_PRICE_UNREADABLE'],
      [7, '', 'd,2026-01-02,2,,beside', 'INGEST_WRONG_FIELD_COUNT'],
    ])
    expect((await inspectFile(path)).columns[2].type).toBe('number')
  })

  it('of formulas that nobody calculated are said to be empty', async () => {
    const rows = sheetRow(1, ['a', 'b']) + sheetRow(2, [1, '<c r="B2"><f>A2</f></c>']) + sheetRow(3, [2, 3])
    const { warnings } = await inspectFile(workbook({ sheets: { S: rows } }))
    expect(warnings).toContainEqual({ words: 'inspect_formulas_uncalculated' })
  })
})

describe('dates', () => {
  it('count from 1900, as a leap year, or from 1904', () => {
    expect([1, 59, 61, 36_526, 46_023.75].map((serial) => serialText(serial, 'date', false))).toEqual([
      '1900-01-01',
      '1900-02-28',
      '1900-03-01',
      '2000-01-01',
      '2026-01-01 18:00:00',
    ])
    expect(serialText(0, 'date', true)).toBe('1904-01-01')
    expect(serialText(44_561, 'moment', true)).toBe('2026-01-01 00:00:00')
    expect(serialText(46_023 + 1 / 86_400 / 1000, 'moment', false)).toBe('2026-01-01 00:00:00.001')
    expect(serialText(0.5, 'time', false)).toBe('12:00:00')
  })

  it.each([
    ['yyyy-mm-dd', 'date'],
    ['[$-404]e/m/d', 'date'],
    ['dd.mm.yyyy hh:mm', 'moment'],
    ['mmm', 'date'],
    ['h:mm AM/PM', 'time'],
    ['mm:ss.0', 'time'],
    ['[h]:mm', null],
    ['0.00E+00', null],
    ['General', null],
    ['#,##0 "days"', null],
    ['[Red]0.00;[Blue]-0.00', null],
    ['0.00_);\\(0.00\\)', null],
  ])('are told from numbers by the format %s', (code, shown) => {
    expect(dateFormat(200, code)).toBe(shown)
  })
})

describe('a sheet', () => {
  const table = (name: string) => sheetRow(1, [name, 'n']) + sheetRow(2, ['x', 1]) + sheetRow(3, ['y', 2])

  it('is the first one with rows, or the one that is named', async () => {
    const path = workbook({ sheets: { Empty: '', First: table('first'), 第二: table('second') } })
    expect((await inspectFile(path)).columns[0].name).toBe('first')
    const second = await inspectFile(path, { dialect: { sheet: '第二' } })
    expect(second.columns[0].name).toBe('second')
    expect(second.sheets).toEqual(['Empty', 'First', '第二'])
    expect((await readTable({ path, sheet: '第二' })).columns[0].name).toBe('second')
    await expect(inspectFile(path, { dialect: { sheet: 'Third' } })).rejects.toThrow(
      /INGEST_SHEET_MISSING .*"available":"Empty, First, 第二"/,
    )
    await expect(inspectFile(path, { dialect: { sheet: 'Empty' } })).rejects.toThrow('INGEST_NO_ROWS')
  })

  it('may have a title above its table, and blank rows', async () => {
    const rows = [
      sheetRow(2, ['Sales of March']),
      sheetRow(4, ['user', 'time', 'price']),
      sheetRow(5, ['a', '2026-03-01', 1]),
      sheetRow(9, ['b', '2026-03-02', 2]),
    ]
    const path = workbook({ sheets: { S: rows.join('') } })
    const found = await inspectFile(path)
    expect(found.columns.map(({ name }) => name)).toEqual(['user', 'time', 'price'])
    const { counts } = await readWhole(path, { user: 'user', time: 'time', price: 'price' })
    expect(counts).toMatchObject({ rows: 2, accepted: 2 })
  })
})

describe('a bad workbook is refused', () => {
  const good = workbookOf({ sheets: { S: sheetRow(1, ['user', 'time']) + sheetRow(2, ['a', '2026-01-01']) } })
  const look = (bytes: Uint8Array) => inspectFile(temporaryFile(bytes, 'x.xlsx'))

  it('where it breaks off', async () => {
    await expect(look(good.subarray(0, good.length - 30))).rejects.toThrow('INGEST_ZIP_DAMAGED')
  })

  it('where its XML is none, or brings entities of its own', async () => {
    const bad = workbookOf({ sheets: { S: '<row r="1"><c' } })
    await expect(look(bad)).rejects.toThrow('INGEST_XLSX_DAMAGED')
    const bomb = workbookOf({ sheets: { S: sheetRow(1, ['a', 'b']) }, strings: ['<t>&lol;</t>'] })
    await expect(look(bomb)).rejects.toThrow('INGEST_XLSX_DAMAGED')
  })

  it('where it unpacks to far more than a sheet, or to more than it says', async () => {
    const read = async (size: number) => {
      const bytes = zipOf({ bomb: new Uint8Array(500_000) })
      bytes.writeUInt32LE(size, bytes.lastIndexOf('PK\x01\x02', undefined, 'latin1') + 24)
      const archive = await openZip(temporaryFile(bytes))
      try {
        for await (const _ of archive.chunks('bomb'));
      } finally {
        archive.close()
      }
    }
    await expect(read(500_000)).resolves.toBeUndefined()
    await expect(read(300_000_000)).rejects.toThrow('INGEST_GZIP_BOMB')
    await expect(read(1000)).rejects.toThrow('INGEST_ZIP_DAMAGED')
  })

  it('where it is of the old kind or protected', async () => {
    const old = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)])
    await expect(look(old)).rejects.toThrow('INGEST_XLS_OLD')
  })

  it('or is another document', async () => {
    const text = zipOf({ '[Content_Types].xml': '<Types/>', 'word/document.xml': '<document/>' })
    await expect(look(text)).rejects.toThrow(/INGEST_FILE_BINARY .*"format":"ZIP"/)
  })
})
