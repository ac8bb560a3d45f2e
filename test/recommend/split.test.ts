import { expect, test } from 'vitest'
import { type Interactions, itemsOf } from '../../src-main/recommend/interactions.ts'
import { splitInteractions } from '../../src-main/recommend/split.ts'
import { interactionsOf, shuffled, split, tasteRows } from './fixture.ts'

const rows = tasteRows(3)
const all = interactionsOf(rows)

function pairs(interactions: Interactions): string[] {
  return interactions.users.flatMap((user, u) =>
    [...itemsOf(interactions, u)].map((item) => `${user} ${interactions.items[item]}`),
  )
}

test.each([
  split('leave-one-out'),
  split('temporal'),
  split('temporal', { by: 'item' }),
  split('temporal', { by: 'row' }),
  split('random'),
  split('random', { by: 'item' }),
  split('random', { by: 'row', test: 0.35 }),
])('$kind by $by parts the interactions without loss, whatever the order of the rows', (how) => {
  const { train, test: held } = splitInteractions(all, how)
  expect([...pairs(train), ...pairs(held)].sort()).toEqual(pairs(all).sort())
  const again = splitInteractions(interactionsOf(shuffled(rows, 5)), how)
  expect(pairs(again.test)).toEqual(pairs(held))
})

test('leave-one-out holds out what a user met last', () => {
  const { test: held } = splitInteractions(all, split('leave-one-out'))
  all.users.forEach((_, user) => {
    expect(itemsOf(held, user).length).toBe(1)
    expect(held.time[held.start[user]]).toBe(
      Math.max(...all.time.subarray(all.start[user], all.start[user + 1])),
    )
  })
})

test('a temporal split by row tests on nothing earlier than it learns from', () => {
  const { train, test: held } = splitInteractions(all, split('temporal', { by: 'row' }))
  expect(Math.max(...train.time)).toBeLessThanOrEqual(Math.min(...held.time))
  expect(held.item.length).toBe(Math.floor(0.2 * all.item.length))
})

test('shares are rounded down, but a user with two interactions gives one', () => {
  const two = interactionsOf([
    { user: 'a', item: 'x', time: 1 },
    { user: 'a', item: 'y', time: 2 },
    { user: 'b', item: 'x', time: 1 },
  ])
  expect(pairs(splitInteractions(two, split('temporal')).test)).toEqual(['a y'])
})

test('another seed draws another random split', () => {
  const held = (seed: number) => pairs(splitInteractions(all, split('random', { seed })).test)
  expect(held(1)).not.toEqual(held(2))
})

test('a temporal split without times is refused, and one that holds out nothing', () => {
  const untimed = { ...all, timed: false }
  expect(() => splitInteractions(untimed, split('temporal'))).toThrow('RECOMMEND_NO_TIMES')
  const single = interactionsOf([{ user: 'a', item: 'x', time: 1 }])
  expect(() => splitInteractions(single, split('leave-one-out'))).toThrow('RECOMMEND_NOTHING_HELD_OUT')
})
