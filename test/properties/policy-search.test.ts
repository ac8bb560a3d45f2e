import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Column } from '../../src-main/numeric/columns.ts'
import { random } from '../../src-main/numeric/random.ts'
import { type Binned, binFeatures } from '../../src-main/numeric/trees/binning.ts'
import {
  armOf,
  bestPolicy,
  bestPolicyFrom,
  type PolicySearch,
} from '../../src-main/numeric/trees/policy-search.ts'

const rows = 36

it('no tree of its depth is worth more than the policy found', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.constantFrom(0, 1, 2),
      fc.constantFrom(2, 3),
      fc.constantFrom(1, 4),
      (seed, depth, arms, leastRows) => {
        const search = searchOf(seed, depth as 0 | 1 | 2, arms, leastRows)
        const roots = Array.from({ length: depth === 0 ? 0 : search.binned.features }, (_, root) =>
          bestPolicyFrom(search, root),
        )
        const { value, rule } = bestPolicy(search, roots)
        const under = search.rows.reduce(
          (sum, row) => sum + search.scores[row * arms + armOf(rule, search.binned, row)],
          0,
        )
        expect(under).toBeCloseTo(value, 9)
        expect(value).toBeCloseTo(mostOf(search, [...search.rows], depth), 9)
      },
    ),
    { numRuns: 60, seed: 7 },
  )
})

/** A column of many numbers, one of few with gaps, and categories. */
function searchOf(seed: number, depth: 0 | 1 | 2, arms: number, leastRows: number): PolicySearch {
  const source = random(seed, 'policy')
  const columns: Column[] = [
    { kind: 'number', name: 'a', values: Float64Array.from({ length: rows }, () => source.normal()) },
    {
      kind: 'number',
      name: 'b',
      values: Float64Array.from({ length: rows }, () =>
        source.uniform() < 0.2 ? Number.NaN : source.integer(4),
      ),
    },
    {
      kind: 'category',
      name: 'c',
      levels: ['p', 'q', 'r'],
      codes: Int32Array.from({ length: rows }, () => source.integer(3)),
    },
  ]
  return {
    binned: binFeatures(columns, rows),
    arms,
    scores: Float64Array.from({ length: rows * arms }, () => source.normal()),
    rows: Int32Array.from({ length: rows }, (_, row) => row),
    depth,
    leastRows,
  }
}

/** Every question at every node, by trying all of them. */
function mostOf(search: PolicySearch, rows: readonly number[], depth: number): number {
  const { binned, arms, scores, leastRows } = search
  let most = Math.max(
    ...Array.from({ length: arms }, (_, arm) => rows.reduce((sum, row) => sum + scores[row * arms + arm], 0)),
  )
  if (depth === 0) return most
  for (const yes of questionsOf(binned)) {
    const one = rows.filter(yes)
    const other = rows.filter((row) => !yes(row))
    if (one.length < leastRows || other.length < leastRows) continue
    most = Math.max(most, mostOf(search, one, depth - 1) + mostOf(search, other, depth - 1))
  }
  return most
}

function questionsOf({ bins, codes, features, categorical }: Binned): ((row: number) => boolean)[] {
  return Array.from({ length: features }, (_, f) =>
    Array.from({ length: bins[f] }, (_, at) => (row: number) => {
      const code = codes[row * features + f]
      return categorical[f] === 1 ? code === at : code > at
    }),
  ).flat()
}
