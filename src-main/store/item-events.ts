import { float64FromBlob, int32FromBlob } from './cells.ts'
import type { ReadingConnection } from './connection.ts'

/** What the log holds of one item. */
export interface ItemEvents {
  readonly events: number
  readonly users: number
  /** The most frequent first. */
  readonly types: readonly { readonly type: string; readonly count: number }[]
  /** Of the first and the last event, microseconds UTC. */
  readonly from: number
  readonly to: number
  readonly price: { readonly lowest: number; readonly highest: number; readonly latest: number } | null
}

/** Null where no published event is about the item. Scans the column of items, four bytes an event. */
export function readItemEvents(connection: ReadingConnection, item: string): ItemEvents | null {
  return connection.snapshot(() => {
    const key = connection.value<number>('SELECT id FROM item WHERE name = ?', item)
    if (key === undefined) return null
    const users = new Set<number>()
    const types = new Map<number, number>()
    const found = { events: 0, from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY }
    const price = {
      lowest: Number.POSITIVE_INFINITY,
      highest: Number.NEGATIVE_INFINITY,
      latest: Number.NaN,
      at: Number.NEGATIVE_INFINITY,
    }
    for (const block of blocks(connection)) {
      const cells = (part: string) =>
        connection.value<Buffer>('SELECT cells FROM event_cells WHERE block = ? AND part = ?', block, part)
      const items = keysOf(cells('item'))
      if (!items.includes(key)) continue
      const [user, type, time, prices] = [
        keysOf(cells('user')),
        keysOf(cells('type')),
        numbersOf(cells('time')),
        numbersOf(cells('price')),
      ]
      for (let at = items.indexOf(key); at >= 0; at = items.indexOf(key, at + 1)) {
        found.events++
        found.from = Math.min(found.from, time[at])
        found.to = Math.max(found.to, time[at])
        users.add(user[at])
        types.set(type[at], (types.get(type[at]) ?? 0) + 1)
        const paid = prices[at] ?? Number.NaN
        if (Number.isNaN(paid)) continue
        price.lowest = Math.min(price.lowest, paid)
        price.highest = Math.max(price.highest, paid)
        if (time[at] >= price.at) Object.assign(price, { latest: paid, at: time[at] })
      }
    }
    if (found.events === 0) return null
    const { lowest, highest, latest } = price
    return {
      ...found,
      users: users.size,
      types: [...types]
        .map(([id, count]) => ({ type: nameOfType(connection, id), count }))
        .sort((a, b) => b.count - a.count),
      price: Number.isNaN(latest) ? null : { lowest, highest, latest },
    }
  })
}

function blocks(connection: ReadingConnection): readonly number[] {
  return connection.values<number>(
    `SELECT first FROM event_block JOIN source ON source.id = source WHERE state = 'published' ORDER BY first`,
  )
}

function nameOfType(connection: ReadingConnection, id: number): string {
  return connection.value<string>('SELECT name FROM event_type WHERE id = ?', id) ?? ''
}

function keysOf(cells: Buffer | undefined): Int32Array {
  return cells === undefined ? new Int32Array() : int32FromBlob(cells)
}

function numbersOf(cells: Buffer | undefined): Float64Array {
  return cells === undefined ? new Float64Array() : float64FromBlob(cells)
}
