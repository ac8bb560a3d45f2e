import { expit } from '../generalised-linear.ts'
import { random, shuffle } from '../random.ts'
import type { Binned } from './binning.ts'
import { fillHistogram, newHistogram, packRows, subtractHistogram } from './histogram.ts'
import { bestSplitOf, partition, type Split, type SplitRules } from './split.ts'
import { leafOf, type Tree, TreeBuilder } from './tree.ts'

export type Loss = 'squared' | 'logistic' | 'poisson'

export interface BoostingOptions {
  readonly loss: Loss
  readonly rounds: number
  readonly learningRate: number
  readonly leaves: number
  /** Fewest rows of a leaf. */
  readonly leastRows: number
  readonly ridge: number
  /** −1, 0 or 1 a feature. */
  readonly monotone?: Int8Array
  /** Share of rows held out to stop by, and the rounds without gain after which to stop; 0 for neither. */
  readonly heldOut: number
  readonly patience: number
  readonly seed: number
}

export const boostingDefaults: BoostingOptions = {
  loss: 'squared',
  rounds: 300,
  learningRate: 0.1,
  leaves: 24,
  leastRows: 20,
  ridge: 1,
  heldOut: 0.15,
  patience: 8,
  seed: 1,
}

/** Trees whose values add up to the linear predictor. */
export interface Boosted {
  readonly loss: Loss
  readonly start: number
  readonly trees: readonly Tree[]
}

/**
 * Gradient boosting with second-order leaf values, trees grown leaf by leaf in order of gain (Friedman 2001;
 * Chen and Guestrin 2016, eqs. 5 to 7; leaf-wise growth and histogram subtraction after Ke et al. 2017).
 * @param rows rows of `binned` to learn from
 */
export function boost(
  binned: Binned,
  y: Float64Array,
  weights: Float64Array | undefined,
  rows: Int32Array,
  chosen: Partial<BoostingOptions> = {},
): Boosted {
  const options = { ...boostingDefaults, ...chosen }
  const { learn, check } = holdOut(rows, options)
  const start = startOf(options.loss, y, weights, learn)
  const eta = new Float64Array(binned.rows).fill(start)
  const gradients = new Float64Array(binned.rows)
  const curvatures = new Float64Array(binned.rows)
  const trees: Tree[] = []
  const grower = treeGrower(binned, weights, learn.length, options)
  let best = check.length > 0 ? lossOf(options.loss, eta, y, weights, check) : 0
  let bestRounds = 0
  for (let round = 0; round < options.rounds; round++) {
    derivatives(options.loss, eta, y, weights, learn, gradients, curvatures)
    const order = Int32Array.from(learn)
    const { tree, spans } = grower(order, gradients, curvatures)
    if (tree.child[0] < 0) break
    trees.push(tree)
    for (const { leaf, from, to } of spans) {
      const value = tree.value[leaf]
      for (let k = from; k < to; k++) eta[order[k]] += value
    }
    if (check.length === 0) continue
    for (const row of check) eta[row] += tree.value[leafOf(tree, binned, row)]
    const loss = lossOf(options.loss, eta, y, weights, check)
    if (loss < best - 1e-7 * Math.abs(best)) {
      best = loss
      bestRounds = trees.length
    } else if (trees.length - bestRounds >= options.patience) {
      break
    }
  }
  return { loss: options.loss, start, trees: check.length > 0 ? trees.slice(0, bestRounds) : trees }
}

/** Predicted means of some rows. */
export function predictBoosted(model: Boosted, binned: Binned, rows: Int32Array): Float64Array {
  const result = new Float64Array(rows.length).fill(model.start)
  for (const tree of model.trees) {
    for (let k = 0; k < rows.length; k++) result[k] += tree.value[leafOf(tree, binned, rows[k])]
  }
  if (model.loss === 'logistic') for (let k = 0; k < rows.length; k++) result[k] = expit(result[k])
  if (model.loss === 'poisson') for (let k = 0; k < rows.length; k++) result[k] = Math.exp(result[k])
  return result
}

function holdOut(rows: Int32Array, options: BoostingOptions): { learn: Int32Array; check: Int32Array } {
  const count = Math.floor(options.heldOut * rows.length)
  if (options.patience === 0 || count < 10) return { learn: rows, check: new Int32Array(0) }
  const mixed = shuffle(Int32Array.from(rows), random(options.seed, 'held out'))
  return { learn: mixed.slice(count).sort(), check: mixed.slice(0, count).sort() }
}

interface Leaf {
  readonly node: number
  readonly from: number
  readonly to: number
  /** Sums over the leaf's rows, from the numbers themselves. */
  readonly gradient: number
  readonly curvature: number
  readonly weight: number
  readonly low: number
  readonly high: number
  histogram: Float64Array
  split: Split | null
}

type Bounds = Pick<Leaf, 'low' | 'high'>

/**
 * Grows one tree: splits by the variance of gradients, as Friedman 2001 does, and leaf values by a Newton step.
 * Memory is kept from tree to tree.
 */
function treeGrower(
  binned: Binned,
  weights: Float64Array | undefined,
  rowCount: number,
  options: BoostingOptions,
) {
  const { features, bins, categorical, codes, stride } = binned
  const pool: Float64Array[] = []
  const take = () => pool.pop() ?? newHistogram(binned)
  const buffer = new Int32Array(rowCount)
  const packed = new Float64Array(binned.rows)

  return (order: Int32Array, gradients: Float64Array, curvatures: Float64Array) => {
    const packing = packRows(packed, order, 0, order.length, gradients, weights)
    const span = (node: number, from: number, to: number, bounds: Bounds, histogram: Float64Array): Leaf => {
      let gradient = 0
      let curvature = 0
      let weight = 0
      for (let k = from; k < to; k++) {
        const row = order[k]
        gradient += gradients[row]
        curvature += curvatures[row]
        weight += weights ? weights[row] : 1
      }
      return { node, from, to, gradient, curvature, weight, ...bounds, histogram, split: null }
    }
    const free: Bounds = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
    const root = span(0, 0, order.length, free, take())
    const rules: SplitRules = {
      ridge: options.ridge,
      leastWeight: (options.leastRows * root.weight) / order.length,
      monotone: options.monotone,
    }
    const search = (leaf: Leaf): void => {
      if (leaf.to - leaf.from < 2 * options.leastRows) return
      const { histogram } = leaf
      // The node's sums as rounded, so that a split looks the same from both sides.
      let total = 0
      for (let b = 0; b < bins[0]; b++) total += histogram[b]
      const heavy = Math.floor(total / packing.factor + 0.5)
      const weight = heavy * packing.weightUnit
      const gradient = (total - heavy * packing.factor) * packing.gradientUnit
      let least = 1e-9 * packing.gradientUnit * packing.gradientUnit
      for (let f = 0; f < features; f++) {
        const searched = { histogram, packing, gradient, weight, rules }
        const found = bestSplitOf(searched, f, f * stride, bins[f], categorical[f] === 1, least)
        if (found) {
          leaf.split = found
          least = found.gain
        }
      }
    }
    const stepOf = (leaf: Leaf) =>
      options.learningRate * within(leaf, leaf.gradient / (leaf.curvature + options.ridge))

    const builder = new TreeBuilder(0)
    fillHistogram(root.histogram, binned, order, 0, order.length, packed)
    search(root)
    const open: Leaf[] = [root]
    while (open.length < options.leaves) {
      const next = mostGaining(open)
      if (next < 0) break
      const leaf = open[next]
      const split = leaf.split!
      const middle = partition(order, buffer, leaf.from, leaf.to, codes, features, split)
      if (middle === leaf.from || middle === leaf.to) {
        leaf.split = null
        continue
      }
      const first = builder.split(leaf.node, split, 0, 0)
      const left = span(first, leaf.from, middle, free, leaf.histogram)
      const right = span(first + 1, middle, leaf.to, free, leaf.histogram)
      const bounded = withBounds(leaf, left, right, split, options)
      const [smaller, larger] = middle - leaf.from <= leaf.to - middle ? bounded : [bounded[1], bounded[0]]
      if (open.length + 1 < options.leaves) {
        smaller.histogram = take()
        fillHistogram(smaller.histogram, binned, order, smaller.from, smaller.to, packed)
        subtractHistogram(larger.histogram, smaller.histogram)
        search(smaller)
        search(larger)
      }
      open[next] = bounded[0]
      open.push(bounded[1])
    }
    for (const leaf of open) builder.setValue(leaf.node, stepOf(leaf))
    pool.push(...new Set(open.map(({ histogram }) => histogram)))
    return { tree: builder.build(), spans: open.map(({ node, from, to }) => ({ leaf: node, from, to })) }
  }
}

function mostGaining(open: readonly Leaf[]): number {
  let next = -1
  for (let k = 0; k < open.length; k++) {
    const { split } = open[k]
    if (split && (next < 0 || split.gain > open[next].split!.gain)) next = k
  }
  return next
}

function within({ low, high }: Bounds, value: number): number {
  return Math.min(high, Math.max(low, value))
}

/** Under a monotone split the children's values stay on their sides of the middle. */
function withBounds(
  leaf: Leaf,
  left: Leaf,
  right: Leaf,
  split: Split,
  options: BoostingOptions,
): [Leaf, Leaf] {
  const { low, high } = leaf
  const direction = options.monotone ? options.monotone[split.feature] : 0
  if (direction === 0)
    return [
      { ...left, low, high },
      { ...right, low, high },
    ]
  const of = (side: Leaf) => within(leaf, side.gradient / (side.curvature + options.ridge))
  const middle = (of(left) + of(right)) / 2
  return direction > 0
    ? [
        { ...left, low, high: middle },
        { ...right, low: middle, high },
      ]
    : [
        { ...left, low: middle, high },
        { ...right, low, high: middle },
      ]
}

function startOf(loss: Loss, y: Float64Array, weights: Float64Array | undefined, rows: Int32Array): number {
  let total = 0
  let sum = 0
  for (const row of rows) {
    const w = weights ? weights[row] : 1
    total += w
    sum += w * y[row]
  }
  const mean = sum / total
  if (loss === 'squared') return mean
  if (loss === 'poisson') return Math.log(Math.max(mean, 1e-12))
  const inside = Math.min(1 - 1e-9, Math.max(1e-9, mean))
  return Math.log(inside / (1 - inside))
}

function derivatives(
  loss: Loss,
  eta: Float64Array,
  y: Float64Array,
  weights: Float64Array | undefined,
  rows: Int32Array,
  gradients: Float64Array,
  curvatures: Float64Array,
): void {
  for (const row of rows) {
    const w = weights ? weights[row] : 1
    if (loss === 'squared') {
      gradients[row] = w * (y[row] - eta[row])
      curvatures[row] = w
    } else {
      const mean = loss === 'logistic' ? expit(eta[row]) : Math.exp(Math.min(eta[row], 30))
      gradients[row] = w * (y[row] - mean)
      curvatures[row] = w * Math.max(loss === 'logistic' ? mean * (1 - mean) : mean, 1e-9)
    }
  }
}

/** Mean loss; half squared error, or minus the log likelihood. */
function lossOf(
  loss: Loss,
  eta: Float64Array,
  y: Float64Array,
  weights: Float64Array | undefined,
  rows: Int32Array,
): number {
  let sum = 0
  let total = 0
  for (const row of rows) {
    const w = weights ? weights[row] : 1
    const e = eta[row]
    total += w
    if (loss === 'squared') sum += 0.5 * w * (y[row] - e) ** 2
    else if (loss === 'logistic')
      sum += w * (Math.max(e, 0) + Math.log1p(Math.exp(-Math.abs(e))) - y[row] * e)
    else sum += w * (Math.exp(Math.min(e, 30)) - y[row] * e)
  }
  return sum / total
}
