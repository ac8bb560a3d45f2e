import type { Binned } from './binning.ts'
import type { TreeRoom } from './kernels/kernels.ts'
import type { Tree } from './tree.ts'

/** Threshold of a node whose set of categories decides (`kernels/assembly/descent.ts`). */
const bySet = 0xffff

/**
 * Finds the leaf of each of some rows, tree after tree, in a thread's room: the number of its node. What is returned is
 * overwritten by the next call.
 * @param mostNodes nodes of any tree
 */
export function leafFinder(
  room: TreeRoom,
  { features, codes }: Binned,
  rows: Int32Array,
  mostNodes: number,
): (tree: Tree) => Int32Array {
  const ownCodes = room.take(features * rows.length)
  const nodesAt = room.take(8 * mostNodes)
  const setAt = room.take(4 * mostNodes)
  const setsAt = room.take(32 * mostNodes)
  const leavesAt = room.take(4 * rows.length)
  const own = room.bytes(ownCodes, features * rows.length)
  for (let k = 0; k < rows.length; k++) {
    const from = rows[k] * features
    for (let f = 0; f < features; f++) own[k * features + f] = codes[from + f]
  }
  const leaves = room.ints(leavesAt, rows.length)
  return ({ child, feature, threshold, set, sets }) => {
    const nodes = room.ints(nodesAt, 2 * child.length)
    for (let node = 0; node < child.length; node++) {
      const leaf = child[node] < 0
      nodes[2 * node] = leaf ? -1 - node : child[node]
      nodes[2 * node + 1] = leaf
        ? 0
        : feature[node] * 0x10000 + (threshold[node] < 0 ? bySet : threshold[node])
    }
    if (sets.length > 0) {
      room.ints(setAt, set.length).set(set)
      room.ints(setsAt, sets.length).set(sets)
    }
    const given = sets.length > 0 ? setsAt : 0
    room.kernels.leavesOf(rows.length, 0, ownCodes, features, nodesAt, given && setAt, given, leavesAt)
    return leaves
  }
}
