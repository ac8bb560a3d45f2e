import type { Binned } from './binning.ts'
import type { BoostingOptions } from './boosting-options.ts'
import type { Pointer, TreeRoom } from './kernels/kernels.ts'
import { bestSplitOf, type Split, type SplitRules } from './split.ts'
import { type Tree, TreeBuilder } from './tree.ts'

/** A tree, and the rows of each leaf: places `order[from] … order[to − 1]` of the rows it was grown on. */
export interface BoostedTree {
  readonly tree: Tree
  readonly order: Int32Array
  readonly spans: readonly { readonly leaf: number; readonly from: number; readonly to: number }[]
}

/** First and second derivatives of the loss at each row, in the order of the rows. */
export interface Derivatives {
  readonly gradients: Float64Array
  readonly curvatures: Float64Array
}

interface Leaf {
  readonly node: number
  readonly from: number
  readonly to: number
  readonly low: number
  readonly high: number
  histogram: Pointer
  split: Split | null
}

type Bounds = Pick<Leaf, 'low' | 'high'>
type Span = Pick<Leaf, 'from' | 'to'>

interface Sums {
  readonly gradient: number
  readonly curvature: number
}

/** Where a grower keeps things in the kernels' memory: order and packed numbers move as leaves part. */
interface Plan {
  readonly room: TreeRoom
  readonly codes: Pointer
  readonly stride: number
  readonly order: Pointer
  /** A gradient and a weight as one integer: weight · 2³² + gradient. */
  readonly packed: Pointer
  readonly buffer: Pointer
  readonly set: Pointer
  readonly found: Pointer
  /** Room for the histograms of all leaves. */
  readonly histograms: readonly Pointer[]
}

/**
 * Grows trees one after another on the same rows, leaf by leaf in order of gain: splits by the variance of gradients, as
 * Friedman 2001 does, and leaf values by a Newton step. Only the search for splits sees gradients rounded to integers,
 * whose sums do not depend on their order; leaf values are summed from the numbers themselves.
 * @param weights of these rows, in their order
 */
export function boostedTreeGrower(
  room: TreeRoom,
  binned: Binned,
  rows: Int32Array,
  weights: Float64Array | undefined,
  options: BoostingOptions,
): (derivatives: Derivatives) => BoostedTree {
  const plan = layOut(room, binned, rows, options)
  const count = rows.length
  const totalWeight = weights ? weights.reduce((sum, value) => sum + value, 0) : count
  const weightUnit = weights ? totalWeight / (2 ** 31 * Math.LN2) : 1
  const heavy = weights?.map((value) => Math.round(value / weightUnit))
  const { order, histograms } = plan
  const rules: SplitRules = {
    ridge: options.ridge,
    leastWeight: (options.leastRows * totalWeight) / count,
    monotone: options.monotone,
  }
  const identity = Int32Array.from({ length: count }, (_, k) => k)
  const ordered = room.ints(order, count)

  return (derivatives) => {
    ordered.set(identity)
    const sums = (leaf: Span) => sumsOf(derivatives, ordered, leaf)
    const gradientUnit = pack(plan, derivatives.gradients, heavy)
    const spare = [...histograms]
    const units = { gradientUnit, weightUnit }
    const builder = new TreeBuilder(0)
    const root = leafOf(0, 0, count, spare.pop()!)
    fill(plan, binned, root)
    search(plan, binned, root, units, rules, options)
    const open: Leaf[] = [root]
    while (open.length < options.leaves) {
      const next = mostGaining(open)
      if (next < 0) break
      const leaf = open[next]
      const split = leaf.split!
      const middle = leaf.from + part(plan, leaf, split)
      if (middle === leaf.from || middle === leaf.to) {
        leaf.split = null
        continue
      }
      const first = builder.split(leaf.node, split, 0, 0)
      const sides: [Leaf, Leaf] = [
        leafOf(first, leaf.from, middle, leaf.histogram),
        leafOf(first + 1, middle, leaf.to, leaf.histogram),
      ]
      const bounded = withBounds(leaf, sides, split, options, sums)
      if (open.length + 1 < options.leaves) {
        const smaller = middle - leaf.from <= leaf.to - middle ? 0 : 1
        bounded[smaller].histogram = spare.pop()!
        fill(plan, binned, bounded[smaller])
        const size = binned.features * binned.stride
        room.kernels.subtractHistogram(size, leaf.histogram, bounded[smaller].histogram)
        for (const side of bounded) search(plan, binned, side, units, rules, options)
      }
      open[next] = bounded[0]
      open.push(bounded[1])
    }
    for (const leaf of open) builder.setValue(leaf.node, stepOf(leaf, sums(leaf), options))
    const spans = open.map(({ node, from, to }) => ({ leaf: node, from, to }))
    return { tree: builder.build(), order: ordered, spans }
  }
}

function layOut(
  room: TreeRoom,
  { features, codes, stride: bins }: Binned,
  rows: Int32Array,
  options: BoostingOptions,
): Plan {
  const stride = 16 * Math.ceil(features / 16)
  const of = (bytes: number) => room.take(bytes * (rows.length + 1))
  const plan: Plan = {
    room,
    codes: of(stride),
    stride,
    order: of(4),
    packed: of(8),
    buffer: of(28),
    set: room.take(32),
    found: room.take(16),
    histograms: Array.from({ length: options.leaves }, () => room.take(8 * features * bins)),
  }
  const own = room.bytes(plan.codes, stride * rows.length)
  for (let k = 0; k < rows.length; k++) {
    const from = rows[k] * features
    for (let f = 0; f < features; f++) own[k * stride + f] = codes[from + f]
  }
  return plan
}

/**
 * Weights above, gradients below; returns what one unit of a gradient is worth. Sums of any rows stay within 32 bits; the
 * factor is irrational, so that few-valued gradients do not lie on the edge of rounding.
 */
function pack(
  { room, packed, found }: Plan,
  gradients: Float64Array,
  heavy: Float64Array | undefined,
): number {
  const count = gradients.length
  let size = 0
  for (let k = 0; k < count; k++) size += Math.abs(gradients[k])
  if (!(size > 1e-280)) return 0
  const scale = (2 ** 31 * Math.LN2) / size
  room.numbers(packed, count).set(gradients)
  room.kernels.packNode(count, packed, scale, 0, 0, found)
  if (heavy) {
    // A weight of 1 is there already.
    const words = room.ints(packed, 2 * count)
    for (let k = 0; k < count; k++) words[2 * k + 1] += heavy[k] - 1
  }
  return 1 / scale
}

function leafOf(node: number, from: number, to: number, histogram: Pointer): Leaf {
  return {
    node,
    from,
    to,
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
    histogram,
    split: null,
  }
}

/** Sums over the leaf's rows, from the numbers themselves. */
function sumsOf({ gradients, curvatures }: Derivatives, order: Int32Array, { from, to }: Span): Sums {
  let gradient = 0
  let curvature = 0
  for (let k = from; k < to; k++) {
    gradient += gradients[order[k]]
    curvature += curvatures[order[k]]
  }
  return { gradient, curvature }
}

function fill({ room, order, codes, stride, packed }: Plan, binned: Binned, leaf: Leaf): void {
  room.kernels.fillHistogram(
    leaf.to - leaf.from,
    order + 4 * leaf.from,
    codes,
    stride,
    binned.features,
    packed + 8 * leaf.from,
    leaf.histogram,
    binned.stride,
  )
}

function search(
  { room }: Plan,
  { bins, categorical, features, stride }: Binned,
  leaf: Leaf,
  units: { readonly gradientUnit: number; readonly weightUnit: number },
  rules: SplitRules,
  options: BoostingOptions,
): void {
  if (leaf.to - leaf.from < 2 * options.leastRows || units.gradientUnit === 0) return
  const sums = room.ints(leaf.histogram, 2 * features * stride)
  // The node's sums as rounded, so that a split looks the same from both sides.
  let gradient = 0
  let weight = 0
  for (let b = 0; b < bins[0]; b++) {
    gradient += sums[2 * b]
    weight += sums[2 * b + 1] + (sums[2 * b] < 0 ? 1 : 0)
  }
  const searched = {
    sums,
    stride,
    ...units,
    gradient: gradient * units.gradientUnit,
    weight: weight * units.weightUnit,
    rules,
  }
  let least = 1e-9 * units.gradientUnit * units.gradientUnit
  for (let f = 0; f < features; f++) {
    const found = bestSplitOf(searched, f, bins[f], categorical[f] === 1, least)
    if (!found) continue
    leaf.split = found
    least = found.gain
  }
}

/** How many rows of a leaf go left; they come first. */
function part(plan: Plan, leaf: Leaf, split: Split): number {
  const { room, order, packed, codes, stride, buffer, set } = plan
  if (split.left) room.ints(set, 8).set(split.left)
  return room.kernels.partition(
    leaf.to - leaf.from,
    order + 4 * leaf.from,
    packed + 8 * leaf.from,
    0,
    0,
    codes,
    stride,
    split.feature,
    split.threshold,
    split.left ? set : 0,
    buffer,
  )
}

function mostGaining(open: readonly Leaf[]): number {
  let next = -1
  for (let k = 0; k < open.length; k++) {
    const { split } = open[k]
    if (split && (next < 0 || split.gain > open[next].split!.gain)) next = k
  }
  return next
}

function stepOf(
  bounds: Bounds,
  { gradient, curvature }: Sums,
  { learningRate, ridge }: BoostingOptions,
): number {
  return learningRate * within(bounds, gradient / (curvature + ridge))
}

function within({ low, high }: Bounds, value: number): number {
  return Math.min(high, Math.max(low, value))
}

/** Under a monotone split the children's values stay on their sides of the middle. */
function withBounds(
  leaf: Leaf,
  [left, right]: readonly [Leaf, Leaf],
  split: Split,
  options: BoostingOptions,
  sums: (leaf: Leaf) => Sums,
): [Leaf, Leaf] {
  const { low, high } = leaf
  const direction = options.monotone ? options.monotone[split.feature] : 0
  if (direction === 0)
    return [
      { ...left, low, high },
      { ...right, low, high },
    ]
  const of = (side: Leaf) => {
    const { gradient, curvature } = sums(side)
    return within(leaf, gradient / (curvature + options.ridge))
  }
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
