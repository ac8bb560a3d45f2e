import type { AttributeCells, EventColumns } from '../contract/events.ts'
import { sharedFloat64, sharedInt32 } from '../numeric/columns.ts'
import { fillFromBlob } from './cells.ts'
import type { ReadingConnection } from './connection.ts'
import { type Dictionary, namesByKey } from './dictionaries.ts'

/** What a sequence of events is made of. */
export type EventSequences = Pick<
  EventColumns,
  'rows' | 'time' | 'user' | 'item' | 'type' | 'users' | 'items' | 'types' | 'userStart'
>

/**
 * All published events as columns that worker threads share, ordered by user, then time, then order of import. Codes
 * are dense, in the order in which the project first met the names. An attribute that one source holds as numbers and
 * another as text comes as text.
 */
export function readEventColumns(connection: ReadingConnection): EventColumns {
  return connection.snapshot(() => {
    const blocks = publishedBlocks(connection)
    const { order, ...sequences } = readSequences(connection, blocks)
    const numbers = (part: string) =>
      arrange(readNumbers(connection, blocks, part), order, sharedFloat64(blocks.rows))
    const session = readOrdered(connection, blocks, order, 'session', 'session')
    return {
      ...sequences,
      session: session.codes,
      price: numbers('price'),
      quantity: numbers('quantity'),
      attributes: readAttributes(connection, blocks, order),
      sessions: session.names,
    }
  })
}

/** The same events without what a sequence does not need: prices, sessions and attributes are not read. */
export function readEventSequences(connection: ReadingConnection): EventSequences {
  return connection.snapshot(() => {
    const { order: _order, ...sequences } = readSequences(connection, publishedBlocks(connection))
    return sequences
  })
}

function readSequences(connection: ReadingConnection, blocks: Blocks) {
  const userCodes = readCodes(connection, blocks, 'user', 'user')
  const times = readNumbers(connection, blocks, 'time')
  const userStart = startsByUser(userCodes.codes, userCodes.names.length)
  const order = orderByUserAndTime(userCodes.codes, times, userStart)
  const item = readOrdered(connection, blocks, order, 'item', 'item')
  const type = readOrdered(connection, blocks, order, 'type', 'event_type')
  return {
    order,
    rows: blocks.rows,
    time: arrange(times, order, sharedFloat64(blocks.rows)),
    user: arrange(userCodes.codes, order, sharedInt32(blocks.rows)),
    item: item.codes,
    type: type.codes,
    users: userCodes.names,
    items: item.names,
    types: type.names,
    userStart,
  }
}

function readOrdered(
  connection: ReadingConnection,
  blocks: Blocks,
  order: Uint32Array,
  part: string,
  dictionary: Dictionary,
): Coded {
  const { codes, names } = readCodes(connection, blocks, part, dictionary)
  return { names, codes: arrange(codes, order, sharedInt32(blocks.rows)) }
}

/** Where the events of every published block go: consecutive, in order of import. */
interface Blocks {
  readonly rows: number
  readonly start: ReadonlyMap<number, number>
}

function publishedBlocks(connection: ReadingConnection): Blocks {
  const start = new Map<number, number>()
  let rows = 0
  for (const { first, events } of connection.each<{ first: number; events: number }>(
    `SELECT first, event_block.events FROM event_block JOIN source ON source.id = source
     WHERE state = 'published' ORDER BY first`,
  )) {
    start.set(first, rows)
    rows += events
  }
  return { rows, start }
}

interface BlockCells {
  readonly block: number
  readonly kind: 'number' | 'text'
  readonly cells: Buffer
}

const cellsOfPart = 'SELECT block, cells FROM event_cells WHERE part = ?'

function readNumbers(connection: ReadingConnection, blocks: Blocks, part: string): Float64Array {
  const values = new Float64Array(blocks.rows).fill(Number.NaN)
  for (const { block, cells } of connection.each<BlockCells>(cellsOfPart, part)) {
    const at = blocks.start.get(block)
    if (at !== undefined) fillFromBlob(values, at, cells)
  }
  return values
}

interface Coded {
  readonly codes: Int32Array
  readonly names: readonly string[]
}

function readCodes(
  connection: ReadingConnection,
  blocks: Blocks,
  part: string,
  dictionary: Dictionary,
): Coded {
  const keys = new Int32Array(blocks.rows)
  for (const { block, cells } of connection.each<BlockCells>(cellsOfPart, part)) {
    const at = blocks.start.get(block)
    if (at !== undefined) fillFromBlob(keys, at, cells)
  }
  return denseCodes(keys, namesByKey(connection, dictionary))
}

/** Codes 0, 1, … in the order of the keys in place of keys, −1 in place of 0. Overwrites `keys`. */
function denseCodes(keys: Int32Array, nameOf: readonly string[]): Coded {
  const codeOf = new Int32Array(Math.max(1, nameOf.length)).fill(-1)
  for (let row = 0; row < keys.length; row++) codeOf[keys[row]] = 0
  codeOf[0] = -1
  const names: string[] = []
  for (let key = 1; key < codeOf.length; key++) {
    if (codeOf[key] === 0) codeOf[key] = names.push(nameOf[key]) - 1
  }
  for (let row = 0; row < keys.length; row++) keys[row] = codeOf[keys[row]]
  return { codes: keys, names }
}

function startsByUser(user: Int32Array, users: number): Int32Array {
  const start = sharedInt32(users + 1)
  for (let row = 0; row < user.length; row++) start[user[row] + 1]++
  for (let code = 0; code < users; code++) start[code + 1] += start[code]
  return start
}

/** `order[i]` is the event that comes at place i. */
function orderByUserAndTime(user: Int32Array, time: Float64Array, userStart: Int32Array): Uint32Array {
  const order = new Uint32Array(user.length)
  const next = Int32Array.from(userStart)
  for (let row = 0; row < user.length; row++) order[next[user[row]]++] = row
  for (let code = 0; code + 1 < userStart.length; code++) {
    sortByTime(order.subarray(userStart[code], userStart[code + 1]), time)
  }
  return order
}

/** Stable; nearly free where the log was in order of time already. */
function sortByTime(rows: Uint32Array, time: Float64Array): void {
  for (let place = 1; place < rows.length; place++) {
    if (time[rows[place]] < time[rows[place - 1]]) {
      rows.sort((a, b) => time[a] - time[b] || a - b)
      return
    }
  }
}

function arrange<Cells extends Float64Array | Int32Array>(
  cells: Cells,
  order: Uint32Array,
  into: Cells,
): Cells {
  for (let place = 0; place < order.length; place++) into[place] = cells[order[place]]
  return into
}

function readAttributes(connection: ReadingConnection, blocks: Blocks, order: Uint32Array): AttributeCells[] {
  const attributes = connection.rows<{ id: number; name: string }>(
    'SELECT id, name FROM attribute ORDER BY id',
  )
  const levels = attributes.length === 0 ? [] : namesByKey(connection, 'attribute_level')
  return attributes.flatMap(({ id, name }): AttributeCells[] => {
    const read = readAttribute(connection, blocks, id, levels)
    if (read === null) return []
    if (read.kind === 'number') {
      return [{ name, kind: 'number', values: arrange(read.values, order, sharedFloat64(blocks.rows)) }]
    }
    const codes = arrange(read.codes, order, sharedInt32(blocks.rows))
    return [{ name, kind: 'text', levels: read.names, codes }]
  })
}

/** Null where no published source has the attribute. */
function readAttribute(
  connection: ReadingConnection,
  blocks: Blocks,
  attribute: number,
  levels: readonly string[],
): { readonly kind: 'number'; readonly values: Float64Array } | ({ readonly kind: 'text' } & Coded) | null {
  const kinds = new Set<string>()
  const numbers = new Float64Array(blocks.rows).fill(Number.NaN)
  const keys = new Int32Array(blocks.rows)
  for (const { block, kind, cells } of connection.each<BlockCells>(
    'SELECT block, kind, cells FROM attribute_cells WHERE attribute = ?',
    attribute,
  )) {
    const at = blocks.start.get(block)
    if (at === undefined) continue
    kinds.add(kind)
    fillFromBlob(kind === 'number' ? numbers : keys, at, cells)
  }
  if (kinds.size === 0) return null
  if (!kinds.has('text')) return { kind: 'number', values: numbers }
  const names = kinds.has('number') ? spellNumbers(numbers, keys, levels) : levels
  return { kind: 'text', ...denseCodes(keys, names) }
}

/** Levels with the numbers among them as text; `keys` gets theirs. */
function spellNumbers(numbers: Float64Array, keys: Int32Array, levels: readonly string[]): readonly string[] {
  const names = [...levels]
  if (names.length === 0) names.length = 1
  const keyOf = new Map<string, number>()
  names.forEach((name, key) => void keyOf.set(name, key))
  for (let row = 0; row < numbers.length; row++) {
    if (Number.isNaN(numbers[row])) continue
    const text = String(numbers[row])
    let key = keyOf.get(text)
    if (key === undefined) {
      key = names.push(text) - 1
      keyOf.set(text, key)
    }
    keys[row] = key
  }
  return names
}
