import type { AttributeCells, EventColumns } from '../contract/events.ts'

/**
 * The same events, those of one user at one moment ordered by what they are rather than by when they were imported: by
 * type, item, session, price, quantity, attributes. Nothing that is computed from the result depends on the order of import.
 */
export function canonicalEvents(events: EventColumns): EventColumns {
  const { rows, time, user } = events
  let order: Int32Array | null = null
  for (let from = 0; from < rows; ) {
    let to = from + 1
    while (to < rows && time[to] === time[from] && user[to] === user[from]) to++
    if (to - from > 1 && !isOrdered(events, from, to)) {
      order ??= rowNumbers(rows)
      order.subarray(from, to).sort((a, b) => compareRows(events, a, b))
    }
    from = to
  }
  return order ? reordered(events, order) : events
}

/** 0, 1, … `rows` − 1. */
export function rowNumbers(rows: number): Int32Array {
  const numbers = new Int32Array(rows)
  for (let row = 0; row < rows; row++) numbers[row] = row
  return numbers
}

function isOrdered(events: EventColumns, from: number, to: number): boolean {
  for (let row = from + 1; row < to; row++) if (compareRows(events, row - 1, row) > 0) return false
  return true
}

function compareRows(events: EventColumns, a: number, b: number): number {
  return (
    compareNames(events.types, events.type[a], events.type[b]) ||
    compareNames(events.items, events.item[a], events.item[b]) ||
    compareNames(events.sessions, events.session[a], events.session[b]) ||
    compareNumbers(events.price[a], events.price[b]) ||
    compareNumbers(events.quantity[a], events.quantity[b]) ||
    compareAttributes(events.attributes, a, b)
  )
}

function compareAttributes(attributes: readonly AttributeCells[], a: number, b: number): number {
  for (const cells of attributes) {
    const order =
      cells.kind === 'number'
        ? compareNumbers(cells.values[a], cells.values[b])
        : compareNames(cells.levels, cells.codes[a], cells.codes[b])
    if (order !== 0) return order
  }
  return 0
}

function compareNames(names: readonly string[], a: number, b: number): number {
  if (a === b) return 0
  if (a < 0 || b < 0) return a < 0 ? -1 : 1
  return compareTexts(names[a], names[b])
}

/** By UTF-16 code units: the same on every machine, whatever its language. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function compareNumbers(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a))
  return a - b
}

function reordered(events: EventColumns, order: Int32Array): EventColumns {
  return {
    ...events,
    item: order.map((row) => events.item[row]),
    type: order.map((row) => events.type[row]),
    session: order.map((row) => events.session[row]),
    price: gathered(events.price, order),
    quantity: gathered(events.quantity, order),
    attributes: events.attributes.map((cells) =>
      cells.kind === 'number'
        ? { ...cells, values: gathered(cells.values, order) }
        : { ...cells, codes: order.map((row) => cells.codes[row]) },
    ),
  }
}

function gathered(values: Float64Array, order: Int32Array): Float64Array {
  const own = new Float64Array(order.length)
  for (let row = 0; row < own.length; row++) own[row] = values[order[row]]
  return own
}
