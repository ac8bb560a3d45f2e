import { anteriors } from './ancestry.ts'
import { arrow, type CausalGraph, indicesOf, parentsOf, tail } from './causal-graph.ts'

/**
 * An undirected graph in which vertex separators of `source` and `target` that use only `removable` vertices are
 * exactly the m-separators of x and y. Vertices 0 … size − 1 are the graph's nodes; those after are hubs, one a
 * district, each joined to the district's members and their parents: the moralised (augmented) graph of the
 * anterior set with every clique replaced by a star, so it stays linear in size.
 */
export interface SeparationNetwork extends VertexNetwork {
  /** The hub of each node's district, −1 for a node that nothing points into. */
  readonly hubOf: Int32Array
}

/** A graph between whose ends vertices are to be cut; lines may be one-way. */
export interface VertexNetwork {
  readonly vertices: number
  readonly start: Int32Array
  readonly neighbour: Int32Array
  /** 1 for what takes part: the anterior set without what is always given, and the hubs. */
  readonly present: Uint8Array
  readonly removable: Uint8Array
  readonly source: readonly number[]
  readonly target: readonly number[]
}

/**
 * @param always nodes that every separator contains (what must be adjusted for, and what the data are selected on)
 * @param removable 1 for every node a separator may use besides
 */
export function separationNetwork(
  graph: CausalGraph,
  x: readonly number[],
  y: readonly number[],
  always: readonly number[],
  removable: Uint8Array,
): SeparationNetwork {
  const relevant = anteriors(graph, [...x, ...y, ...always])
  const district = districtsWithin(graph, relevant)
  const pairs: number[] = []
  const hubOf = new Int32Array(graph.size).fill(-1)
  let vertices = graph.size
  for (const members of district) {
    const hub = vertices++
    for (const v of members) hubOf[v] = hub
    const joined = new Set(members)
    for (const v of members) for (const parent of parentsOf(graph, v)) joined.add(parent)
    for (const v of joined) pairs.push(hub, v)
  }
  for (const { a, b, markA, markB } of graph.edges)
    if (markA === tail && markB === tail && relevant[a] === 1 && relevant[b] === 1) pairs.push(a, b)

  const present = new Uint8Array(vertices).fill(1)
  present.set(relevant)
  for (const v of always) present[v] = 0
  const allowed = new Uint8Array(vertices)
  for (let v = 0; v < graph.size; v++) allowed[v] = removable[v] & present[v]
  for (const v of x) allowed[v] = 0
  for (const v of y) allowed[v] = 0
  return { vertices, ...index(vertices, pairs), present, removable: allowed, hubOf, source: x, target: y }
}

/** The bidirected components inside `within`; nodes without parents and spouses there are left out. */
function districtsWithin(graph: CausalGraph, within: Uint8Array): number[][] {
  const seen = new Uint8Array(graph.size)
  const found: number[][] = []
  for (const root of indicesOf(within)) {
    if (seen[root] === 1) continue
    seen[root] = 1
    const members = [root]
    let pointedAt = false
    for (let i = 0; i < members.length; i++) {
      const v = members[i]
      for (let slot = graph.start[v]; slot < graph.start[v + 1]; slot++) {
        if (graph.near[slot] !== arrow) continue
        const w = graph.neighbour[slot]
        if (within[w] === 0) continue
        pointedAt = true
        if (graph.far[slot] !== arrow || seen[w] === 1) continue
        seen[w] = 1
        members.push(w)
      }
    }
    if (pointedAt) found.push(members)
  }
  return found
}

function index(vertices: number, pairs: readonly number[]): { start: Int32Array; neighbour: Int32Array } {
  const start = new Int32Array(vertices + 1)
  for (const v of pairs) start[v + 1]++
  for (let v = 0; v < vertices; v++) start[v + 1] += start[v]
  const free = start.slice(0, vertices)
  const neighbour = new Int32Array(pairs.length)
  for (let i = 0; i < pairs.length; i += 2) {
    neighbour[free[pairs[i]]++] = pairs[i + 1]
    neighbour[free[pairs[i + 1]]++] = pairs[i]
  }
  return { start, neighbour }
}
