import { normalCdf, normalDensity } from '../distributions.ts'
import type { Binned } from './binning.ts'
import type { Forest } from './forest.ts'
import { type Pointer, type TreeRoom, treeRoom } from './kernels/kernels.ts'

/** Predictions for some rows, in their order. */
export interface ForestPredictions {
  readonly values: Float64Array
  /** Of the predictions, by the bootstrap of little bags; empty where none were asked for. */
  readonly variances: Float64Array
}

/**
 * Means for rows of `binned`. `outOfBag` leaves out the trees whose group drew the row: rows the forest was grown on
 * must be predicted so. NaN where no tree is left.
 */
export function forestMeans(
  forest: Forest,
  binned: Binned,
  asked: Int32Array,
  outOfBag: boolean,
): Float64Array {
  const values = new Float64Array(asked.length)
  for (const block of blocksOf(forest, binned, asked, outOfBag, 1)) {
    const { room, rows, leaves, statistics, sums, size, at } = block
    for (let t = 0; t < treesOf(forest); t++) {
      const count = descend(block, forest, t, leaves)
      placeStatistics(block, forest, t, statistics)
      room.kernels.averageMeans(count, rows, leaves, statistics, sums)
    }
    const totals = room.numbers(sums, 2 * size)
    for (let k = 0; k < size; k++) values[at + k] = totals[2 * k] / totals[2 * k + 1]
  }
  return values
}

/**
 * Effects and their variances for rows of `binned` (Athey, Tibshirani and Wager 2019, eqs. 2 and 13 to 16: leaf means
 * averaged over trees solve the local moment equation; variance between groups less what differs within them, kept
 * positive by an objective Bayes correction).
 */
export function forestEffects(
  forest: Forest,
  binned: Binned,
  asked: Int32Array,
  outOfBag: boolean,
): ForestPredictions {
  const { groupSize } = forest
  const values = new Float64Array(asked.length)
  const variances = new Float64Array(asked.length)
  for (const block of blocksOf(forest, binned, asked, outOfBag, treesOf(forest))) {
    const { room, rows, leaves, statistics, solved, spread, size, at } = block
    const leafRoom = 4 * block.most
    effectsOf(block, forest, leafRoom, values)
    const bags = room.numbers(spread, 3 * size).fill(0)
    const places = room.ints(block.places, groupSize)
    for (let g = 0; g < treesOf(forest) / groupSize; g++) {
      const count = undrawnRows(block, forest, g)
      for (let t = 0; t < groupSize; t++) {
        places[t] = statistics + t * block.statisticsRoom
        placeStatistics(block, forest, g * groupSize + t, places[t])
      }
      const leaf = leaves + g * groupSize * leafRoom
      room.kernels.pullOfGroup(count, rows, groupSize, leaf, leafRoom, block.places, solved, spread)
    }
    for (let k = 0; k < size; k++) {
      const groups = bags[3 * k + 2]
      variances[at + k] = Number.isNaN(values[at + k])
        ? Number.NaN
        : debiased(bags[3 * k] / groups, bags[3 * k + 1] / groups, groups, groupSize)
    }
  }
  return { values, variances }
}

/** As `forestEffects`, without variances. */
export function forestEffectsOnly(
  forest: Forest,
  binned: Binned,
  asked: Int32Array,
  outOfBag: boolean,
): Float64Array {
  const values = new Float64Array(asked.length)
  for (const block of blocksOf(forest, binned, asked, outOfBag, 1)) effectsOf(block, forest, 0, values)
  return values
}

/** Solves a block's effects into their place in `values`; leaves of tree t stay t · `leafRoom` bytes on. */
function effectsOf(block: Block, forest: Forest, leafRoom: number, values: Float64Array): void {
  const { room, rows, leaves, statistics, sums, solved, size, at } = block
  for (let t = 0; t < treesOf(forest); t++) {
    const leaf = leaves + t * leafRoom
    const count = descend(block, forest, t, leaf)
    placeStatistics(block, forest, t, statistics)
    room.kernels.averageEffects(count, rows, leaf, statistics, sums)
  }
  solve(room.numbers(sums, 6 * size), values.subarray(at, at + size), room.numbers(solved, 4 * size))
}

/** Rows that are predicted together, so that a tree's nodes and their codes stay near, and where things lie meanwhile. */
interface Block {
  readonly room: TreeRoom
  /** Where its rows begin among those asked about. */
  readonly at: number
  readonly size: number
  /** Rows of the largest block. */
  readonly most: number
  readonly outOfBag: boolean
  readonly features: number
  readonly codes: Pointer
  readonly ids: Pointer
  /** Places in the block of the rows that the group last asked about did not draw. */
  readonly rows: Pointer
  readonly members: Pointer
  readonly nodes: Pointer
  readonly set: Pointer
  readonly sets: Pointer
  readonly leaves: Pointer
  readonly statistics: Pointer
  readonly statisticsRoom: number
  readonly places: Pointer
  readonly sums: Pointer
  readonly solved: Pointer
  readonly spread: Pointer
}

/** Leaves kept of a block: 16 MiB. */
const mostLeavesKept = 2 ** 22

/** @param keeps trees whose leaves are kept at a time */
function* blocksOf(
  forest: Forest,
  binned: Binned,
  asked: Int32Array,
  outOfBag: boolean,
  keeps: number,
): Generator<Block> {
  const { features, codes } = binned
  const { width, groupSize, starts, leafStarts, set, sets } = forest
  const most = Math.max(1, Math.floor(Math.min(8192, asked.length, mostLeavesKept / keeps)))
  const room = treeRoom()
  const statisticsRoom = 8 * width * longest(leafStarts)
  const frame = {
    room,
    most,
    outOfBag,
    features,
    codes: room.take(most * features),
    ids: room.take(4 * most),
    rows: room.take(4 * most),
    members: room.take(forest.memberBytes),
    nodes: room.take(8 * longest(starts)),
    set: set.length > 0 ? room.take(4 * longest(starts)) : 0,
    sets: set.length > 0 ? room.take(4 * sets.length) : 0,
    leaves: room.take(4 * most * keeps),
    statistics: room.take(statisticsRoom * groupSize),
    statisticsRoom,
    places: room.take(4 * groupSize),
    sums: room.take(48 * most),
    solved: room.take(32 * most),
    spread: room.take(24 * most),
  }
  if (set.length > 0) room.ints(frame.sets, sets.length).set(sets)
  const own = room.bytes(frame.codes, most * features)
  for (let at = 0; at < asked.length; at += most) {
    const rows = asked.subarray(at, at + most)
    room.ints(frame.ids, rows.length).set(rows)
    for (let k = 0; k < rows.length; k++) {
      const from = rows[k] * features
      for (let f = 0; f < features; f++) own[k * features + f] = codes[from + f]
    }
    room.numbers(frame.sums, 6 * rows.length).fill(0)
    yield { ...frame, at, size: rows.length }
  }
}

function treesOf(forest: Forest): number {
  return forest.starts.length - 1
}

function longest(starts: Int32Array): number {
  let most = 1
  for (let t = 1; t < starts.length; t++) most = Math.max(most, starts[t] - starts[t - 1])
  return most
}

/** Puts the leaves of rows that a tree may speak of at `leaf`; returns how many rows these are. */
function descend(block: Block, forest: Forest, tree: number, leaf: Pointer): number {
  const { room, features, codes, rows, nodes, set, sets } = block
  const count = undrawnRows(block, forest, Math.floor(tree / forest.groupSize))
  const from = forest.starts[tree]
  const to = forest.starts[tree + 1]
  room.ints(nodes, 2 * (to - from)).set(forest.nodes.subarray(2 * from, 2 * to))
  if (set > 0) room.ints(set, to - from).set(forest.set.subarray(from, to))
  room.kernels.leavesOf(count, rows, codes, features, nodes, set, sets, leaf)
  return count
}

/** Lists the rows that a group may speak of; returns how many. */
function undrawnRows({ room, ids, size, outOfBag, rows, members }: Block, forest: Forest, group: number) {
  const { memberBytes } = forest
  const bits = room.bytes(members, memberBytes)
  if (outOfBag) bits.set(forest.members.subarray(group * memberBytes, (group + 1) * memberBytes))
  else bits.fill(0)
  return room.kernels.outOfBag(size, ids, members, rows)
}

function placeStatistics(
  { room }: Block,
  { width, leafStarts, statistics }: Forest,
  tree: number,
  at: Pointer,
) {
  const from = leafStarts[tree] * width
  const to = leafStarts[tree + 1] * width
  room.numbers(at, to - from).set(statistics.subarray(from, to))
}

/** Effect, intercept, mean treatment and scale of each row from its six sums; NaN where no tree tells. */
function solve(sums: Float64Array, effects: Float64Array, solved: Float64Array): void {
  for (let k = 0; k < effects.length; k++) {
    const [y, d, dy, dd, w, count] = sums.subarray(6 * k, 6 * k + 6)
    const determinant = dd * w - d * d
    if (count === 0 || !(determinant > 0)) {
      effects[k] = Number.NaN
      solved.fill(0, 4 * k, 4 * k + 4)
      continue
    }
    const effect = (dy * w - d * y) / determinant
    effects[k] = effect
    solved[4 * k] = effect
    solved[4 * k + 1] = (y - d * effect) / w
    solved[4 * k + 2] = d / w
    // ψ of a tree or a group, in units of the effect: its first-order pull on the solution.
    solved[4 * k + 3] = count / (dd - (d * d) / w)
  }
}

/** The variance between groups less the noise of finite groups, as the posterior mean under a flat prior on [0, ∞). */
function debiased(between: number, total: number, groups: number, groupSize: number): number {
  if (groups < 2 || groupSize < 2) return Number.NaN
  const noise = (total - between) / (groupSize - 1)
  const estimate = between - noise
  const error = Math.max(between, noise) * Math.sqrt(2 / groups)
  if (!(error > 0)) return Math.max(estimate, 0)
  const ratio = estimate / error
  const below = normalCdf(ratio)
  return below > 1e-12 ? estimate + (error * normalDensity(ratio)) / below : error / Math.max(1, -ratio)
}
