import type { EventRow, Page } from '../contract/data.ts'
import { float64FromBlob, int32FromBlob } from './cells.ts'
import type { ReadingConnection } from './connection.ts'
import type { Dictionary } from './dictionaries.ts'

export interface EventsQuery {
  readonly offset: number
  readonly limit: number
  readonly source?: number
  readonly user?: string
  readonly type?: string
}

interface Block {
  readonly first: number
  readonly events: number
}

/**
 * Events in order of import. Without a filter the offset is arithmetic on the blocks, whatever it is; with one, the
 * filtered columns are scanned, four bytes an event.
 */
export function readEventPage(connection: ReadingConnection, query: EventsQuery): Page<EventRow> {
  return connection.snapshot(() => {
    const blocks = blocksOf(connection, query.source)
    const found =
      query.user === undefined && query.type === undefined
        ? placesAt(blocks, query.offset, query.limit)
        : placesMatching(connection, blocks, query)
    return { total: found.total, offset: query.offset, rows: readEvents(connection, found.events) }
  })
}

/** Numbers of the events on a page, and how many there are on all. */
interface Places {
  readonly total: number
  readonly events: readonly number[]
}

function blocksOf(connection: ReadingConnection, source: number | undefined): readonly Block[] {
  return connection.rows<Block>(
    `SELECT first, event_block.events FROM event_block JOIN source ON source.id = source
     WHERE state = 'published' AND source.id = ifnull(?, source.id) ORDER BY first`,
    source ?? null,
  )
}

function placesAt(blocks: readonly Block[], offset: number, limit: number): Places {
  const events: number[] = []
  let before = 0
  for (const { first, events: size } of blocks) {
    for (let at = Math.max(0, offset - before); at < size && events.length < limit; at++)
      events.push(first + at)
    before += size
  }
  return { total: before, events }
}

function placesMatching(connection: ReadingConnection, blocks: readonly Block[], query: EventsQuery): Places {
  const filters: { readonly part: string; readonly key: number }[] = []
  for (const [part, dictionary, name] of [
    ['user', 'user', query.user],
    ['type', 'event_type', query.type],
  ] as const) {
    if (name === undefined) continue
    const key = connection.value<number>(`SELECT id FROM ${dictionary} WHERE name = ?`, name)
    if (key === undefined) return { total: 0, events: [] }
    filters.push({ part, key })
  }
  const events: number[] = []
  let total = 0
  for (const { first } of blocks) {
    const columns = filters.map(({ part, key }) => ({ key, keys: keysOfBlock(connection, first, part) }))
    if (columns.some(({ keys }) => keys === null)) continue
    const [one, other] = columns
    const keys = one.keys ?? new Int32Array()
    for (let at = keys.indexOf(one.key); at >= 0; at = keys.indexOf(one.key, at + 1)) {
      if (other !== undefined && other.keys?.[at] !== other.key) continue
      if (total >= query.offset && events.length < query.limit) events.push(first + at)
      total++
    }
  }
  return { total, events }
}

function keysOfBlock(connection: ReadingConnection, block: number, part: string): Int32Array | null {
  const cells = cellsOfBlock(connection, block, part)
  return cells === undefined ? null : int32FromBlob(cells)
}

function cellsOfBlock(connection: ReadingConnection, block: number, part: string): Buffer | undefined {
  return connection.value<Buffer>('SELECT cells FROM event_cells WHERE block = ? AND part = ?', block, part)
}

/** The events with these numbers, ascending. */
function readEvents(connection: ReadingConnection, events: readonly number[]): EventRow[] {
  const name = namer(connection)
  const rows: EventRow[] = []
  for (let from = 0; from < events.length; ) {
    const block = connection.row<Block>(
      'SELECT first, events FROM event_block WHERE first <= ? ORDER BY first DESC LIMIT 1',
      events[from],
    )
    if (block === undefined) return rows
    const read = blockReader(connection, block.first, name)
    for (; from < events.length && events[from] < block.first + block.events; from++) {
      rows.push(read(events[from]))
    }
  }
  return rows
}

type Namer = (dictionary: Dictionary, key: number) => string | null

/** Names by key, each asked once. */
function namer(connection: ReadingConnection): Namer {
  const known = new Map<string, string | null>()
  return (dictionary, key) => {
    if (key === 0) return null
    const id = `${dictionary} ${key}`
    let name = known.get(id)
    if (name === undefined) {
      name = connection.value<string>(`SELECT name FROM ${dictionary} WHERE id = ?`, key) ?? null
      known.set(id, name)
    }
    return name
  }
}

function blockReader(connection: ReadingConnection, block: number, name: Namer): (event: number) => EventRow {
  const keys = (part: string) => keysOfBlock(connection, block, part)
  const numbers = (part: string) => {
    const cells = cellsOfBlock(connection, block, part)
    return cells === undefined ? null : float64FromBlob(cells)
  }
  const [user, item, type, session] = [keys('user'), keys('item'), keys('type'), keys('session')]
  const [time, price, quantity] = [numbers('time'), numbers('price'), numbers('quantity')]
  const attributes = connection
    .rows<{ name: string; kind: string; cells: Buffer }>(
      `SELECT name, kind, cells FROM attribute_cells JOIN attribute ON attribute.id = attribute
       WHERE block = ? ORDER BY attribute`,
      block,
    )
    .map(({ name: attribute, kind, cells }) => {
      if (kind === 'number') {
        const values = float64FromBlob(cells)
        return { attribute, at: (place: number) => presentOrNull(values, place) }
      }
      const levels = int32FromBlob(cells)
      return { attribute, at: (place: number) => name('attribute_level', levels[place]) }
    })
  return (event) => {
    const place = event - block
    return {
      id: event,
      user: name('user', user?.[place] ?? 0) ?? '',
      time: time?.[place] ?? 0,
      type: name('event_type', type?.[place] ?? 0) ?? '',
      item: name('item', item?.[place] ?? 0),
      session: name('session', session?.[place] ?? 0),
      price: presentOrNull(price, place),
      quantity: presentOrNull(quantity, place),
      attributes: Object.fromEntries(attributes.map(({ attribute, at }) => [attribute, at(place)])),
    }
  }
}

function presentOrNull(values: Float64Array | null, place: number): number | null {
  const value = values?.[place] ?? Number.NaN
  return Number.isNaN(value) ? null : value
}
