import {
  arrow,
  bidirected,
  buildGraph,
  type CausalGraph,
  directed,
  type Edge,
  indicesOf,
  tail,
} from './causal-graph.ts'

/**
 * The graph over the nodes not in `hidden`: `a → b` where a directed path leads from a to b through hidden nodes
 * only, `a ↔ b` where a hidden common cause or bidirected path does (Verma 1993; Evans 2016, Definition 4). Node
 * indices change; names stay. The graph must be a dag.
 */
export function project(graph: CausalGraph, hidden: Uint8Array): CausalGraph {
  const parents = setsOf(graph, arrow, tail)
  const children = setsOf(graph, tail, arrow)
  const spouses = setsOf(graph, arrow, arrow)
  for (const u of indicesOf(hidden)) {
    for (const child of children[u]) {
      for (const parent of parents[u]) {
        children[parent].add(child)
        parents[child].add(parent)
      }
      for (const other of [...children[u], ...spouses[u]]) {
        if (other === child) continue
        spouses[child].add(other)
        spouses[other].add(child)
      }
    }
    for (const v of parents[u]) children[v].delete(u)
    for (const v of children[u]) parents[v].delete(u)
    for (const v of spouses[u]) spouses[v].delete(u)
  }
  return onNodes(graph, hidden, children, spouses)
}

function setsOf(graph: CausalGraph, near: number, far: number): Set<number>[] {
  return Array.from({ length: graph.size }, (_, v) => {
    const found = new Set<number>()
    for (let slot = graph.start[v]; slot < graph.start[v + 1]; slot++)
      if (graph.near[slot] === near && graph.far[slot] === far) found.add(graph.neighbour[slot])
    return found
  })
}

function onNodes(
  graph: CausalGraph,
  hidden: Uint8Array,
  children: readonly ReadonlySet<number>[],
  spouses: readonly ReadonlySet<number>[],
): CausalGraph {
  const kept: number[] = []
  const place = new Int32Array(graph.size).fill(-1)
  for (let v = 0; v < graph.size; v++) if (hidden[v] === 0) place[v] = kept.push(v) - 1
  const edges: Edge[] = []
  for (const v of kept) {
    for (const w of children[v]) edges.push(directed(place[v], place[w]))
    for (const w of spouses[v]) if (v < w) edges.push(bidirected(place[v], place[w]))
  }
  const names = kept.map((v) => graph.names[v])
  return buildGraph(
    'dag',
    {
      names,
      index: new Map(names.map((name, v) => [name, v])),
      latent: Uint8Array.from(kept, (v) => graph.latent[v]),
      selected: Uint8Array.from(kept, (v) => graph.selected[v]),
    },
    edges,
  )
}
