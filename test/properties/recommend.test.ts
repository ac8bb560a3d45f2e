import fc from 'fast-check'
import { expect, test } from 'vitest'
import { interactionsFromTable, itemsOf } from '../../src-main/recommend/interactions.ts'
import { accuracy } from '../../src-main/recommend/ranking-metrics.ts'
import { selectTop } from '../../src-main/recommend/select-top.ts'
import { splitInteractions } from '../../src-main/recommend/split.ts'
import { map, shuffled, tableOf } from '../recommend/fixture.ts'

const rows = fc.array(
  fc.record({
    user: fc.integer({ min: 0, max: 6 }).map((n) => `u${n}`),
    item: fc.integer({ min: 0, max: 9 }).map((n) => `i${n}`),
    time: fc.integer({ min: 0, max: 5 }),
  }),
  { minLength: 1, maxLength: 60 },
)

test('the best k are the first k of the whole order, equal scores by index', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 40 }), fc.nat(45), (scores, k) => {
      const order = [...scores.keys()].sort((a, b) => scores[b] - scores[a] || a - b)
      expect(selectTop(Float64Array.from(scores), k)).toEqual(order.slice(0, k))
    }),
    { seed: 1 },
  )
})

test('interactions do not depend on the order of the rows, and hold each pair once', () => {
  fc.assert(
    fc.property(rows, fc.integer(), (log, seed) => {
      const all = interactionsFromTable(tableOf(log), map)
      expect(interactionsFromTable(tableOf(shuffled(log, seed)), map)).toEqual(all)
      expect(all.item.length).toBe(new Set(log.map(({ user, item }) => `${user} ${item}`)).size)
      all.users.forEach((_, user) => {
        const times = [...all.time.subarray(all.start[user], all.start[user + 1])]
        expect(times).toEqual([...times].sort((a, b) => a - b))
        expect(new Set(itemsOf(all, user)).size).toBe(itemsOf(all, user).length)
      })
    }),
    { seed: 2 },
  )
})

test('a split loses nothing, whatever its kind', () => {
  const how = fc.record({
    kind: fc.constantFrom('leave-one-out' as const, 'temporal' as const, 'random' as const),
    by: fc.constantFrom('user' as const, 'item' as const, 'row' as const),
    test: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
    seed: fc.integer(),
  })
  fc.assert(
    fc.property(rows, how, (log, split) => {
      const all = interactionsFromTable(tableOf(log), map)
      // With a pair of a user and another of the same item, every kind of split has something to hold out.
      fc.pre(all.users.some((_, u) => itemsOf(all, u).length > 1))
      fc.pre(split.by !== 'item' || new Set(all.item).size < all.item.length)
      const parts = splitInteractions(all, split)
      expect(parts.train.item.length + parts.test.item.length).toBe(all.item.length)
      expect(parts.test.item.length).toBeGreaterThan(0)
    }),
    { seed: 3 },
  )
})

test('accuracy lies between 0 and 1, and a hit moved up never lowers it', () => {
  const lists = fc.record({ hits: fc.array(fc.boolean(), { minLength: 2, maxLength: 15 }), more: fc.nat(5) })
  fc.assert(
    fc.property(lists, fc.nat(13), ({ hits, more }, at) => {
      const position = at % (hits.length - 1)
      const count = Math.max(1, hits.filter(Boolean).length + more)
      const measured = (order: readonly boolean[]) =>
        accuracy([...order.keys()], (item) => order[item], count, order.length)
      const moved = [...hits]
      if (!moved[position] && moved[position + 1]) [moved[position], moved[position + 1]] = [true, false]
      const before = measured(hits)
      const after = measured(moved)
      for (const name of ['precision', 'recall', 'ndcg', 'map', 'mrr', 'hr'] as const) {
        expect(before[name]).toBeGreaterThanOrEqual(0)
        expect(before[name]).toBeLessThanOrEqual(1 + 1e-12)
        expect(after[name]).toBeGreaterThanOrEqual(before[name] - 1e-12)
      }
    }),
    { seed: 4 },
  )
})
