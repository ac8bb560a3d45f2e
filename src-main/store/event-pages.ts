import type { EventRow, Page } from '../contract/data.ts'
import { int32FromBlob } from './cells.ts'
import type { ReadingConnection } from './connection.ts'
import { readEventRows } from './event-rows.ts'

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
 * Events in order of import. Without a filter the offset is arithmetic on the sources, whatever it is, and of a block only
 * the rows of the page are read; with one, the filtered columns are scanned, four bytes an event.
 */
export function readEventPage(connection: ReadingConnection, query: EventsQuery): Page<EventRow> {
  return connection.snapshot(() => {
    const found =
      query.user === undefined && query.type === undefined
        ? placesAt(runsOfEvents(connection, query.source), query.offset, query.limit)
        : placesMatching(connection, blocksOf(connection, query.source), query)
    return { total: found.total, offset: query.offset, rows: readEventRows(connection, found.events) }
  })
}

/** Numbers of the events on a page, and how many there are on all. */
interface Places {
  readonly total: number
  readonly events: readonly number[]
}

/** Each source's events have consecutive numbers. */
function runsOfEvents(connection: ReadingConnection, source: number | undefined): readonly Block[] {
  return connection.rows<Block>(
    `SELECT first_event AS first, events FROM source
     WHERE state = 'published' AND id = ifnull(?, id) ORDER BY first_event`,
    source ?? null,
  )
}

function blocksOf(connection: ReadingConnection, source: number | undefined): readonly Block[] {
  return connection.rows<Block>(
    `SELECT first, event_block.events FROM event_block JOIN source ON source.id = source
     WHERE state = 'published' AND source.id = ifnull(?, source.id) ORDER BY first`,
    source ?? null,
  )
}

function placesAt(runs: readonly Block[], offset: number, limit: number): Places {
  const events: number[] = []
  let before = 0
  for (const { first, events: size } of runs) {
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
  const cells = connection.value<Buffer>(
    'SELECT cells FROM event_cells WHERE block = ? AND part = ?',
    block,
    part,
  )
  return cells === undefined ? null : int32FromBlob(cells)
}
