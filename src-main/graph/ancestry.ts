import { arrow, type CausalGraph, childrenOf, headOf, tail, tailOf } from './causal-graph.ts'

type Follow = (near: number, far: number) => boolean

const toParents: Follow = (near, far) => near === arrow && far === tail
const toChildren: Follow = (near, far) => near === tail && far === arrow
/** Against a directed edge, or along an undirected one. */
const toAnteriors: Follow = (near, far) => far === tail && (near === arrow || near === tail)

/** The nodes from which a directed path leads into `of`, and `of` itself, as a mask. */
export const ancestors = (graph: CausalGraph, of: Iterable<number>) => reach(graph, of, toParents)

/** The nodes to which a directed path leads from `of`, and `of` itself, as a mask. */
export const descendants = (graph: CausalGraph, of: Iterable<number>) => reach(graph, of, toChildren)

/** Ancestors where undirected edges are followed as well (Richardson and Spirtes 2002, section 2.1). */
export const anteriors = (graph: CausalGraph, of: Iterable<number>) => reach(graph, of, toAnteriors)

function reach(graph: CausalGraph, from: Iterable<number>, follow: Follow): Uint8Array {
  const seen = new Uint8Array(graph.size)
  const stack: number[] = []
  for (const v of from) {
    if (seen[v] === 1) continue
    seen[v] = 1
    stack.push(v)
  }
  while (stack.length > 0) {
    const v = stack.pop()!
    for (let slot = graph.start[v]; slot < graph.start[v + 1]; slot++) {
      const w = graph.neighbour[slot]
      if (seen[w] === 1 || !follow(graph.near[slot], graph.far[slot])) continue
      seen[w] = 1
      stack.push(w)
    }
  }
  return seen
}

/** A directed cycle as its nodes in order, the first not repeated, or null (Tarjan's depth-first search). */
export function findCycle(graph: CausalGraph): number[] | null {
  const state = new Uint8Array(graph.size)
  const next = graph.start.slice(0, graph.size)
  for (let root = 0; root < graph.size; root++) {
    if (state[root] !== 0) continue
    const path = [root]
    state[root] = 1
    while (path.length > 0) {
      const v = path[path.length - 1]
      if (next[v] === graph.start[v + 1]) {
        state[v] = 2
        path.pop()
        continue
      }
      const slot = next[v]++
      if (!toChildren(graph.near[slot], graph.far[slot])) continue
      const w = graph.neighbour[slot]
      if (state[w] === 1) return path.slice(path.indexOf(w))
      if (state[w] === 0) {
        state[w] = 1
        path.push(w)
      }
    }
  }
  return null
}

/**
 * The nodes so that every directed edge points forwards; among those free to come next, the one listed first.
 * The graph must have no directed cycle.
 */
export function topologicalOrder(graph: CausalGraph): number[] {
  const waiting = new Int32Array(graph.size)
  for (const edge of graph.edges) {
    const head = headOf(edge)
    if (head >= 0) waiting[head]++
  }
  const ready = new MinimumHeap()
  for (let v = 0; v < graph.size; v++) if (waiting[v] === 0) ready.push(v)
  const order: number[] = []
  while (ready.size > 0) {
    const v = ready.pop()
    order.push(v)
    for (const child of childrenOf(graph, v)) if (--waiting[child] === 0) ready.push(child)
  }
  return order
}

/** Every directed edge of the transitive closure: an edge for every directed path. */
export function transitiveClosure(graph: CausalGraph): [number, number][] {
  const pairs: [number, number][] = []
  for (let v = 0; v < graph.size; v++) {
    const below = descendants(graph, [v])
    for (let w = 0; w < graph.size; w++) if (w !== v && below[w] === 1) pairs.push([v, w])
  }
  return pairs
}

/** The directed edges that no longer directed path replaces (Aho, Garey and Ullman 1972), as edge indices. */
export function transitiveReduction(graph: CausalGraph): number[] {
  const place = new Int32Array(graph.size)
  topologicalOrder(graph).forEach((v, i) => {
    place[v] = i
  })
  const kept = new Set<number>()
  for (let v = 0; v < graph.size; v++) {
    const covered = new Uint8Array(graph.size)
    const children = childrenOf(graph, v).sort((a, b) => place[a] - place[b])
    for (const child of children) {
      if (covered[child] === 1) continue
      kept.add(v * graph.size + child)
      const below = descendants(graph, [child])
      for (let w = 0; w < graph.size; w++) if (below[w] === 1) covered[w] = 1
    }
  }
  return graph.edges.flatMap((edge, e) => (kept.has(tailOf(edge) * graph.size + headOf(edge)) ? [e] : []))
}

class MinimumHeap {
  private readonly items: number[] = []

  get size(): number {
    return this.items.length
  }

  push(value: number): void {
    const items = this.items
    let at = items.length
    items.push(value)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (items[parent] <= value) break
      items[at] = items[parent]
      at = parent
    }
    items[at] = value
  }

  pop(): number {
    const items = this.items
    const least = items[0]
    const last = items.pop()!
    if (items.length > 0) {
      let at = 0
      for (;;) {
        let child = 2 * at + 1
        if (child >= items.length) break
        if (child + 1 < items.length && items[child + 1] < items[child]) child++
        if (items[child] >= last) break
        items[at] = items[child]
        at = child
      }
      items[at] = last
    }
    return least
  }
}
