import { expect, test } from 'vitest'
import { silent } from '../../src-main/contract/monitor.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { evaluateRanking } from '../../src-main/recommend/evaluate-ranking.ts'
import { itemsOf } from '../../src-main/recommend/interactions.ts'
import { fitCandidates, modelOf } from '../../src-main/recommend/models.ts'
import { accuracy, novelty } from '../../src-main/recommend/ranking-metrics.ts'
import { splitInteractions } from '../../src-main/recommend/split.ts'
import { interactionsOf, shuffled, split, tasteRows } from './fixture.ts'

test('a list with hits at ranks 2 and 3 of three held out, by hand', () => {
  const found = accuracy([9, 4, 7, 1], (item) => [4, 7, 8].includes(item), 3, 4)
  expect(found.precision).toBe(2 / 4)
  expect(found.recall).toBe(2 / 3)
  expect(found.hr).toBe(1)
  expect(found.mrr).toBe(1 / 2)
  expect(found.map).toBeCloseTo((1 / 2 + 2 / 3) / 3, 15)
  const gain = 1 / Math.log2(3) + 1 / Math.log2(4)
  expect(found.ndcg).toBeCloseTo(gain / (1 + 1 / Math.log2(3) + 1 / Math.log2(4)), 15)
})

test('no hit is zero throughout; a perfect list is one', () => {
  expect(Object.values(accuracy([1, 2], () => false, 1, 2))).toEqual([0, 0, 0, 0, 0, 0])
  expect(Object.values(accuracy([1, 2], () => true, 2, 2))).toEqual([1, 1, 1, 1, 1, 1])
})

test('an item that half of all users met tells one bit', () => {
  expect(novelty([0, 1], [50, 25], 100)).toBe(1.5)
})

test.each([
  { model: 'popularity', excludeSeen: true },
  { model: 'item-knn', excludeSeen: true },
  { model: 'ease', excludeSeen: false },
] as const)('$model is measured as a plain reckoning does it', async ({ model, excludeSeen }) => {
  const all = interactionsOf(tasteRows(6))
  const how = split('random', { test: 0.3 })
  const k = [3, 10]
  const options = { excludeSeen, neighbours: 8, regularisation: 15 }
  const got = await evaluateRanking(all, { model, split: how, k, options }, silent, serial)

  const { train, test: held } = splitInteractions(all, how)
  const fitted = await fitCandidates(model, train, options, silent, serial)
  const met = all.items.map(
    (_, item) => new Set([...train.users.keys()].filter((u) => itemsOf(train, u).includes(item))),
  )
  for (const cut of k) {
    const per: Record<string, number[]> = {}
    const listed = new Set<number>()
    const note = (name: string, value: number) => {
      per[name] ??= []
      per[name].push(value)
    }
    for (let user = 0; user < all.users.length; user++) {
      const truth = new Set(itemsOf(held, user))
      if (truth.size === 0) continue
      const scores = new Float64Array(all.items.length)
      modelOf(fitted).score(fitted, itemsOf(train, user), scores)
      const list = [...all.items.keys()]
        .filter((item) => !excludeSeen || !itemsOf(train, user).includes(item))
        .sort((a, b) => scores[b] - scores[a] || a - b)
        .slice(0, cut)
      const hits = list.map((item) => Number(truth.has(item)))
      const total = hits.reduce((a, b) => a + b, 0)
      note('precision', total / cut)
      note('recall', total / truth.size)
      note('hr', Number(total > 0))
      note('mrr', total === 0 ? 0 : 1 / (hits.indexOf(1) + 1))
      const precisionAt = (r: number) => hits.slice(0, r + 1).reduce((a, b) => a + b, 0) / (r + 1)
      const ideal = Math.min(cut, truth.size)
      note('map', hits.reduce((sum, hit, r) => sum + hit * precisionAt(r), 0) / ideal)
      const discount = (r: number) => 1 / Math.log2(r + 2)
      const best = Array.from({ length: ideal }, (_, r) => discount(r)).reduce((a, b) => a + b, 0)
      note('ndcg', hits.reduce((sum, hit, r) => sum + hit * discount(r), 0) / best)
      const surprise = list.map((item) => -Math.log2(Math.max(1, met[item].size) / all.users.length))
      note('novelty', surprise.reduce((a, b) => a + b, 0) / list.length)
      const distances = list.flatMap((a, i) =>
        list.slice(0, i).map((b) => {
          const both = [...met[a]].filter((user) => met[b].has(user)).length
          return both === 0 ? 1 : 1 - both / Math.sqrt(met[a].size * met[b].size)
        }),
      )
      note('diversity', distances.reduce((a, b) => a + b, 0) / distances.length)
      for (const item of list) listed.add(item)
    }
    for (const [name, values] of Object.entries(per)) {
      const mean = values.reduce((a, b) => a + b, 0) / values.length
      expect(Math.abs(got.metrics[`${name}@${cut}`] - mean), `${name}@${cut}`).toBeLessThan(1e-12)
    }
    expect(got.metrics[`coverage@${cut}`]).toBe(listed.size / all.items.length)
  }
})

test('the order of the rows changes nothing, and the protocol is said', async () => {
  const rows = tasteRows(7)
  const request = { model: 'item-knn', split: split('leave-one-out'), k: [5], options: {} } as const
  const one = await evaluateRanking(interactionsOf(rows), request, silent, serial)
  const other = await evaluateRanking(interactionsOf(shuffled(rows, 9)), request, silent, serial)
  expect(other.metrics).toEqual(one.metrics)
  expect(one.protocol).toEqual({ words: 'protocol_leave_last_out_unseen', with: { items: 30 } })
})

test('users with nothing left to learn from are not ranked, and that is said', async () => {
  const rows = [...tasteRows(7), { user: 'new', item: 'i1', time: 5000 }]
  const request = {
    model: 'popularity',
    split: split('temporal', { by: 'row' }),
    k: [5],
    options: {},
  } as const
  const { warnings } = await evaluateRanking(interactionsOf(rows), request, silent, serial)
  expect(warnings).toEqual([{ words: 'warning_users_without_history', with: { users: 1 } }])
})
