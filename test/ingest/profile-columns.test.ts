import { expect, it } from 'vitest'
import { silent } from '../../src-main/contract/monitor.ts'
import { profileColumns } from '../../src-main/ingest/profile-columns.ts'
import { atHour, type Event, eventColumns } from '../behaviour/events.ts'

const events = eventColumns(
  Array.from(
    { length: 101 },
    (_, i): Event => ({
      user: `u${i % 3}`,
      hour: i,
      type: i % 4 === 0 ? 'cart' : 'view',
      price: i < 100 ? i : undefined,
      attributes: i < 50 ? { brand: i % 2 ? 'x' : 'y', size: 7 } : {},
    }),
  ),
)
const profiles = profileColumns(events, silent)
const profile = (name: string) => profiles.find((column) => column.name === name)

it('profiles texts by their gaps and most frequent values', () => {
  expect(profile('type')).toEqual({
    name: 'type',
    part: 'type',
    kind: 'text',
    missing: 0,
    distinct: 2,
    top: [
      { value: 'view', count: 75 },
      { value: 'cart', count: 26 },
    ],
    numbers: null,
  })
  expect(profile('brand')).toMatchObject({ part: 'attribute', missing: 51 / 101, distinct: 2 })
  expect(profile('item')).toMatchObject({ missing: 1, distinct: 0, top: [] })
})

it('profiles numbers and times by range, quantiles and histogram', () => {
  // Of 0, 1, …, 99: mean 49.5, variance 100 · 101 / 12, quantiles as R's default.
  expect(profile('price')?.numbers).toMatchObject({
    minimum: 0,
    maximum: 99,
    mean: 49.5,
    standardDeviation: expect.closeTo(Math.sqrt(10_100 / 12), 10),
    quantiles: [4.95, 24.75, 49.5, 74.25, expect.closeTo(94.05, 10)],
  })
  const histogram = profile('price')?.numbers?.histogram
  expect(histogram?.count.reduce((sum, count) => sum + count, 0)).toBe(100)
  expect(histogram?.from).toBeCloseTo(0.99, 10)
  expect(profile('time')).toMatchObject({
    kind: 'time',
    numbers: { minimum: atHour(0), maximum: atHour(100) },
  })
  expect(profile('quantity')).toMatchObject({ missing: 1, numbers: null })
  expect(profile('size')?.numbers?.histogram).toEqual({ from: 7, width: 0, count: [50] })
})
