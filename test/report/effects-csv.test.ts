import { expect, test } from 'vitest'
import { effectsCsv } from '../../src-main/report/effects-csv.ts'

const effects = Float64Array.of(0.5, Number.NaN, -2)

test('effects by row are a line each, with what is not known left empty and formulas made harmless', () => {
  const unit = {
    kind: 'category',
    name: 'customer',
    levels: ['a,b', '=1+1'],
    codes: Int32Array.of(0, 1, -1),
  } as const
  const standardErrors = Float64Array.of(0.25, Number.NaN, 1)
  const [header, first, second, third] = [...effectsCsv({ unit, effects, standardErrors, alpha: 0.05 })]
    .join('')
    .split('\r\n')
  expect(header).toBe('row,customer,effect,standard_error,interval_low,interval_high')
  expect(first).toMatch(/^1,"a,b",0\.5,0\.25,0\.0100/)
  expect(Number(first.split(',').at(-1))).toBeCloseTo(0.5 + 1.959964 * 0.25, 6)
  expect(second).toBe("2,'=1+1,,,,")
  expect(third).toMatch(/^3,,-2,1,-3\.9599/)
})

test('without units and errors only what is known is written, in pieces', () => {
  const many = new Float64Array(2500).fill(1)
  const pieces = [...effectsCsv({ unit: null, effects: many, standardErrors: null, alpha: 0.1 })]
  expect(pieces.length).toBe(3)
  const lines = pieces.join('').trimEnd().split('\r\n')
  expect(lines).toHaveLength(2501)
  expect(lines[0]).toBe('row,effect,standard_error,interval_low,interval_high')
  expect(lines[2500]).toBe('2500,1,,,')
})
