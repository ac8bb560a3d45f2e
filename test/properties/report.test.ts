import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linear } from '../../src-main/report/charts/scale.ts'
import { html } from '../../src-main/report/html.ts'
import { textCell } from '../../src-main/report/recommendations-csv.ts'

const nasty = fc.string({
  unit: fc.constantFrom(
    '=',
    '+',
    '-',
    '@',
    '\t',
    '\r',
    '\n',
    ',',
    '"',
    "'",
    '<',
    '>',
    '&',
    '1',
    '.',
    'e',
    'a',
    '因',
  ),
})

test('a cell reads back as its text, after at most one apostrophe, and never begins a formula', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      const [[, cell]] = parse(`x,${textCell(text)},y\r\n`, { relax_quotes: false }) as string[][]
      expect([text, `'${text}`]).toContain(cell)
      if (/^[=+\-@\t\r\n]/.test(cell)) expect(Number.isFinite(Number(cell))).toBe(true)
    }),
    { seed: 1, numRuns: 1000 },
  )
})

test('text put into HTML opens no tag and closes no attribute', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      const { markup } = html`<p title="${text}">${text}</p>`
      expect(markup.match(/[<>]/g)).toEqual(['<', '>', '<', '>'])
      expect(markup.match(/"/g)?.length).toBe(2)
    }),
    { seed: 2 },
  )
})

test('a scale holds its data between its outer ticks and keeps their order', () => {
  const numbers = fc.double({ min: -1e6, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a]
      fc.pre(high - low > 1e-6)
      const scale = linear(low, high, 0, 500)
      const slack = 1e-8 * (high - low) + 1e-11 * Math.max(Math.abs(low), Math.abs(high))
      expect(scale.ticks[0]).toBeLessThanOrEqual(low + slack)
      expect(scale.ticks[scale.ticks.length - 1]).toBeGreaterThanOrEqual(high - slack)
      expect(scale(low)).toBeLessThanOrEqual(scale(high))
      expect(scale.ticks.length).toBeLessThan(14)
    }),
    { seed: 3 },
  )
})
