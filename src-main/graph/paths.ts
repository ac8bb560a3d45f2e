import type { Monitor } from '../contract/monitor.ts'
import { ancestors } from './ancestry.ts'
import { arrow, type CausalGraph, indicesOf, maskOf, tail } from './causal-graph.ts'
import type { Path } from './write-path.ts'

export interface DescribedPath extends Path {
  /** Whether every edge points towards the outcome, and the effect asked for runs along it. */
  readonly causal: boolean
  /** Whether every edge points towards the outcome, but the direct effect is asked for. */
  readonly indirect: boolean
  readonly open: boolean
  /** Nodes on the path that are given and no colliders: they close it. */
  readonly blockedBy: readonly number[]
  /** Colliders that nothing given follows from: they close it. */
  readonly closedColliders: readonly number[]
  /** Colliders that something given opens. */
  readonly openedColliders: readonly number[]
}

export interface Paths {
  readonly paths: readonly DescribedPath[]
  /** False where the limit cut the list short. */
  readonly complete: boolean
}

/**
 * The paths from x to y that meet x and y only at their ends, shortest first (where the limit cuts the list: the first
 * found, depth first in the order of edges), with their state
 * when `given` and the selected nodes are conditioned on. Steps that cannot lead to y any more are not taken, so each
 * path costs at most nodes × edges.
 */
export function pathsBetween(
  graph: CausalGraph,
  x: readonly number[],
  y: readonly number[],
  given: readonly number[],
  limit: number,
  monitor?: Monitor,
): Paths {
  const conditioned = maskOf(graph.size, [...given, ...indicesOf(graph.selected)])
  const opened = ancestors(graph, indicesOf(conditioned))
  const target = maskOf(graph.size, y)
  const paths: DescribedPath[] = []
  const used = maskOf(graph.size, x)
  for (const root of x) {
    const nodes = [root]
    const edges: number[] = []
    const next = [graph.start[root]]
    while (nodes.length > 0) {
      const v = nodes[nodes.length - 1]
      const slot = next[next.length - 1]++
      if (slot >= graph.start[v + 1]) {
        nodes.pop()
        next.pop()
        edges.pop()
        if (nodes.length > 0) used[v] = 0
        continue
      }
      const w = graph.neighbour[slot]
      if (used[w] === 1) continue
      if (target[w] === 1) {
        monitor?.check()
        if (paths.length === limit) return { paths: shortestFirst(paths), complete: false }
        paths.push(
          describePath(
            graph,
            { nodes: [...nodes, w], edges: [...edges, graph.edgeOf[slot]] },
            conditioned,
            opened,
          ),
        )
        continue
      }
      used[w] = 1
      if (!canReach(graph, w, target, used)) {
        used[w] = 0
        continue
      }
      nodes.push(w)
      edges.push(graph.edgeOf[slot])
      next.push(graph.start[w])
    }
  }
  return { paths: shortestFirst(paths), complete: true }
}

/** The same paths where the direct effect is asked for: it runs along single edges alone. */
export function forDirectEffect({ paths, complete }: Paths): Paths {
  const ofDirect = (path: DescribedPath): DescribedPath => {
    const isDirect = path.nodes.length === 2
    return { ...path, causal: path.causal && isDirect, indirect: path.causal && !isDirect }
  }
  return { paths: paths.map(ofDirect), complete }
}

const shortestFirst = (paths: DescribedPath[]) => paths.sort((a, b) => a.nodes.length - b.nodes.length)

function canReach(graph: CausalGraph, from: number, target: Uint8Array, used: Uint8Array): boolean {
  const seen = new Uint8Array(graph.size)
  seen[from] = 1
  const stack = [from]
  while (stack.length > 0) {
    const v = stack.pop()!
    for (let slot = graph.start[v]; slot < graph.start[v + 1]; slot++) {
      const w = graph.neighbour[slot]
      if (target[w] === 1) return true
      if (seen[w] === 1 || used[w] === 1) continue
      seen[w] = 1
      stack.push(w)
    }
  }
  return false
}

function describePath(
  graph: CausalGraph,
  path: Path,
  conditioned: Uint8Array,
  opened: Uint8Array,
): DescribedPath {
  const blockedBy: number[] = []
  const closedColliders: number[] = []
  const openedColliders: number[] = []
  for (let i = 1; i < path.nodes.length - 1; i++) {
    const v = path.nodes[i]
    const isCollider =
      markAt(graph, path.edges[i - 1], v) === arrow && markAt(graph, path.edges[i], v) === arrow
    if (!isCollider && conditioned[v] === 1) blockedBy.push(v)
    if (isCollider) (opened[v] === 1 ? openedColliders : closedColliders).push(v)
  }
  const causal = path.edges.every(
    (e, i) => markAt(graph, e, path.nodes[i]) === tail && markAt(graph, e, path.nodes[i + 1]) === arrow,
  )
  const open = blockedBy.length === 0 && closedColliders.length === 0
  return { ...path, causal, indirect: false, open, blockedBy, closedColliders, openedColliders }
}

function markAt(graph: CausalGraph, e: number, v: number): number {
  const edge = graph.edges[e]
  return edge.a === v ? edge.markA : edge.markB
}
