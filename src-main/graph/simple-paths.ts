import { type Edge, headOf, tailOf } from './causal-graph.ts'
import type { SeparationNetwork } from './separation-network.ts'

/**
 * Tells of an edge of the graph whether a simple path of the network from source to target can take it; null where no
 * path exists at all. A path takes `p → c` where it joins p to the star of c's hub and leaves to c, or, where c is an
 * `opened` collider, to another parent. Found in linear time as the biconnected component that a line between source and
 * target would fall into (Hopcroft and Tarjan 1973). Every district of the network must be a single node.
 *
 * @param opened 1 for every node from which something given follows
 */
export function onSimplePaths(
  network: SeparationNetwork,
  opened: Uint8Array,
): ((edge: Edge) => boolean) | null {
  const merged = mergeEnds(network)
  const used = linesWithVirtual(merged)
  if (used === null) return null
  const touches = (v: number, w: number) =>
    used.has(pairKey(merged.standsFor[v], merged.standsFor[w], merged.size))
  return (edge) => {
    const [from, to] = [tailOf(edge), headOf(edge)]
    if (from < 0) return touches(edge.a, edge.b)
    const hub = network.hubOf[to]
    return hub >= 0 && touches(from, hub) && (touches(to, hub) || opened[to] === 1)
  }
}

const pairKey = (a: number, b: number, size: number) => Math.min(a, b) * size + Math.max(a, b)

interface Merged {
  readonly size: number
  readonly source: number
  readonly target: number
  readonly standsFor: Int32Array
  readonly lines: readonly (readonly number[])[]
}

/** All of the source becomes one vertex, and all of the target another. */
function mergeEnds(network: SeparationNetwork): Merged {
  const { vertices, start, neighbour, present } = network
  const standsFor = Int32Array.from({ length: vertices }, (_, v) => v)
  for (const v of network.source) standsFor[v] = vertices
  for (const v of network.target) standsFor[v] = vertices + 1
  const sets: Set<number>[] = Array.from({ length: vertices + 2 }, () => new Set<number>())
  for (let v = 0; v < vertices; v++) {
    if (present[v] === 0) continue
    for (let slot = start[v]; slot < start[v + 1]; slot++) {
      const w = neighbour[slot]
      if (present[w] === 1 && standsFor[v] !== standsFor[w]) sets[standsFor[v]].add(standsFor[w])
    }
  }
  return {
    size: vertices + 2,
    source: vertices,
    target: vertices + 1,
    standsFor,
    lines: sets.map((set) => [...set]),
  }
}

/** The lines of the biconnected component that the line source – target belongs to, once it is added. */
function linesWithVirtual({ size, source, target, lines }: Merged): Set<number> | null {
  const linked = lines.map((list, v) =>
    v === source
      ? [target, ...list.filter((w) => w !== target)]
      : v === target
        ? [source, ...list.filter((w) => w !== source)]
        : list,
  )
  const depth = new Int32Array(size).fill(-1)
  const low = new Int32Array(size)
  const pending: [number, number][] = []
  const next = new Int32Array(size)
  const parent = new Int32Array(size).fill(-1)
  const stack = [source]
  depth[source] = 0
  while (stack.length > 0) {
    const v = stack[stack.length - 1]
    if (next[v] < linked[v].length) {
      const w = linked[v][next[v]++]
      if (depth[w] < 0) {
        pending.push([v, w])
        parent[w] = v
        depth[w] = depth[v] + 1
        low[w] = depth[w]
        stack.push(w)
      } else if (w !== parent[v] && depth[w] < depth[v]) {
        pending.push([v, w])
        low[v] = Math.min(low[v], depth[w])
      }
      continue
    }
    stack.pop()
    const above = parent[v]
    if (above < 0) continue
    low[above] = Math.min(low[above], low[v])
    if (low[v] < depth[above]) continue
    const component = new Set<number>()
    for (;;) {
      const [a, b] = pending.pop()!
      component.add(pairKey(a, b, size))
      if (a === above && b === v) break
    }
    if (component.has(pairKey(source, target, size)))
      return component.size === 1 && !lines[source].includes(target) ? null : component
  }
  return null
}
