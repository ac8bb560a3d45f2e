import type { Random } from '../random.ts'
import type { Binned } from './binning.ts'
import type { ForestOptions } from './forest-options.ts'
import type { Sample } from './forest-sample.ts'
import { type ForestStrategy, statisticsOf } from './forest-strategy.ts'
import type { Pointer, TreeRoom } from './kernels/kernels.ts'
import { searchUplift } from './uplift-search.ts'

/** A tree as the kernels descend it (`kernels/assembly/descent.ts`). */
export interface GrownTree {
  /** Two numbers a node: left child or −1 − leaf, and feature · 2¹⁶ + threshold. */
  readonly nodes: Int32Array
  /** By node, the number of its set of categories or −1; empty where no node has one. */
  readonly set: Int32Array
  readonly sets: Uint32Array
  /** Means over each leaf's estimation rows; NaN at a leaf that none fell into. */
  readonly statistics: Float64Array
}

/** Threshold of a node whose set of categories decides. */
const bySet = 0xffff

/** Rows up to which sides are also checked for treatment above and below the node's mean. */
const mostTold = 4096

/** Where a grower keeps things in the kernels' memory. */
interface Plan {
  readonly room: TreeRoom
  /** Every row, as given. */
  readonly codes: Pointer
  readonly y: Pointer
  readonly d: Pointer
  /** 0 where every row counts once. */
  readonly w: Pointer
  readonly bins: Pointer
  readonly categorical: Pointer
  /** Those that a tree works on, gathered: codes stay, order and numbers move as nodes part. */
  readonly stride: number
  readonly ownCodes: Pointer
  readonly order: Pointer
  readonly ownY: Pointer
  readonly ownD: Pointer
  readonly ownW: Pointer
  /** Pseudo-outcomes, then packed; also leaves of rows. */
  readonly packed: Pointer
  readonly buffer: Pointer
  readonly histogram: Pointer
  /** Of an uplift: the same of outcomes. */
  readonly ones: Pointer
  readonly drawn: Pointer
  readonly found: Pointer
  readonly scratch: Pointer
  readonly nodes: Pointer
  readonly statistics: Pointer
  readonly counts: Pointer
  /** Sets of categories of a whole tree; 0 where no feature has any. */
  readonly sets: Pointer
}

/**
 * Grows trees one after another in a thread's room, each on some rows, its leaves filled with others (or the same).
 * @param mostRows rows that a tree may be grown on or filled with
 */
export function treeGrower(
  room: TreeRoom,
  binned: Binned,
  strategy: ForestStrategy,
  options: ForestOptions,
  mostRows: number,
): (split: Sample, estimate: Sample, source: Random) => GrownTree {
  const plan = layOut(room, binned, strategy, options, mostRows)
  const pool = plan.room.ints(plan.drawn, binned.features)
  return (split, estimate, source) => {
    for (let f = 0; f < pool.length; f++) pool[f] = f
    gather(plan, binned, split)
    const shape = grow(plan, pool, binned, strategy, options, split.count, source)
    gather(plan, binned, estimate)
    return { ...shape, statistics: fillLeaves(plan, strategy, shape, estimate.count) }
  }
}

function layOut(
  room: TreeRoom,
  binned: Binned,
  strategy: ForestStrategy,
  { leastRows }: ForestOptions,
  mostRows: number,
): Plan {
  const { rows, features, codes, bins, categorical, stride: bin } = binned
  const place = <T extends ArrayLike<number>>(values: T, to: { set(values: T): void }) => to.set(values)
  const numbers = (values: Float64Array) => {
    const at = room.take(8 * rows)
    place(values, room.numbers(at, rows))
    return at
  }
  const armed = strategy.kind !== 'mean'
  const ones = strategy.kind === 'uplift' ? new Float64Array(rows).fill(1) : undefined
  const weights = strategy.weights ?? ones
  const stride = 16 * Math.ceil(features / 16)
  const mostLeaves = Math.floor(mostRows / Math.max(1, leastRows)) + 1
  const of = (bytes: number) => room.take(bytes * (mostRows + 1))
  const allCodes = room.take(rows * features + stride)
  place(codes, room.bytes(allCodes, codes.length))
  const plan: Plan = {
    room,
    codes: allCodes,
    y: numbers(strategy.y),
    d: armed ? numbers(strategy.d) : 0,
    w: weights ? numbers(weights) : 0,
    bins: room.take(4 * features),
    categorical: room.take(features),
    stride,
    ownCodes: of(stride),
    order: of(4),
    ownY: of(8),
    ownD: armed ? of(8) : 0,
    ownW: weights ? of(8) : 0,
    packed: of(8),
    buffer: of(28),
    histogram: room.take(8 * bin * features),
    ones: strategy.kind === 'uplift' ? room.take(8 * bin * features) : 0,
    drawn: room.take(4 * features),
    found: room.take(64),
    scratch: room.take(12 * 256),
    nodes: room.take(16 * mostLeaves),
    statistics: room.take(8 * mostLeaves * statisticsOf(strategy)),
    counts: room.take(4 * mostLeaves),
    sets: categorical.includes(1) ? room.take(40 * mostLeaves) : 0,
  }
  place(bins, room.ints(plan.bins, features))
  place(categorical, room.bytes(plan.categorical, features))
  return plan
}

function gather(plan: Plan, { features }: Binned, { rows, count }: Sample): void {
  const { room, codes, y, d, w, ownCodes, stride, ownY, ownD, ownW } = plan
  room.kernels.gather(count, rows, codes, features, y, d, w, ownCodes, stride, ownY, ownD, ownW)
}

type Shape = Omit<GrownTree, 'statistics'> & { readonly leaves: number }

/** Depth first, the left side before the right, so that what is worked on stays near. */
function grow(
  plan: Plan,
  pool: Int32Array,
  binned: Binned,
  strategy: ForestStrategy,
  options: ForestOptions,
  count: number,
  source: Random,
): Shape {
  const { room, order, ownCodes, stride, ownY, ownD, ownW, packed, buffer, histogram, found } = plan
  const { kernels } = room
  const { features, stride: bin } = binned
  const { kind } = strategy
  const effect = kind === 'effect'
  const tried = Math.min(features, options.tried)
  const leastOfNode = (kind === 'mean' ? 2 : 4) * options.leastRows
  const own = room.ints(order, count)
  for (let k = 0; k < count; k++) own[k] = k
  const mean = room.numbers(found, 1)
  const above = room.ints(found, 3)
  const nodes = room.ints(plan.nodes, 4 * (Math.floor(count / Math.max(1, options.leastRows)) + 1))
  const setOf: number[] = []
  const words: number[] = []
  const open = [0, 0, count]
  let size = 1
  let leaves = 0
  while (open.length > 0) {
    const to = open.pop()!
    const from = open.pop()!
    const node = open.pop()!
    const rows = to - from
    const split = rows < leastOfNode ? -1 : splitOf(from, rows)
    if (split < 0) {
      nodes[2 * node] = -1 - leaves++
      nodes[2 * node + 1] = 0
      continue
    }
    const threshold = above[2]
    const set = threshold < 0 ? found + 16 : 0
    const left = kernels.partition(
      rows,
      order + 4 * from,
      ownY + 8 * from,
      ownD > 0 ? ownD + 8 * from : 0,
      ownW > 0 ? ownW + 8 * from : 0,
      ownCodes,
      stride,
      split,
      threshold,
      set,
      buffer,
    )
    if (set > 0) {
      setOf[node] = words.length / 8
      words.push(...room.ints(set, 8))
    }
    nodes[2 * node] = size
    nodes[2 * node + 1] = split * 0x10000 + (set > 0 ? bySet : threshold)
    open.push(size + 1, from + left, to, size, from, from + left)
    size += 2
  }
  return {
    nodes: nodes.slice(0, 2 * size),
    set: words.length > 0 ? Int32Array.from({ length: size }, (_, node) => setOf[node] ?? -1) : noSet,
    sets: Uint32Array.from(words),
    leaves,
  }

  /** The feature to split rows from … on, −1 for none; the rest lies at `found`. */
  function splitOf(from: number, rows: number): number {
    const y = ownY + 8 * from
    const w = ownW > 0 ? ownW + 8 * from : 0
    const d = ownD > 0 ? ownD + 8 * from : 0
    const rowsOrder = order + 4 * from
    if (strategy.kind === 'uplift') {
      drawFeatures()
      const node = { ...plan, rows, order: rowsOrder, y, d, w, slots: tried, pool, binned }
      return searchUplift(node, strategy.divergence, options)
    }
    const size = effect
      ? kernels.relabelEffect(rows, y, d, w, packed, found)
      : kernels.relabelMean(rows, y, w, packed)
    if (!(size > 1e-280)) return -1
    const told = effect && rows <= mostTold
    const sum = kernels.packNode(rows, packed, scaleOf(size), told ? d : 0, effect ? mean[0] : 0, found + 8)
    if (told && Math.min(above[2], rows - above[2]) < 2 * options.leastRows) return -1
    drawFeatures()
    if (tried === features)
      kernels.fillHistogram(rows, rowsOrder, ownCodes, stride, features, packed, histogram, bin)
    else kernels.fillDrawn(rows, rowsOrder, ownCodes, stride, tried, plan.drawn, packed, histogram, bin)
    return kernels.searchNode(
      histogram,
      bin,
      tried,
      plan.drawn,
      plan.bins,
      plan.categorical,
      rows,
      sum,
      Math.max(options.leastRows, Math.ceil(options.balance * rows)),
      told ? above[2] : -1,
      options.leastRows,
      found,
      plan.scratch,
    )
  }

  /** Where every feature is tried the pool keeps its order, and no numbers are drawn. */
  function drawFeatures(): void {
    for (let k = 0; k < tried && tried < features; k++) {
      const other = k + source.integer(features - k)
      const kept = pool[k]
      pool[k] = pool[other]
      pool[other] = kept
    }
  }
}

/**
 * Keeps sums of any rows within 32 bits, given the sum of all sizes (and up to 2²⁹ roundings). The factor is irrational,
 * so that few-valued outcomes do not lie on the edge of rounding, where the last bit of a mean would decide.
 */
function scaleOf(size: number): number {
  return (2 ** 31 * Math.LN2) / size
}

const noSet = new Int32Array(0)

function fillLeaves(plan: Plan, strategy: ForestStrategy, shape: Shape, count: number): Float64Array {
  const { room, nodes, packed, ownCodes, stride, ownY, ownD, ownW, statistics, counts } = plan
  const width = statisticsOf(strategy)
  const { leaves } = shape
  const { set, sets } = placeSets(plan, shape)
  room.kernels.leavesOf(count, 0, ownCodes, stride, nodes, set, sets, packed)
  const means = room.numbers(statistics, leaves * width)
  means.fill(0)
  room.ints(counts, leaves).fill(0)
  room.kernels.addToLeaves(count, packed, ownY, ownD, ownW, statistics, counts)
  room.kernels.leafMeans(leaves, width, statistics, counts)
  return means.slice()
}

/** Sets of categories where the kernels read them: numbers by node, then the sets. */
function placeSets({ room, sets: at }: Plan, { set, sets }: Shape): { set: Pointer; sets: Pointer } {
  if (set.length === 0) return { set: 0, sets: 0 }
  const words = at + 4 * set.length
  room.ints(at, set.length).set(set)
  room.ints(words, sets.length).set(sets)
  return { set: at, sets: words }
}
