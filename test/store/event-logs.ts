import type { Source } from '../../src-main/contract/data.ts'
import type { AttributeCells, EventBatch } from '../../src-main/contract/events.ts'
import type { WritingConnection } from '../../src-main/store/connection.ts'
import { appendBatch, beginImport, publishImport } from '../../src-main/store/import-events.ts'

/** An event as a test writes it. */
export interface TestEvent {
  readonly user: string
  readonly time: number
  readonly type: string
  readonly item?: string
  readonly session?: string
  readonly price?: number
  readonly quantity?: number
  readonly attributes?: Readonly<Record<string, string | number>>
}

/** Batches of an import, coded as the importer codes them: dense over the whole import, in order of appearance. */
export function batchesOf(events: readonly TestEvent[], batchRows = 1000): EventBatch[] {
  const codes = { user: coder(), item: coder(), type: coder(), session: coder() }
  const batches: EventBatch[] = []
  for (let from = 0; from < events.length; from += batchRows) {
    const rows = events.slice(from, from + batchRows)
    batches.push({
      rows: rows.length,
      time: Float64Array.from(rows, ({ time }) => time),
      user: Int32Array.from(rows, ({ user }) => codes.user.code(user)),
      item: Int32Array.from(rows, ({ item }) => codes.item.code(item)),
      type: Int32Array.from(rows, ({ type }) => codes.type.code(type)),
      session: Int32Array.from(rows, ({ session }) => codes.session.code(session)),
      price: Float64Array.from(rows, ({ price }) => price ?? Number.NaN),
      quantity: Float64Array.from(rows, ({ quantity }) => quantity ?? Number.NaN),
      attributes: attributesOf(rows),
      newNames: {
        users: codes.user.takeNew(),
        items: codes.item.takeNew(),
        types: codes.type.takeNew(),
        sessions: codes.session.takeNew(),
      },
      rejected: [],
    })
  }
  return batches
}

function coder() {
  const known = new Map<string, number>()
  let fresh: string[] = []
  return {
    code(name: string | undefined): number {
      if (name === undefined) return -1
      const found = known.get(name)
      if (found !== undefined) return found
      fresh.push(name)
      known.set(name, known.size)
      return known.size - 1
    },
    takeNew(): string[] {
      const taken = fresh
      fresh = []
      return taken
    },
  }
}

function attributesOf(rows: readonly TestEvent[]): AttributeCells[] {
  const names = [...new Set(rows.flatMap(({ attributes }) => Object.keys(attributes ?? {})))]
  return names.map((name) => {
    const cells = rows.map(({ attributes }) => attributes?.[name])
    if (cells.every((cell) => cell === undefined || typeof cell === 'number')) {
      return { name, kind: 'number', values: Float64Array.from(cells, (cell) => Number(cell ?? Number.NaN)) }
    }
    const levels = [...new Set(cells.filter((cell) => cell !== undefined).map(String))]
    const codes = Int32Array.from(cells, (cell) => (cell === undefined ? -1 : levels.indexOf(String(cell))))
    return { name, kind: 'text', levels, codes }
  })
}

export function summaryOf(events: readonly TestEvent[], hash: string): Omit<Source, 'id' | 'importedAt'> {
  const times = events.map(({ time }) => time)
  return {
    name: `log ${hash}`,
    path: `/logs/${hash}.csv`,
    hash,
    rows: events.length,
    accepted: events.length,
    rejected: 0,
    reasons: [],
    exactDuplicates: 0,
    duplicates: 'keep',
    repeatedClicks: 0,
    users: new Set(events.map(({ user }) => user)).size,
    items: new Set(events.map(({ item }) => item)).size,
    eventTypes: [],
    from: Math.min(...times),
    to: Math.max(...times),
    dialect: {
      encoding: 'utf-8',
      delimiter: ',',
      quote: '"',
      header: true,
      decimal: '.',
      timeZone: 'UTC',
      dayFirst: false,
    },
    mapping: { user: 'user', time: 'time' },
  }
}

/** Imports events as one source. */
export function importEvents(
  connection: WritingConnection,
  events: readonly TestEvent[],
  hash: string,
  batchRows?: number,
): Source {
  const { source } = beginImport(connection, {})
  for (const batch of batchesOf(events, batchRows)) appendBatch(connection, { source, batch })
  return publishImport(connection, { source, summary: summaryOf(events, hash) })
}

/** A small log with every kind of gap in it, the same at every call; `seed` shifts who does what. */
export function shopLog(rows: number, seed = 1): TestEvent[] {
  const second = 1_000_000
  return Array.from({ length: rows }, (_, row) => {
    const turn = (row * 7919 + seed * 104_729) % 1009
    return {
      user: `user ${turn % 37}`,
      time: 1_600_000_000 * second + ((row * 31 + turn) % rows) * second,
      type: ['view', 'cart', 'purchase'][turn % 3],
      ...(turn % 5 === 0 ? {} : { item: `item ${turn % 53}` }),
      ...(turn % 7 === 0 ? {} : { session: `session ${turn % 101}` }),
      ...(turn % 4 === 0 ? {} : { price: (turn % 90) + 0.25 }),
      ...(turn % 11 === 0 ? { quantity: turn % 6 } : {}),
      attributes: { brand: turn % 6 === 0 ? 'Ünïon' : 'plain', stock: turn },
    }
  })
}
