import { silent } from '../../src-main/contract/monitor.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { interactionsFromEvents, itemsOf } from '../../src-main/recommend/interactions.ts'
import { itemKnn } from '../../src-main/recommend/item-knn.ts'
import { simulateShop } from '../../src-main/simulate/shop.ts'

/** Neighbours by sparse accumulation, against cosines of every pair of items over dense columns; the sample shop. */
const { events } = simulateShop({ users: 5000, seed: 1, variant: 'observed' })
const train = interactionsFromEvents(events)
const items = train.items.length

const sparse = await seconds(() => itemKnn.fit(train, { neighbours: 100 }, silent, serial))
const plain = await seconds(() => {
  const columns = Array.from({ length: items }, () => new Float64Array(train.users.length))
  train.users.forEach((_, user) => {
    for (const item of itemsOf(train, user)) columns[item][user] = 1
  })
  let sum = 0
  for (let i = 0; i < items; i++) {
    for (let j = 0; j < i; j++) {
      let dot = 0
      for (let user = 0; user < train.users.length; user++) dot += columns[i][user] * columns[j][user]
      sum += dot
    }
  }
  return sum
})
console.log(
  `neighbours of ${items} items, ${train.item.length} interactions: sparse ${sparse.toFixed(2)} s, dense ${plain.toFixed(2)} s, ratio ${(plain / sparse).toFixed(1)}`,
)

async function seconds(run: () => unknown): Promise<number> {
  const start = performance.now()
  await run()
  return (performance.now() - start) / 1000
}
