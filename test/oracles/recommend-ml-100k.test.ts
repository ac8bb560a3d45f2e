import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { silent } from '../../src-main/contract/monitor.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { evaluateRanking } from '../../src-main/recommend/evaluate-ranking.ts'
import { interactionsFromTable } from '../../src-main/recommend/interactions.ts'
import { numberColumn, textColumn } from '../recommend/fixture.ts'

const folder = new URL('../../../shared/data/behaviour/ml-100k/', import.meta.url)
const absent = !existsSync(folder)
if (absent) console.log('skipped: the MovieLens 100k ratings are not beside the repository')

function ratings() {
  const lines = readFileSync(new URL('ml-100k.inter', folder), 'utf8').trimEnd().split('\n').slice(1)
  const cells = lines.map((line) => line.split('\t'))
  const column = (at: number) => cells.map((row) => row[at].trim())
  return interactionsFromTable(
    {
      rows: cells.length,
      columns: [
        textColumn('user', column(0)),
        textColumn('item', column(1)),
        numberColumn('time', column(3).map(Number)),
      ],
    },
    { user: 'user', item: 'item', time: 'time' },
  )
}

test.skipIf(absent)(
  'on MovieLens 100k every rating counts once, and EASE beats neighbours beat popularity',
  async () => {
    const all = ratings()
    expect([all.users.length, all.items.length, all.item.length]).toEqual([943, 1682, 100_000])
    const split = { kind: 'random', test: 0.2, by: 'user', seed: 1 } as const
    const ndcg: Record<string, number> = {}
    for (const model of ['popularity', 'item-knn', 'ease'] as const) {
      const got = await evaluateRanking(all, { model, split, k: [10], options: {} }, silent, serial)
      console.log(model, got.fitSeconds.toFixed(2), JSON.stringify(got.metrics))
      expect(got.users).toBe(943)
      ndcg[model] = got.metrics['ndcg@10']
    }
    expect(ndcg['item-knn']).toBeGreaterThan(1.3 * ndcg.popularity)
    expect(ndcg.ease).toBeGreaterThan(ndcg['item-knn'])
  },
)
