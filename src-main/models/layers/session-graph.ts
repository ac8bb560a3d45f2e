/** What one propagation computes anew: rows of the last step enter, `versions` rows leave. */
export interface Propagation {
  readonly versions: number
  /** For each version, the row of the last step that its node had before. */
  readonly before: Int32Array
  /** Edges: what arrives at 2·version (along edges out of the node) or 2·version + 1 (along edges into it) … */
  readonly to: Int32Array
  /** … comes from 2·row or 2·row + 1 of the last step's messages … */
  readonly from: Int32Array
  /** … with this weight: how often the edge was walked, over all walks out of (or into) the node. */
  readonly weights: Float32Array
}

/** The item graphs of every prefix of every sequence. */
export interface SessionGraphs {
  /** For each node of a sequence in turn, the position that first met it: its vector enters there. */
  readonly propagations: readonly Propagation[]
  /** For each position (row·length + t) the last step's version of its own node, −1 where the position is empty. */
  readonly own: Int32Array
  /** Pairs of a position and a version of a node as of that position, and how often the prefix met the node. */
  readonly query: Int32Array
  readonly key: Int32Array
  readonly times: Float32Array
}

/** The most versions of one step, and edges between versions, that `rows` sequences of `length` can make. */
export function graphCapacity(rows: number, length: number, step: number) {
  const pairs = (rows * length * (length + 1)) / 2
  return { versions: step === 0 ? Math.min(2 * rows * length, pairs) : pairs, edges: 2 * pairs, pairs }
}

/**
 * A prefix's graph differs from the one before it by one edge, so a node's state is computed anew only where that edge
 * reaches: after one step of propagation at its two ends, after k steps within k − 1 edges of them. All prefixes together thus cost about
 * two nodes a position at the usual single step, and every prefix still sees its own graph alone.
 * @param code the item of position t of a sequence, −1 where none
 */
export function sessionGraphs(
  rows: number,
  length: number,
  steps: number,
  code: (row: number, t: number) => number,
): SessionGraphs {
  const drafts = Array.from({ length: steps }, () => ({
    before: [] as number[],
    to: [] as number[],
    from: [] as number[],
    weights: [] as number[],
  }))
  const own = new Int32Array(rows * length).fill(-1)
  const [query, key, times]: [number[], number[], number[]] = [[], [], []]
  for (let row = 0; row < rows; row++) {
    const walk = openWalk(steps)
    for (let t = 0; t < length && code(row, t) >= 0; t++) {
      const position = row * length + t
      const node = walk.visit(code(row, t), position, drafts)
      own[position] = walk.current(node)
      for (let other = 0; other < walk.visits.length; other++) {
        query.push(position)
        key.push(walk.current(other))
        times.push(walk.visits[other])
      }
    }
  }
  return {
    propagations: drafts.map(({ before, to, from, weights }) => ({
      versions: before.length,
      before: Int32Array.from(before),
      to: Int32Array.from(to),
      from: Int32Array.from(from),
      weights: Float32Array.from(weights),
    })),
    own,
    query: Int32Array.from(query),
    key: Int32Array.from(key),
    times: Float32Array.from(times),
  }
}

interface Draft {
  readonly before: number[]
  readonly to: number[]
  readonly from: number[]
  readonly weights: number[]
}

/** One sequence's graph as it grows. */
function openWalk(steps: number) {
  const nodes = new Map<number, number>()
  const visits: number[] = []
  /** Neighbours of each node and how often the edge was walked: out of it, into it. */
  const edges: [Map<number, number>, Map<number, number>][] = []
  /** For each step, each node's newest row. */
  const newest: number[][] = Array.from({ length: steps + 1 }, () => [])
  let last = -1

  const addEdge = (from: number, to: number) => {
    edges[from][0].set(to, (edges[from][0].get(to) ?? 0) + 1)
    edges[to][1].set(from, (edges[to][1].get(from) ?? 0) + 1)
  }
  const compute = (node: number, step: number, draft: Draft) => {
    const version = draft.before.length
    draft.before.push(newest[step][node])
    for (const direction of [0, 1]) {
      const neighbours = edges[node][direction]
      let walks = 0
      for (const count of neighbours.values()) walks += count
      for (const [neighbour, count] of neighbours) {
        draft.to.push(2 * version + direction)
        draft.from.push(2 * newest[step][neighbour] + direction)
        draft.weights.push(count / walks)
      }
    }
    newest[step + 1][node] = version
  }
  return {
    visits,
    current: (node: number) => newest[steps][node],
    /** Goes on to an item; `position` is where its vector enters. Returns its node. */
    visit(item: number, position: number, drafts: readonly Draft[]): number {
      let node = nodes.get(item)
      let changed: number[] = []
      if (node === undefined) {
        node = visits.length
        nodes.set(item, node)
        visits.push(0)
        edges.push([new Map(), new Map()])
        newest[0].push(position)
        changed = [node]
      }
      visits[node]++
      if (last >= 0) addEdge(last, node)
      const ends = last < 0 ? [node] : [last, node]
      for (let step = 0; step < steps; step++) {
        const reached = new Set([...ends, ...changed])
        for (const at of changed)
          for (const side of edges[at]) for (const near of side.keys()) reached.add(near)
        changed = [...reached].sort((a, b) => a - b)
        for (const at of changed) compute(at, step, drafts[step])
      }
      last = node
      return node
    },
  }
}
