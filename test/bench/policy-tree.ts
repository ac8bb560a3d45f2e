import { random } from '../../src-main/numeric/random.ts'
import { binFeatures } from '../../src-main/numeric/trees/binning.ts'
import { bestPolicy, bestPolicyFrom, type PolicySearch } from '../../src-main/numeric/trees/policy-search.ts'

/** The exact policy tree of two levels, 100,000 rows × 20 columns × 2 arms, 100 cuts a column, on one thread. */
const rows = 100_000
const source = random(1, 'policy')
const columns = Array.from({ length: 20 }, (_, j) => ({
  kind: 'number' as const,
  name: `x${j}`,
  values: Float64Array.from({ length: rows }, () => source.normal()),
}))
const search: PolicySearch = {
  binned: binFeatures(columns, rows, 101),
  arms: 2,
  scores: Float64Array.from({ length: 2 * rows }, () => source.normal()),
  rows: Int32Array.from({ length: rows }, (_, row) => row),
  depth: 2,
  leastRows: rows / 100,
}

const from = performance.now()
const { value } = bestPolicy(
  search,
  columns.map((_, root) => bestPolicyFrom(search, root)),
)
const took = (performance.now() - from) / 1000

const plainFrom = performance.now()
plainRoot(0, 50)
const questions = columns.length * 100
const plain = ((performance.now() - plainFrom) / 1000) * questions
console.log(
  `policy tree of depth 2: ${took.toFixed(2)} s (value ${value.toFixed(0)}); every pair of questions by summing rows: ${plain.toFixed(0)} s (from 1 of ${questions} roots), ratio ${(plain / took).toFixed(0)}`,
)

/** One root question, and every second question of either side by a sum over its rows. */
function plainRoot(feature: number, cut: number): number {
  const { codes, features, bins } = search.binned
  let total = 0
  for (const side of [0, 1]) {
    const own = search.rows.filter((row) => Number(codes[row * features + feature] > cut) === side)
    let best = Number.NEGATIVE_INFINITY
    for (let f = 0; f < features; f++) {
      for (let at = 0; at < bins[f] - 1; at++) {
        const sums = [0, 0, 0, 0]
        for (const row of own) {
          const yes = codes[row * features + f] > at ? 2 : 0
          sums[yes] += search.scores[2 * row]
          sums[yes + 1] += search.scores[2 * row + 1]
        }
        best = Math.max(best, Math.max(sums[0], sums[1]) + Math.max(sums[2], sums[3]))
      }
    }
    total += best
  }
  return total
}
