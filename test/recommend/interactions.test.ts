import { expect, test } from 'vitest'
import {
  interactionsFromEvents,
  interactionsFromTable,
  itemsOf,
} from '../../src-main/recommend/interactions.ts'
import { simulateShop } from '../../src-main/simulate/shop.ts'
import { interactionsOf, map, numberColumn, shuffled, tableOf, tasteRows, textColumn } from './fixture.ts'

test('a pair met twice counts once, at its last time', () => {
  const all = interactionsOf([
    { user: 'b', item: 'x', time: 5 },
    { user: 'a', item: 'y', time: 9 },
    { user: 'a', item: 'x', time: 3 },
    { user: 'a', item: 'x', time: 10 },
  ])
  expect(all.users).toEqual(['a', 'b'])
  expect([...itemsOf(all, 0)].map((item) => all.items[item])).toEqual(['y', 'x'])
  expect([...all.time]).toEqual([9, 10, 5])
})

test('the order of the rows changes nothing (seed 1)', () => {
  const rows = tasteRows(1)
  expect(interactionsOf(shuffled(rows, 2))).toEqual(interactionsOf(rows))
})

test('rows without user or item, and values at or below zero, are no interest', () => {
  const table = {
    rows: 4,
    columns: [
      { ...textColumn('user', ['a', 'a', 'a', 'b']), codes: Int32Array.from([0, 0, 0, -1]) },
      textColumn('item', ['x', 'y', 'z', 'x']),
      numberColumn('value', [1, 0, Number.NaN, 1]),
    ],
  }
  const all = interactionsFromTable(table, { user: 'user', item: 'item', value: 'value' })
  expect(all.items).toEqual(['x'])
  expect(all.item.length).toBe(1)
})

test('identifiers may be numbers', () => {
  const table = { rows: 3, columns: [numberColumn('user', [10, 9, 10]), numberColumn('item', [1, 1, 2])] }
  expect(interactionsFromTable(table, { user: 'user', item: 'item' }).users).toEqual(['10', '9'])
})

test('a column that is not there is named with those that are', () => {
  expect(() => interactionsFromTable(tableOf(tasteRows(1)), { ...map, user: 'who' })).toThrow(
    /TABLE_COLUMN_MISSING.*user, item, time/,
  )
})

test('a log gives the events of the types asked for, before the time asked for', () => {
  const { events, definition } = simulateShop({ users: 200, seed: 1, variant: 'observed' })
  if (definition.indexTime.kind !== 'landmark') throw new Error('the sample has a landmark')
  const { time } = definition.indexTime
  const carts = interactionsFromEvents(events, ['cart'], time)
  const pairs = new Set<string>()
  for (let row = 0; row < events.rows; row++) {
    if (events.types[events.type[row]] !== 'cart' || events.time[row] >= time) continue
    pairs.add(`${events.users[events.user[row]]} ${events.items[events.item[row]]}`)
  }
  expect(carts.item.length).toBe(pairs.size)
  expect(carts.users.every((user) => user.startsWith('customer-'))).toBe(true)
})
