import { expect, test } from 'vitest'
import { silent } from '../../src-main/contract/monitor.ts'
import { tableFromColumns } from '../../src-main/ingest/table-from-columns.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { random } from '../../src-main/numeric/random.ts'
import { invertSymmetric, symmetricWork } from '../../src-main/recommend/blocked-inverse.ts'
import { dualSystem, rowsOfInverse } from '../../src-main/recommend/ease-dual.ts'
import { interactionsFromTable, itemsOf } from '../../src-main/recommend/interactions.ts'

test('the inverse from the users is that of X′X + λI (seeds 1 to 5)', async () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const source = random(seed, 'ease-dual')
    const [user, item]: [string[], string[]] = [[], []]
    for (let u = 0; u < 40; u++) {
      const met = 1 + source.integer(5)
      for (let m = 0; m < met; m++) {
        user.push(`u${u}`)
        item.push(`i${source.integer(90)}`)
      }
    }
    const train = interactionsFromTable(tableFromColumns({ user, item }), { user: 'user', item: 'item' })
    const items = train.items.length
    const direct = symmetricWork(items)
    for (let u = 0; u < train.users.length; u++) {
      const met = itemsOf(train, u)
      for (const i of met) for (const j of met) direct.a[i * direct.size + j]++
    }
    for (let i = 0; i < items; i++) direct.a[i * direct.size + i] += 3.5
    await invertSymmetric(direct, silent, serial)

    const dual = dualSystem(train, 3.5)
    expect(dual.users.length).toBeLessThan(items)
    await invertSymmetric(dual.work(), silent, serial)
    let largest = 0
    for (const { item: i, row } of rowsOfInverse(dual)) {
      for (let j = 0; j < items; j++)
        largest = Math.max(largest, Math.abs(row[j] - direct.a[i * direct.size + j]))
    }
    expect(largest).toBeLessThan(1e-12)
  }
})
