import { arrow, type Edge } from './causal-graph.ts'
import type { SeparationNetwork } from './separation-network.ts'

/**
 * Tells of an edge of the graph whether the network has a simple path from source to target that it can be part of;
 * null where no path exists at all. An edge into v is in the star of v's hub: both its ends must meet that hub on
 * such paths (a node that is given is not there, its hub is). Found in linear time as the biconnected component that a
 * line between source and target would fall into (Hopcroft and Tarjan 1973).
 */
export function onSimplePaths(
  network: SeparationNetwork,
): ((edge: Edge, given: Uint8Array) => boolean) | null {
  const { vertices } = network
  const merged = mergeEnds(network)
  const used = linesWithVirtual(merged)
  if (used === null) return null
  const place = (v: number) => merged.standsFor[v]
  const hubs = hubsOf(network)
  const touches = (v: number, hub: number) => used.has(pairKey(place(v), hub, merged.size))
  return ({ a, b, markA, markB }, given) => {
    const into: number[] = []
    if (markB === arrow) into.push(b)
    if (markA === arrow) into.push(a)
    if (into.length === 0) return used.has(pairKey(place(a), place(b), merged.size))
    return into.some((v) => {
      const hub = hubs.get(v) ?? vertices
      const present = [a, b].filter((end) => given[end] === 0)
      return present.length > 0 && present.every((end) => touches(end, hub))
    })
  }
}

const pairKey = (a: number, b: number, size: number) => Math.min(a, b) * size + Math.max(a, b)

/** The hub of the district that each node belongs to, by the network's own order of vertices. */
function hubsOf({ hubOf }: SeparationNetwork): Map<number, number> {
  const found = new Map<number, number>()
  hubOf.forEach((hub, v) => {
    if (hub >= 0) found.set(v, hub)
  })
  return found
}

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
