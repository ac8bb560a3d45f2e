import { accuracy } from '../../recommend/ranking-metrics.ts'
import type { Check } from './check.ts'

const source = 'Järvelin and Kekäläinen 2002, by hand: hits at ranks 1 and 3 of three relevant items'
const heldOut = new Set([7, 8, 9])
const found = () => accuracy([7, 1, 8, 2, 3], (item) => heldOut.has(item), heldOut.size, 5)

export const rankingChecks: readonly Check[] = [
  {
    name: 'NDCG of a list of five',
    source,
    expected: (1 + 1 / 2) / (1 + 1 / Math.log2(3) + 1 / 2),
    tolerance: 1e-12,
    compute: () => found().ndcg,
  },
  {
    name: 'Average precision of the same list',
    source,
    expected: (1 + 2 / 3) / 3,
    tolerance: 1e-12,
    compute: () => found().map,
  },
  { name: 'Reciprocal rank of the same list', source, expected: 1, tolerance: 0, compute: () => found().mrr },
]
