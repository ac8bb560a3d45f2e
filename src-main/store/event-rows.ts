import type { EventRow } from '../contract/data.ts'
import { float64FromBlob, int32FromBlob } from './cells.ts'
import type { ReadingConnection } from './connection.ts'
import type { Dictionary } from './dictionaries.ts'

/** The events with these numbers, ascending. Of each block only the stretch that holds them is read. */
export function readEventRows(connection: ReadingConnection, events: readonly number[]): EventRow[] {
  const stretches = stretchesOf(connection, events).map((stretch) => cellsOf(connection, stretch))
  const name = namesOf(connection, stretches)
  return stretches.flatMap((cells) => cells.events.map((event) => rowOf(cells, event, name)))
}

/** Events of one block. */
interface Stretch {
  readonly block: number
  readonly events: readonly number[]
}

function stretchesOf(connection: ReadingConnection, events: readonly number[]): readonly Stretch[] {
  const stretches: Stretch[] = []
  for (let from = 0; from < events.length; ) {
    const block = connection.row<{ first: number; events: number }>(
      'SELECT first, events FROM event_block WHERE first <= ? ORDER BY first DESC LIMIT 1',
      events[from],
    )
    if (block === undefined) break
    let to = from
    while (to < events.length && events[to] < block.first + block.events) to++
    stretches.push({ block: block.first, events: events.slice(from, to) })
    from = to
  }
  return stretches
}

/** Columns of a stretch, from its first event on; a column that is missing throughout the block is not there. */
interface Cells extends Stretch {
  readonly keys: ReadonlyMap<string, Int32Array>
  readonly numbers: ReadonlyMap<string, Float64Array>
  readonly attributes: readonly {
    readonly name: string
    readonly levels: Int32Array | null
    readonly numbers: Float64Array | null
  }[]
}

const numeric = `'time', 'price', 'quantity'`

function cellsOf(connection: ReadingConnection, stretch: Stretch): Cells {
  const { block, events } = stretch
  const from = events[0] - block
  const length = events[events.length - 1] - events[0] + 1
  const parts = connection.rows<{ part: string; wide: 0 | 1; cells: Buffer }>(
    `SELECT part, part IN (${numeric}) AS wide,
       CASE WHEN part IN (${numeric}) THEN substr(cells, 1 + 8 * ?, 8 * ?) ELSE substr(cells, 1 + 4 * ?, 4 * ?) END AS cells
     FROM event_cells WHERE block = ?`,
    from,
    length,
    from,
    length,
    block,
  )
  const attributes = connection.rows<{ name: string; kind: string; cells: Buffer }>(
    `SELECT name, kind,
       CASE kind WHEN 'number' THEN substr(cells, 1 + 8 * ?, 8 * ?) ELSE substr(cells, 1 + 4 * ?, 4 * ?) END AS cells
     FROM attribute_cells JOIN attribute ON attribute.id = attribute WHERE block = ? ORDER BY attribute`,
    from,
    length,
    from,
    length,
    block,
  )
  return {
    ...stretch,
    keys: new Map(
      parts.filter(({ wide }) => wide === 0).map(({ part, cells }) => [part, int32FromBlob(cells)]),
    ),
    numbers: new Map(
      parts.filter(({ wide }) => wide === 1).map(({ part, cells }) => [part, float64FromBlob(cells)]),
    ),
    attributes: attributes.map(({ name, kind, cells }) => ({
      name,
      levels: kind === 'number' ? null : int32FromBlob(cells),
      numbers: kind === 'number' ? float64FromBlob(cells) : null,
    })),
  }
}

type Namer = (dictionary: Dictionary, key: number) => string | null

const dictionaryOf = { user: 'user', item: 'item', type: 'event_type', session: 'session' } as const

/** The names of all keys that the stretches hold, asked a dictionary at a time. */
function namesOf(connection: ReadingConnection, stretches: readonly Cells[]): Namer {
  const known = new Map<Dictionary, ReadonlyMap<number, string>>()
  const learn = (dictionary: Dictionary, columns: readonly (Int32Array | null | undefined)[]) => {
    const keys = new Set(columns.flatMap((column) => (column ? Array.from(column) : [])))
    const rows = connection.rows<{ id: number; name: string }>(
      `SELECT id, name FROM ${dictionary} WHERE id IN (SELECT value FROM json_each(?))`,
      JSON.stringify([...keys]),
    )
    known.set(dictionary, new Map(rows.map(({ id, name }) => [id, name])))
  }
  for (const [part, dictionary] of Object.entries(dictionaryOf))
    learn(
      dictionary,
      stretches.map(({ keys }) => keys.get(part)),
    )
  learn(
    'attribute_level',
    stretches.flatMap(({ attributes }) => attributes.map(({ levels }) => levels)),
  )
  return (dictionary, key) => known.get(dictionary)?.get(key) ?? null
}

function rowOf({ events, keys, numbers, attributes }: Cells, event: number, name: Namer): EventRow {
  const at = event - events[0]
  const named = (part: keyof typeof dictionaryOf) => name(dictionaryOf[part], keys.get(part)?.[at] ?? 0)
  return {
    id: event,
    user: named('user') ?? '',
    time: numbers.get('time')?.[at] ?? 0,
    type: named('type') ?? '',
    item: named('item'),
    session: named('session'),
    price: presentOrNull(numbers.get('price')?.[at]),
    quantity: presentOrNull(numbers.get('quantity')?.[at]),
    attributes: Object.fromEntries(
      attributes.map(({ name: attribute, levels, numbers: values }) => [
        attribute,
        levels === null ? presentOrNull(values?.[at]) : name('attribute_level', levels[at]),
      ]),
    ),
  }
}

function presentOrNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}
