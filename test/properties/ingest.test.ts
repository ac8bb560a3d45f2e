import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecordScanner } from '../../src-main/ingest/formats/text/record-scanner.ts'
import { parseNumber } from '../../src-main/ingest/parse-number.ts'
import { timeReader } from '../../src-main/ingest/parse-time.ts'

const seed = 20260301

function scanned(text: string, cut: number): string[][] {
  const scanner = new RecordScanner({ delimiter: ',', quote: '"' })
  const records: string[][] = []
  const drain = () => {
    while (scanner.next()) records.push(scanner.fields.slice(0, scanner.count))
  }
  scanner.push(text.slice(0, cut))
  drain()
  scanner.push(text.slice(cut))
  drain()
  scanner.end()
  drain()
  return records
}

const cell = fc.string({
  unit: fc.constantFrom('a', '1', ',', '"', '\n', '\r', ' ', '\t', '中', ';'),
  maxLength: 8,
})
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

describe('the scanner', () => {
  it('gives back any cells that were written as RFC 4180 says, wherever the text is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.nat(),
        (records, lineEnd, where) => {
          const text = records.map((record) => record.map(quoted).join(',')).join(lineEnd)
          expect(scanned(text, where % (text.length + 1))).toEqual(records)
        },
      ),
      { seed, numRuns: 500 },
    )
  })

  it('agrees with csv-parse on text in which quotes stand only where the RFC allows them', () => {
    const plain = fc.string({ unit: fc.constantFrom('a', '1', ' ', '中', ';'), minLength: 1, maxLength: 6 })
    const field = fc.oneof(plain, cell.map(quoted))
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 6 }),
        fc.nat(),
        (records, where) => {
          const text = `${records.map((record) => record.join(',')).join('\n')}\n`
          const theirs = parse(text, { record_delimiter: '\n', skip_empty_lines: true })
          expect(scanned(text, where % (text.length + 1))).toEqual(theirs)
        },
      ),
      { seed, numRuns: 500 },
    )
  })
})

describe('numbers', () => {
  it('come back exactly from how JavaScript writes them', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumber(String(value), '.')).toBe(value === 0 ? 0 : value)
      }),
      { seed },
    )
  })
})

describe('times', () => {
  const moments = fc.date({
    min: new Date('1900-01-01T00:00:00Z'),
    max: new Date('2199-12-31T00:00:00Z'),
    noInvalidDate: true,
  })

  it('come back to the millisecond from ISO 8601, with any offset', () => {
    const read = timeReader({ kind: 'year-first' }, 'UTC')
    fc.assert(
      fc.property(moments, fc.integer({ min: -14 * 4, max: 14 * 4 }), (moment, quarters) => {
        expect(read(moment.toISOString())).toBe(moment.getTime() * 1000)
        const local = new Date(moment.getTime() + quarters * 900_000).toISOString().slice(0, -1)
        const minutes = Math.abs(quarters) * 15
        const clock = `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
        expect(read(`${local}${quarters < 0 ? '-' : '+'}${clock}`)).toBe(moment.getTime() * 1000)
      }),
      { seed },
    )
  })

  it('of Berlin and Shanghai come back from what their clocks show, save for the hour that autumn repeats', () => {
    for (const zone of ['Europe/Berlin', 'Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe']) {
      const read = timeReader({ kind: 'year-first' }, zone)
      const clock = new Intl.DateTimeFormat('sv-SE', {
        timeZone: zone,
        dateStyle: 'short',
        timeStyle: 'medium',
      })
      fc.assert(
        fc.property(fc.integer({ min: 1e6, max: 4e6 }), (quarters) => {
          const moment = quarters * 450_000
          const shown = clock.format(moment)
          const again = read(shown)
          expect(clock.format(again / 1000)).toBe(shown)
          expect(Math.abs(again / 1000 - moment)).toBeLessThanOrEqual(3_600_000)
        }),
        { seed, numRuns: 200 },
      )
    }
  })
})

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
