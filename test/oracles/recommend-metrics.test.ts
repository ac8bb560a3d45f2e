import { expect, test } from 'vitest'
import { accuracy } from '../../src-main/recommend/ranking-metrics.ts'

/**
 * RecBole 1.2.1, recbole/evaluator/metrics.py, run on 12 lists of 10: the item at position r of user u is a hit where
 * (7u + 3r + ur) mod 5 is 0; as many items are held out as there are hits, and u mod 4 more, at least one. RecBole prints
 * 12 decimals here.
 */
const recbole: Record<string, number> = {
  'hr@5': 0.833333333333,
  'hr@10': 0.833333333333,
  'mrr@5': 0.45,
  'mrr@10': 0.45,
  'map@5': 0.158425925926,
  'map@10': 0.236345899471,
  'recall@5': 0.283333333333,
  'recall@10': 0.566666666667,
  'ndcg@5': 0.260296080659,
  'ndcg@10': 0.388537461136,
  'precision@5': 0.166666666667,
  'precision@10': 0.166666666667,
}

test('accuracy is what RecBole reckons', () => {
  const means: Record<string, number> = {}
  for (const k of [5, 10]) {
    for (let user = 0; user < 12; user++) {
      const hit = (position: number) => (7 * user + 3 * position + user * position) % 5 === 0
      const positions = Array.from({ length: 10 }, (_, position) => position)
      const held = Math.max(1, positions.filter(hit).length + (user % 4))
      for (const [name, value] of Object.entries(accuracy(positions.slice(0, k), hit, held, k))) {
        means[`${name}@${k}`] = (means[`${name}@${k}`] ?? 0) + value / 12
      }
    }
  }
  for (const [name, value] of Object.entries(recbole)) {
    expect(Math.abs(means[name] - value), name).toBeLessThan(1e-12)
  }
})
