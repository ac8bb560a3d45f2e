import { randomFrom, randomState } from '../random.ts'
import type { Binned } from './binning.ts'
import type { ForestOptions } from './forest-options.ts'
import { forestSampler } from './forest-sample.ts'
import { type ForestStrategy, statisticsOf } from './forest-strategy.ts'
import { type GrownTree, treeGrower } from './forest-tree.ts'
import { treeRoom } from './kernels/kernels.ts'

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

/**
 * Trees one after another in shared memory: nodes of tree t are `starts[t] … starts[t + 1] − 1`, its leaves
 * `leafStarts[t] …`; places within a tree count from its own start. See `GrownTree`.
 */
export interface Forest {
  readonly starts: Int32Array
  readonly nodes: Int32Array
  /** By node of any tree; empty where no tree has sets. */
  readonly set: Int32Array
  readonly sets: Uint32Array
  readonly leafStarts: Int32Array
  /** `width` means over a leaf's rows; NaN where it has none. */
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
  const room = treeRoom()
  const sampler = forestSampler(room, { rows, units, of: binned.rows }, options.sampleShare)
  const grow = treeGrower(room, binned, strategy, options, rows.length)
  for (let group = task.from; group < task.to; group++) {
    const offset = (group - task.from) * memberBytes
    const drawn = sampler.draw(
      randomState(options.seed, 'group', group),
      members.subarray(offset, offset + memberBytes),
    )
    for (let index = 0; index < options.groupSize; index++) {
      const state = randomState(options.seed, 'tree', group, index)
      const halves = options.honest ? sampler.halve(drawn, state) : { split: drawn, estimate: drawn }
      trees.push(grow(halves.split, halves.estimate, randomFrom(state)))
    }
  }
  return pack(trees, statisticsOf(strategy), options.groupSize, members, memberBytes)
}

/** Parts in order, as one forest. */
export function joinForest(parts: readonly Forest[]): Forest {
  const [{ width, groupSize, memberBytes }] = parts
  const trees = parts.reduce((sum, part) => sum + part.starts.length - 1, 0)
  return {
    ...chain(trees, parts),
    width,
    groupSize,
    members: joined(
      Uint8Array,
      parts.map(({ members }) => members),
    ),
    memberBytes,
  }
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
        const first = forest.nodes[2 * node]
        if (first < 0) continue
        byDepth[depth][forest.nodes[2 * node + 1] >>> 16]++
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

interface Run {
  readonly starts: Int32Array
  readonly nodes: Int32Array
  readonly set: Int32Array
  readonly sets: Uint32Array
  readonly leafStarts: Int32Array
  readonly statistics: Float64Array
}

function pack(
  trees: readonly GrownTree[],
  width: number,
  groupSize: number,
  members: Uint8Array,
  memberBytes: number,
): Forest {
  const runs = trees.map((tree) => ({
    ...tree,
    starts: Int32Array.of(0, tree.nodes.length / 2),
    leafStarts: Int32Array.of(0, tree.statistics.length / width),
  }))
  return { ...chain(trees.length, runs), width, groupSize, members, memberBytes }
}

/** Runs of trees one after another. */
function chain(trees: number, runs: readonly Run[]): Run {
  const starts = shared(Int32Array, trees + 1)
  const leafStarts = shared(Int32Array, trees + 1)
  const anySet = runs.some(({ set }) => set.length > 0)
  const set = shared(Int32Array, anySet ? runs.reduce((sum, run) => sum + run.nodes.length / 2, 0) : 0)
  let tree = 0
  let word = 0
  for (const run of runs) {
    const count = run.starts.length - 1
    const node = starts[tree]
    for (let t = 1; t <= count; t++) {
      starts[tree + t] = node + run.starts[t]
      leafStarts[tree + t] = leafStarts[tree] + run.leafStarts[t]
    }
    if (anySet) {
      const own = set.subarray(node, starts[tree + count]).fill(-1)
      for (let k = 0; k < run.set.length; k++) if (run.set[k] >= 0) own[k] = run.set[k] + word / 8
    }
    tree += count
    word += run.sets.length
  }
  return {
    starts,
    leafStarts,
    set,
    nodes: joined(
      Int32Array,
      runs.map(({ nodes }) => nodes),
    ),
    sets: joined(
      Uint32Array,
      runs.map(({ sets }) => sets),
    ),
    statistics: joined(
      Float64Array,
      runs.map(({ statistics }) => statistics),
    ),
  }
}

type Made<T> = { new (buffer: SharedArrayBuffer): T; readonly BYTES_PER_ELEMENT: number }

function joined<T extends { length: number; set(values: T, at: number): void }>(
  make: Made<T>,
  parts: readonly T[],
): T {
  const result = shared(
    make,
    parts.reduce((sum, part) => sum + part.length, 0),
  )
  let at = 0
  for (const part of parts) {
    result.set(part, at)
    at += part.length
  }
  return result
}

function shared<T>(make: Made<T>, length: number): T {
  return new make(new SharedArrayBuffer(length * make.BYTES_PER_ELEMENT))
}
