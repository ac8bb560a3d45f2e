import { describe, expect, it } from 'vitest'
import { detectTimeFormat } from '../../src-main/ingest/detect-time-format.ts'
import { inferType } from '../../src-main/ingest/infer-type.ts'
import { detectDecimal, parseNumber } from '../../src-main/ingest/parse-number.ts'
import { type TimeFormat, timeReader } from '../../src-main/ingest/parse-time.ts'

const iso = (micros: number) => (Number.isNaN(micros) ? null : new Date(micros / 1000).toISOString())
const read = (cell: string, kind: Exclude<TimeFormat['kind'], 'unix'>, zone = 'UTC') =>
  iso(timeReader({ kind }, zone)(cell))

describe('a number', () => {
  it.each([
    ['35.79', '.', 35.79],
    ['-1e-3', '.', -0.001],
    ['.5', '.', 0.5],
    ['1,234.50', '.', 1234.5],
    ['$1,234', '.', 1234],
    ['¥ 12.5', '.', 12.5],
    ['12.5元', '.', 12.5],
    ['1 234,50', ',', 1234.5],
    ['1.234,50 €', ',', 1234.5],
    ['3,5', ',', 3.5],
    ["1'000", '.', 1000],
    ['5%', '.', 5],
    ['5,5 %', ',', 5.5],
    ['(1,234.50)', '.', -1234.5],
    ['1.234,50-', ',', -1234.5],
    ['-$5', '.', -5],
    ['R$ 3,50', ',', 3.5],
    ['1.299,00 EUR', ',', 1299],
    ['3.2万', '.', 32_000],
    ['￥1,299.00', '.', 1299],
  ] as const)('%s with %s is %d', (cell, decimal, value) => expect(parseNumber(cell, decimal)).toBe(value))

  it.each(['abc', '0x1F', '(a)', '万', '%', '5-6', 'Infinity', '1.2.3', '1,2', '--5', '1e999', ''])(
    'is not %s',
    (cell) => expect(parseNumber(cell, '.')).toBeNaN(),
  )

  it('has the decimal mark that its column shows', () => {
    expect(detectDecimal(['1,5', '2,25', '1.000,5'])).toBe(',')
    expect(detectDecimal(['1.5', '1,000', '2,000'])).toBe('.')
    expect(detectDecimal(['1.299,00 €', '12,50 €', '5,5 %'])).toBe(',')
  })
})

describe('a time', () => {
  it.each([
    ['2019-10-01 00:00:00 UTC', '2019-10-01T00:00:00.000Z'],
    ['2019-10-01T00:00:00.123456Z', '2019-10-01T00:00:00.123Z'],
    ['2019-11-24 00:01:03.979311+00:00', '2019-11-24T00:01:03.979Z'],
    ['2019/1/5 8:30', '2019-01-05T08:30:00.000Z'],
    ['2019-10-01', '2019-10-01T00:00:00.000Z'],
    ['2019-10-01T02:00:00+0200', '2019-10-01T00:00:00.000Z'],
    ['2019-10-01 08:00:00 UTC+8', '2019-10-01T00:00:00.000Z'],
    ['2019-10-01T08:00:00+08:00[Asia/Shanghai]', '2019-10-01T00:00:00.000Z'],
    ['2019-10-01T00:00:00Z[UTC]', '2019-10-01T00:00:00.000Z'],
    ['2019-10-01T00:00:00[Asia/Shanghai]', null],
    ['2019年10月1日 下午3点05分', '2019-10-01T15:05:00.000Z'],
    ['2020-02-29 24:00:00', '2020-03-01T00:00:00.000Z'],
    ['2019-10-01 08', '2019-10-01T08:00:00.000Z'],
    ['2019-10-01 25', null],
    ['2019-02-29', null],
    ['2019-13-01', null],
    ['2019-10-01 25:00', null],
    ['2019-10-01 12:60', null],
    ['2019-10-01 12:00 noon', null],
    ['20191001', null],
  ])('written year first as %s is %s', (cell, moment) => expect(read(cell, 'year-first')).toBe(moment))

  it('keeps microseconds', () => {
    expect(timeReader({ kind: 'year-first' }, 'UTC')('1970-01-01T00:00:01.000007Z')).toBe(1_000_007)
  })

  it.each([
    ['31/12/2019 23:59', 'day-first', '2019-12-31T23:59:00.000Z'],
    ['12/31/19 11:59 PM', 'month-first', '2019-12-31T23:59:00.000Z'],
    ['12/31/2019 12:00 am', 'month-first', '2019-12-31T00:00:00.000Z'],
    ['31.12.2019', 'month-first', null],
    ['1 Oct 2019 08:30', 'named-month', '2019-10-01T08:30:00.000Z'],
    ['Oct 1, 2019', 'named-month', '2019-10-01T00:00:00.000Z'],
    ['01/Oct/2019:08:30:00 +0200', 'named-month', '2019-10-01T06:30:00.000Z'],
    ['20191001083001', 'compact', '2019-10-01T08:30:01.000Z'],
    ['01-OCT-19', 'named-month', '2019-10-01T00:00:00.000Z'],
    ['1 Oct 08:30', 'named-month', null],
    ['Tue Oct  1 08:30:00 2019', 'named-month', '2019-10-01T08:30:00.000Z'],
    ['Tue Oct 01 08:30:00 +0200 2019', 'named-month', '2019-10-01T06:30:00.000Z'],
    ['Tue Oct 01 08:30:00 EST 2019', 'named-month', null],
    ['20191001', 'compact', '2019-10-01T00:00:00.000Z'],
    ['20191001T083001Z', 'compact', '2019-10-01T08:30:01.000Z'],
    ['20191001T0830+0200', 'compact', '2019-10-01T06:30:00.000Z'],
    ['20191001 08:30', 'compact', '2019-10-01T08:30:00.000Z'],
    ['20191001T2530', 'compact', null],
    ['2019100108', 'compact', null],
  ] as const)('%s, %s, is %s', (cell, kind, moment) => expect(read(cell, kind)).toBe(moment))

  it('without an offset is local to the chosen zone, summer and winter', () => {
    expect(read('2026-07-01 12:00', 'year-first', 'Europe/Berlin')).toBe('2026-07-01T10:00:00.000Z')
    expect(read('2026-01-01 12:00', 'year-first', 'Europe/Berlin')).toBe('2026-01-01T11:00:00.000Z')
    expect(read('2026-01-01 08:00', 'year-first', 'Asia/Shanghai')).toBe('2026-01-01T00:00:00.000Z')
    expect(read('2026-01-01 08:00Z', 'year-first', 'Asia/Shanghai')).toBe('2026-01-01T08:00:00.000Z')
  })

  it('that a clock change skips or repeats is read by the offset before the change', () => {
    expect(read('2026-03-29 02:30', 'year-first', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z')
    expect(read('2026-10-25 02:30', 'year-first', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z')
  })

  it('in an unknown zone is refused', () => {
    expect(() => timeReader({ kind: 'year-first' }, 'Atlantis/Capital')).toThrow('INGEST_TIME_ZONE_UNKNOWN')
  })
})

describe('the format of times', () => {
  it('tells day from month by evidence, and says where there is none', () => {
    expect(detectTimeFormat(['01/02/2020', '13/02/2020'])?.format.kind).toBe('day-first')
    expect(detectTimeFormat(['01/02/2020', '02/13/2020'])?.format.kind).toBe('month-first')
    expect(detectTimeFormat(['01/02/2020', '03/04/2020'])).toMatchObject({ ambiguous: true })
    expect(detectTimeFormat(['01/02/2020'], true)).toMatchObject({
      format: { kind: 'day-first' },
      ambiguous: false,
    })
  })

  it.each([
    ['1569888000', 1e6],
    ['1569888000123', 1e3],
    ['1569888000123456', 1],
    ['1569888000.5', 1e6],
  ])('of %s counts in units of %d microseconds', (cell, unit) =>
    expect(detectTimeFormat([cell])?.format).toEqual({ kind: 'unix', unit }),
  )
})

describe('the type of a column', () => {
  it.each([
    ['price', ['1', '2.5'], 'number'],
    ['flag', ['true', 'False'], 'boolean'],
    ['vip', ['是', '否'], 'boolean'],
    ['timestamp', ['881250949', '891717742'], 'time'],
    ['user', ['881250949', '891717742'], 'number'],
    ['when', ['2019-10-01', '2019-10-02'], 'time'],
    ['zip', ['01234', '56789'], 'category'],
    ['category_id', ['2103807459595387724', '2103807459595387725'], 'category'],
    ['word', ['a', 'b', 'c'], 'text'],
  ])('%s of %j is %s', (name, cells, type) => expect(inferType(name, cells, '.')).toBe(type))
})
