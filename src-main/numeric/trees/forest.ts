import { type Random, random } from '../random.ts'
import type { Binned } from './binning.ts'
import type { ForestOptions } from './forest-options.ts'
import { type ForestStrategy, statisticsOf } from './forest-strategy.ts'
import { type GrownTree, growForestTree } from './forest-tree.ts'

export const forestDefaults: Omit<ForestOptions, 'tried'> = {
  trees: 500,
  groupSize: 2,
  sampleShare: 0.5,
  honest: true,
  leastRows: 5,
  balance: 0.05,
  seed: 1,
}

/** What workers need to grow trees. `units` keep together in samples; undefined where rows are units. */
export interface ForestPlot {
  readonly binned: Binned
  readonly strategy: ForestStrategy
  readonly options: ForestOptions
  readonly rows: Int32Array
  readonly units?: Int32Array
}

/** Trees as arrays in shared memory; nodes of tree t are `starts[t] … starts[t + 1] − 1`, children relative to its start. */
export interface Forest {
  readonly starts: Int32Array
  readonly feature: Int16Array
  readonly threshold: Int16Array
  readonly child: Int32Array
  readonly set: Int32Array
  readonly sets: Uint32Array
  /** `width` means over a leaf's rows; NaN first where it has none. */
  readonly statistics: Float64Array
  readonly width: number
  readonly groupSize: number
  /** Whether group g drew row i: bit i of the g-th run of `memberBytes` bytes. */
  readonly members: Uint8Array
  readonly memberBytes: number
}

/** Grows groups `from` … `to` − 1: a part of the forest. */
export function growForestPart(
  plot: ForestPlot,
  task: { readonly from: number; readonly to: number },
): Forest {
  const { binned, strategy, options, rows, units } = plot
  const trees: GrownTree[] = []
  const memberBytes = Math.ceil(binned.rows / 8)
  const members = shared(Uint8Array, (task.to - task.from) * memberBytes)
  const sampler = sampleOfGroup(rows, units, options)
  for (let group = task.from; group < task.to; group++) {
    const drawn = sampler(random(options.seed, 'group', group))
    const offset = (group - task.from) * memberBytes
    for (const row of drawn) members[offset + (row >> 3)] |= 1 << (row & 7)
    for (let index = 0; index < options.groupSize; index++) {
      const source = random(options.seed, 'tree', group, index)
      const halves = options.honest ? halve(drawn, units, source) : { split: drawn, estimate: drawn }
      trees.push(growForestTree(binned, strategy, options, halves.split, halves.estimate, source))
    }
  }
  return pack(trees, statisticsOf(strategy), options.groupSize, members, memberBytes)
}

/** Parts in order, as one forest. */
export function joinForest(parts: readonly Forest[]): Forest {
  const total = (of: (part: Forest) => number) => parts.reduce((sum, part) => sum + of(part), 0)
  const nodes = total((part) => part.feature.length)
  const trees = total((part) => part.starts.length - 1)
  const [{ width, groupSize, memberBytes }] = parts
  const forest = {
    starts: shared(Int32Array, trees + 1),
    feature: shared(Int16Array, nodes),
    threshold: shared(Int16Array, nodes),
    child: shared(Int32Array, nodes),
    set: shared(Int32Array, nodes),
    sets: shared(
      Uint32Array,
      total((part) => part.sets.length),
    ),
    statistics: shared(Float64Array, nodes * width),
    width,
    groupSize,
    members: shared(
      Uint8Array,
      total((part) => part.members.length),
    ),
    memberBytes,
  }
  let node = 0
  let tree = 0
  let word = 0
  let byte = 0
  for (const part of parts) {
    forest.feature.set(part.feature, node)
    forest.threshold.set(part.threshold, node)
    forest.child.set(part.child, node)
    for (let k = 0; k < part.set.length; k++)
      forest.set[node + k] = part.set[k] < 0 ? -1 : part.set[k] + word / 8
    forest.sets.set(part.sets, word)
    forest.statistics.set(part.statistics, node * width)
    forest.members.set(part.members, byte)
    for (let t = 0; t < part.starts.length - 1; t++) forest.starts[tree + t] = node + part.starts[t]
    node += part.feature.length
    tree += part.starts.length - 1
    word += part.sets.length
    byte += part.members.length
  }
  forest.starts[tree] = node
  return forest
}

/** Node, counted over the whole forest, of the leaf that row falls into in tree t. */
export function forestLeaf(forest: Forest, binned: Binned, tree: number, row: number): number {
  const { feature, threshold, child, set, sets } = forest
  const { codes, features } = binned
  const start = forest.starts[tree]
  const at = row * features
  let node = start
  for (;;) {
    const first = child[node]
    if (first < 0) return node
    const code = codes[at + feature[node]]
    const cut = threshold[node]
    const left = cut >= 0 ? code <= cut : ((sets[set[node] * 8 + (code >> 5)] >>> (code & 31)) & 1) === 1
    node = start + (left ? first : first + 1)
  }
}

export function isMember(forest: Forest, group: number, row: number): boolean {
  return ((forest.members[group * forest.memberBytes + (row >> 3)] >> (row & 7)) & 1) === 1
}

/** How often each feature is split on, a level counting half as much as the one above it, to depth 4. Sums to one. */
export function featureShares(forest: Forest, features: number): Float64Array {
  const shares = new Float64Array(features)
  const trees = forest.starts.length - 1
  const byDepth = [0, 1, 2, 3].map(() => new Float64Array(features))
  for (let t = 0; t < trees; t++) {
    let level = [forest.starts[t]]
    for (let depth = 0; depth < 4; depth++) {
      const next: number[] = []
      for (const node of level) {
        const first = forest.child[node]
        if (first < 0) continue
        byDepth[depth][forest.feature[node]]++
        next.push(forest.starts[t] + first, forest.starts[t] + first + 1)
      }
      level = next
    }
  }
  byDepth.forEach((counts, depth) => {
    const total = counts.reduce((sum, count) => sum + count, 0)
    for (let f = 0; f < features; f++) shares[f] += total > 0 ? (counts[f] / total) * 2 ** -depth : 0
  })
  const total = shares.reduce((sum, share) => sum + share, 0)
  return total > 0 ? shares.map((share) => share / total) : shares
}

/** Draws a group's rows, whole units together, in ascending order. */
function sampleOfGroup(rows: Int32Array, units: Int32Array | undefined, options: ForestOptions) {
  const pools = unitsOf(rows, units)
  const count = Math.max(2, Math.round(options.sampleShare * pools.length))
  return (source: Random): Int32Array => {
    const order = Int32Array.from({ length: pools.length }, (_, k) => k)
    for (let k = 0; k < count; k++) {
      const other = k + source.integer(order.length - k)
      const kept = order[k]
      order[k] = order[other]
      order[other] = kept
    }
    const chosen = order.slice(0, count)
    return (
      units
        ? Int32Array.from([...chosen].flatMap((k) => Array.from(pools[k])))
        : chosen.map((k) => pools[k][0])
    ).sort()
  }
}

function unitsOf(rows: Int32Array, units: Int32Array | undefined): readonly ArrayLike<number>[] {
  if (!units) return Array.from(rows, (row) => [row])
  const members = new Map<number, number[]>()
  for (const row of rows) {
    const list = members.get(units[row])
    if (list) list.push(row)
    else members.set(units[row], [row])
  }
  return [...members.values()]
}

/** Two halves of drawn rows, whole units together. */
function halve(drawn: Int32Array, units: Int32Array | undefined, source: Random) {
  const split = new Int32Array(drawn.length)
  const estimate = new Int32Array(drawn.length)
  let a = 0
  let b = 0
  const side = new Map<number, boolean>()
  // Each row or unit falls by its own coin; halves differ by chance, as in a bootstrap.
  for (const row of drawn) {
    let left: boolean | undefined
    if (units) {
      left = side.get(units[row])
      if (left === undefined) {
        left = (source.bits() & 1) === 1
        side.set(units[row], left)
      }
    } else {
      left = (source.bits() & 1) === 1
    }
    if (left) split[a++] = row
    else estimate[b++] = row
  }
  return { split: split.slice(0, a), estimate: estimate.slice(0, b) }
}

function pack(
  trees: readonly GrownTree[],
  width: number,
  groupSize: number,
  members: Uint8Array,
  memberBytes: number,
): Forest {
  const nodes = trees.reduce((sum, { tree }) => sum + tree.child.length, 0)
  const words = trees.reduce((sum, { tree }) => sum + tree.sets.length, 0)
  const forest = {
    starts: shared(Int32Array, trees.length + 1),
    feature: shared(Int16Array, nodes),
    threshold: shared(Int16Array, nodes),
    child: shared(Int32Array, nodes),
    set: shared(Int32Array, nodes),
    sets: shared(Uint32Array, words),
    statistics: shared(Float64Array, nodes * width),
    width,
    groupSize,
    members,
    memberBytes,
  }
  let node = 0
  let word = 0
  trees.forEach(({ tree, statistics }, t) => {
    forest.starts[t] = node
    forest.feature.set(tree.feature, node)
    forest.threshold.set(tree.threshold, node)
    forest.child.set(tree.child, node)
    for (let k = 0; k < tree.set.length; k++)
      forest.set[node + k] = tree.set[k] < 0 ? -1 : tree.set[k] + word / 8
    forest.sets.set(tree.sets, word)
    forest.statistics.set(statistics, node * width)
    node += tree.child.length
    word += tree.sets.length
  })
  forest.starts[trees.length] = node
  return forest
}

function shared<T>(
  make: { new (buffer: SharedArrayBuffer): T; readonly BYTES_PER_ELEMENT: number },
  length: number,
): T {
  return new make(new SharedArrayBuffer(length * make.BYTES_PER_ELEMENT))
}
