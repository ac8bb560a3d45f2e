import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Column } from '../../src-main/numeric/columns.ts'
import { random } from '../../src-main/numeric/random.ts'
import { type Binned, binFeatures } from '../../src-main/numeric/trees/binning.ts'
import { type Forest, growForestPart } from '../../src-main/numeric/trees/forest.ts'
import type { ForestOptions } from '../../src-main/numeric/trees/forest-options.ts'
import { forestMeans } from '../../src-main/numeric/trees/forest-prediction.ts'
import type { ForestStrategy } from '../../src-main/numeric/trees/forest-strategy.ts'

const count = 120
const options: ForestOptions = {
  trees: 1,
  groupSize: 1,
  sampleShare: 1,
  honest: false,
  tried: 5,
  leastRows: 4,
  balance: 0.05,
  seed: 1,
}
const all = Int32Array.from({ length: count }, (_, row) => row)
const runs = { numRuns: 25, seed: 11 }

describe.each(['mean', 'effect'] as const)('a tree of a forest of %ss', (kind) => {
  it('splits each node where nothing else gains more, and keeps enough rows on each side', () => {
    fc.assert(
      fc.property(fc.integer(), fc.boolean(), (seed, weighted) => {
        const { binned, strategy } = draw(seed, kind, weighted)
        const forest = growForestPart({ binned, strategy, options, rows: all }, { from: 0, to: 1 })
        visit(forest, binned, 0, [...all], (rows, left) => {
          const node = relabelled(strategy, rows)
          const gain = gainOf(strategy, rows, left, node)
          expect(gain).toBeGreaterThan(0)
          const sides = candidatesOf(binned, rows, node.pseudo)
          const best = Math.max(...sides.map((side) => gainOf(strategy, rows, side, node)))
          expect(gain).toBeGreaterThan(best * (1 - 1e-5))
        })
      }),
      runs,
    )
  })

  it('keeps the means of its leaves, and tells each row those of its own', () => {
    fc.assert(
      fc.property(fc.integer(), fc.boolean(), (seed, weighted) => {
        const { binned, strategy } = draw(seed, kind, weighted)
        const forest = growForestPart({ binned, strategy, options, rows: all }, { from: 0, to: 1 })
        const told = kind === 'mean' ? forestMeans(forest, binned, all, false) : null
        const none = () => {}
        visit(forest, binned, 0, [...all], none, (rows, leaf) => {
          const own = forest.statistics.subarray(leaf * forest.width, (leaf + 1) * forest.width)
          const { y, weights } = strategy
          const w = (row: number) => (weights ? weights[row] : 1)
          const mean = (of: (row: number) => number) =>
            rows.reduce((sum, row) => sum + w(row) * of(row), 0) / rows.length
          expect(own[0]).toBeCloseTo(
            mean((row) => y[row]),
            10,
          )
          expect(own[forest.width - 1]).toBeCloseTo(
            mean(() => 1),
            10,
          )
          for (const row of rows) if (told) expect(told[row]).toBeCloseTo(own[0] / own[1], 10)
        })
      }),
      runs,
    )
  })
})

/** Two columns of numbers, one with gaps and few values, and two of categories. */
function draw(seed: number, kind: 'mean' | 'effect', weighted: boolean) {
  const source = random(seed, 'forest splits')
  const numbers = (of: () => number) => Float64Array.from({ length: count }, of)
  const categories = (name: string, levels: number): Column => ({
    kind: 'category',
    name,
    levels: Array.from({ length: levels }, (_, k) => `${k}`),
    codes: Int32Array.from({ length: count }, () => source.integer(levels + 1) - 1),
  })
  const columns: Column[] = [
    { kind: 'number', name: 'a', values: numbers(() => source.normal()) },
    categories('c', 3),
    {
      kind: 'number',
      name: 'b',
      values: numbers(() => (source.uniform() < 0.3 ? Number.NaN : source.integer(5))),
    },
    categories('e', 4),
    { kind: 'number', name: 'f', values: numbers(() => source.normal()) },
  ]
  const y = numbers(() => source.normal())
  const weights = weighted ? numbers(() => 0.5 + source.uniform()) : undefined
  const strategy: ForestStrategy =
    kind === 'mean' ? { kind, y, weights } : { kind, y, d: numbers(() => source.normal()), weights }
  return { binned: binFeatures(columns, count, 63), strategy }
}

/** Walks down: `onSplit` is told a node's rows and those that go left, `onLeaf` a leaf's rows and its number. */
function visit(
  forest: Forest,
  binned: Binned,
  node: number,
  rows: readonly number[],
  onSplit: (rows: readonly number[], left: readonly number[]) => void,
  onLeaf: (rows: readonly number[], leaf: number) => void = () => {},
): void {
  const [child, split] = forest.nodes.subarray(2 * node, 2 * node + 2)
  if (child < 0) {
    onLeaf(rows, -1 - child)
    return
  }
  const feature = split >>> 16
  const threshold = split & 0xffff
  const goes = (row: number) => {
    const code = binned.codes[row * binned.features + feature]
    if (threshold < 0xffff) return code <= threshold
    return ((forest.sets[forest.set[node] * 8 + (code >> 5)] >>> (code & 31)) & 1) === 1
  }
  const left = rows.filter(goes)
  onSplit(rows, left)
  visit(forest, binned, child, left, onSplit, onLeaf)
  visit(
    forest,
    binned,
    child + 1,
    rows.filter((row) => !goes(row)),
    onSplit,
    onLeaf,
  )
}

/** Every threshold of numbers, and every run of categories in order of their mean pseudo-outcome. */
function candidatesOf(
  { codes, features, bins, categorical }: Binned,
  rows: readonly number[],
  pseudo: (row: number) => number,
): (readonly number[])[] {
  return Array.from({ length: features }, (_, f) => {
    const code = (row: number) => codes[row * features + f]
    if (categorical[f] === 0) {
      return Array.from({ length: bins[f] }, (_, cut) => rows.filter((row) => code(row) <= cut))
    }
    const groups = Array.from({ length: bins[f] }, (_, level) => rows.filter((row) => code(row) === level))
    const mean = (group: readonly number[]) => group.reduce((sum, row) => sum + pseudo(row), 0) / group.length
    const present = groups.filter((group) => group.length > 0).sort((one, other) => mean(one) - mean(other))
    return present.map((_, last) => present.slice(0, last + 1).flat())
  }).flat()
}

/** By the definition; −∞ where a side lacks rows, or rows above and below the node's mean treatment. */
function gainOf(
  strategy: ForestStrategy,
  rows: readonly number[],
  left: readonly number[],
  { pseudo, meanD }: ReturnType<typeof relabelled>,
): number {
  const inside = new Set(left)
  const right = rows.filter((row) => !inside.has(row))
  const least = Math.max(options.leastRows, Math.ceil(options.balance * rows.length))
  if (Math.min(left.length, right.length) < least) return Number.NEGATIVE_INFINITY
  if (strategy.kind === 'effect') {
    for (const side of [left, right]) {
      const above = side.filter((row) => strategy.d[row] > meanD).length
      if (Math.min(above, side.length - above) < options.leastRows) return Number.NEGATIVE_INFINITY
    }
  }
  return [left, right]
    .map((side) => side.reduce((sum, row) => sum + pseudo(row), 0) ** 2 / side.length)
    .reduce((sum, value) => sum + value, 0)
}

/** Pseudo-outcomes of a node's rows: of a mean, w (y − ȳ); of an effect, grf's gradient. */
function relabelled(strategy: ForestStrategy, rows: readonly number[]) {
  const { y, weights } = strategy
  const w = (row: number) => (weights ? weights[row] : 1)
  const sum = (of: (row: number) => number) => rows.reduce((total, row) => total + w(row) * of(row), 0)
  const total = sum(() => 1)
  const meanY = sum((row) => y[row]) / total
  if (strategy.kind === 'mean') return { pseudo: (row: number) => w(row) * (y[row] - meanY), meanD: 0 }
  const { d } = strategy
  const meanD = sum((row) => d[row]) / total
  const effect = sum((row) => (d[row] - meanD) * (y[row] - meanY)) / sum((row) => (d[row] - meanD) ** 2)
  return {
    pseudo: (row: number) => w(row) * (d[row] - meanD) * (y[row] - meanY - (d[row] - meanD) * effect),
    meanD,
  }
}
