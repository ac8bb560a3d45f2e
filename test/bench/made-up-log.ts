import { random } from '../../src-main/numeric/random.ts'

export const logColumns = [
  'event_time',
  'event_type',
  'product_id',
  'brand',
  'price',
  'user_id',
  'user_session',
] as const

/** What each column is, for an import. */
export const logMapping = {
  user: 'user_id',
  time: 'event_time',
  item: 'product_id',
  type: 'event_type',
  session: 'user_session',
  price: 'price',
  attributes: ['brand'],
}

export type LogRow = readonly [string, string, number, string, number, number, string]

/** Visits of about eight events each, some 250 at a time, in chunks of 10,000 rows; the same ones each time. */
export function* logChunks(rows: number): Generator<readonly LogRow[], void, undefined> {
  const source = random(1)
  for (let from = 0; from < rows; from += 10_000) {
    yield Array.from({ length: Math.min(10_000, rows - from) }, (_, index) => rowAt(from + index))
  }

  function rowAt(row: number): LogRow {
    const visit = Math.floor((row + source.uniform() * 2000) / 8)
    const user = Math.imul(visit, 0x9e3779b1) >>> 15
    const time = new Date(Date.UTC(2026, 0, 1) + row * 2000).toISOString().slice(0, 19).replace('T', ' ')
    const type = source.uniform() < 0.9 ? 'view' : 'cart'
    const item = Math.floor(source.uniform() * 20_000)
    const session = `72d76fde-8bb3-4e00-8c23-${String(visit).padStart(12, '0')}`
    const price = Math.round(source.uniform() * 10_000) / 100
    return [`${time} UTC`, type, item, `brand-${item % 200}`, price, user, session]
  }
}
