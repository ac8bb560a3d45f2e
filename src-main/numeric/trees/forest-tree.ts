import type { Random } from '../random.ts'
import type { Binned } from './binning.ts'
import type { ForestOptions } from './forest-options.ts'
import { addToLeaf, type ForestStrategy, relabel, statisticsOf } from './forest-strategy.ts'
import { fillHistogram, roundEvenly } from './histogram.ts'
import { categorySet, partition, type Split } from './split.ts'
import { leafOf, type Tree, TreeBuilder } from './tree.ts'

export interface GrownTree {
  readonly tree: Tree
  /** Means over each leaf's estimation rows, by node. */
  readonly statistics: Float64Array
}

/** Rows up to which sides are also checked for treatment above and below the node's mean. */
const mostChecked = 4096

/** Grows a tree on some rows and fills its leaves with others (or the same). */
export function growForestTree(
  binned: Binned,
  strategy: ForestStrategy,
  options: ForestOptions,
  splitRows: Int32Array,
  leafRows: Int32Array,
  source: Random,
): GrownTree {
  const { codes, features, bins, stride, categorical } = binned
  const order = Int32Array.from(splitRows)
  const buffer = new Int32Array(order.length)
  const pseudo = new Float64Array(binned.rows)
  const packed = new Float64Array(binned.rows)
  const histogram = new Float64Array(stride * features)
  const builder = new TreeBuilder(0)
  const tried = Math.min(features, options.tried)
  const pool = Int32Array.from({ length: features }, (_, f) => f)
  const stack = [{ node: 0, from: 0, to: order.length }]
  while (stack.length > 0) {
    const { node, from, to } = stack.pop()!
    const rows = to - from
    // A side of an effect needs treatment above and below the mean, in `leastRows` rows each.
    if (rows < (strategy.kind === 'effect' ? 4 : 2) * options.leastRows) continue
    const middle = relabel(strategy, order, from, to, pseudo)
    if (Number.isNaN(middle)) continue
    // Where every feature is tried the pool keeps its order, and no numbers are drawn.
    for (let k = 0; k < tried && tried < features; k++) {
      const other = k + source.integer(features - k)
      const kept = pool[k]
      pool[k] = pool[other]
      pool[other] = kept
    }
    const checked = strategy.kind === 'effect' && rows <= mostChecked ? strategy.d : null
    const packing = packNode(packed, order, from, to, pseudo, checked, middle)
    const { totalHigh } = packing
    if (packing.checked && Math.min(totalHigh, rows - totalHigh) < 2 * options.leastRows) continue
    const sides = {
      rows,
      least: Math.max(options.leastRows, Math.ceil(options.balance * rows)),
      leastRows: options.leastRows,
    }
    fill(histogram, binned, order, from, to, packed, pool, tried)
    let best: Split | null = null
    for (let k = 0; k < tried; k++) {
      const f = pool[k]
      const found = search(
        histogram,
        (tried === features ? f : k) * stride,
        f,
        bins[f],
        categorical[f] === 1,
        packing,
        sides,
        best ? best.gain : 1e-9,
      )
      if (found) best = found
    }
    if (!best) continue
    const right = partition(order, buffer, from, to, codes, features, best)
    const first = builder.split(node, best, 0, 0)
    stack.push({ node: first + 1, from: right, to }, { node: first, from, to: right })
  }
  const tree = builder.build()
  return { tree, statistics: fillLeaves(tree, binned, strategy, leafRows) }
}

/** Three counts in one double: rows, rows with treatment above the mean, and the rounded pseudo-outcomes' sum. */
interface NodePacking {
  readonly rowFactor: number
  readonly highFactor: number
  readonly checked: boolean
  /** Rows with treatment above the mean. */
  readonly totalHigh: number
  /** Mean of the rounded pseudo-outcomes: not quite zero. Taken out, a split looks the same from both sides. */
  readonly drift: number
}

function packNode(
  packed: Float64Array,
  order: Int32Array,
  from: number,
  to: number,
  pseudo: Float64Array,
  treatment: Float64Array | null,
  mean: number,
): NodePacking {
  const rowBits = Math.ceil(Math.log2(to - from + 1))
  let largest = 0
  for (let k = from; k < to; k++) {
    const size = Math.abs(pseudo[order[k]])
    if (size > largest) largest = size
  }
  const bits = Math.min(24, 51 - (treatment ? 3 : 2) * rowBits)
  const scale = largest > 0 ? 2 ** bits / largest : 0
  const highFactor = 2 ** (bits + rowBits + 1)
  const rowFactor = treatment ? highFactor * 2 ** rowBits : highFactor
  let totalHigh = 0
  let sum = 0
  for (let k = from; k < to; k++) {
    const row = order[k]
    const rounded = roundEvenly(pseudo[row] * scale)
    let value = rowFactor + rounded
    sum += rounded
    if (treatment && treatment[row] > mean) {
      value += highFactor
      totalHigh++
    }
    packed[row] = value
  }
  return { rowFactor, highFactor, checked: treatment !== null, totalHigh, drift: sum / (to - from) }
}

function fill(
  histogram: Float64Array,
  binned: Binned,
  order: Int32Array,
  from: number,
  to: number,
  packed: Float64Array,
  pool: Int32Array,
  tried: number,
): void {
  const { codes, features, stride } = binned
  if (tried === features) {
    fillHistogram(histogram, binned, order, from, to, packed)
    return
  }
  histogram.fill(0, 0, tried * stride)
  for (let k = from; k < to; k++) {
    const row = order[k]
    const value = packed[row]
    const start = row * features
    for (let j = 0; j < tried; j++) histogram[j * stride + codes[start + pool[j]]] += value
  }
}

/** What a side of a split must have. */
interface Sides {
  readonly rows: number
  readonly least: number
  readonly leastRows: number
}

/** The best split of one feature: the greatest G²_left/n_left + G²_right/n_right (pseudo-outcomes sum to zero). */
function search(
  histogram: Float64Array,
  base: number,
  feature: number,
  bins: number,
  categorical: boolean,
  packing: NodePacking,
  sides: Sides,
  leastGain: number,
): Split | null {
  if (!categorical) {
    const { at, gain } = scan(histogram, base, bins, null, packing, sides, leastGain)
    return at < 0 ? null : { feature, threshold: at, left: null, gain }
  }
  const sequence = byMean(histogram, base, bins, packing)
  const { at, gain, left } = scan(histogram, base, bins, sequence, packing, sides, leastGain)
  if (at < 0) return null
  const set = categorySet(sequence, at, 2 * left > sides.rows, bins)
  return { feature, threshold: -1, left: set, gain }
}

const scanned = { at: -1, gain: 0, left: 0 }

/** Reciprocals of powers of two are exact, and quicker than division. The answer is overwritten by the next call. */
function scan(
  histogram: Float64Array,
  base: number,
  bins: number,
  sequence: readonly number[] | null,
  { rowFactor, highFactor, checked, totalHigh, drift }: NodePacking,
  { rows, least, leastRows }: Sides,
  leastGain: number,
): { readonly at: number; readonly gain: number; readonly left: number } {
  const half = highFactor / 2
  const perRow = 1 / rowFactor
  const perHigh = 1 / highFactor
  const steps = sequence ? sequence.length - 1 : bins - 1
  const most = rows - least
  let sum = 0
  let best = leastGain
  let at = -1
  let leftRows = 0
  for (let step = 0; step < steps; step++) {
    const value = histogram[base + (sequence === null ? step : sequence[step])]
    if (value === 0) continue
    sum += value
    const left = Math.floor((sum + half) * perRow)
    if (left < least) continue
    if (left > most) break
    let rest = sum - left * rowFactor
    if (checked) {
      const high = Math.floor((rest + half) * perHigh)
      rest -= high * highFactor
      const highRight = totalHigh - high
      if (high < leastRows || left - high < leastRows) continue
      if (highRight < leastRows || rows - left - highRight < leastRows) continue
    }
    const away = rest - left * drift
    const gain = (away * away * rows) / (left * (rows - left))
    if (gain > best * (1 + 1e-10)) {
      best = gain
      at = step
      leftRows = left
    }
  }
  scanned.at = at
  scanned.gain = best
  scanned.left = leftRows
  return scanned
}

function byMean(
  histogram: Float64Array,
  base: number,
  bins: number,
  { rowFactor, highFactor, checked }: NodePacking,
): number[] {
  const half = highFactor / 2
  const present: number[] = []
  const means = new Float64Array(bins)
  for (let b = 0; b < bins; b++) {
    const value = histogram[base + b]
    if (value === 0) continue
    const rows = Math.floor((value + half) / rowFactor)
    let rest = value - rows * rowFactor
    if (checked) rest -= Math.floor((rest + half) / highFactor) * highFactor
    means[b] = rest / rows
    present.push(b)
  }
  return present.sort((a, b) => means[a] - means[b] || a - b)
}

/** Means by leaf; NaN first at a leaf that no row fell into. */
function fillLeaves(tree: Tree, binned: Binned, strategy: ForestStrategy, rows: Int32Array): Float64Array {
  const width = statisticsOf(strategy)
  const statistics = new Float64Array(tree.child.length * width)
  const counts = new Int32Array(tree.child.length)
  for (const row of rows) {
    const leaf = leafOf(tree, binned, row)
    counts[leaf]++
    addToLeaf(strategy, row, statistics, leaf * width)
  }
  for (let node = 0; node < counts.length; node++) {
    for (let s = 0; s < width; s++) {
      statistics[node * width + s] =
        counts[node] > 0 ? statistics[node * width + s] / counts[node] : Number.NaN
    }
  }
  return statistics
}
