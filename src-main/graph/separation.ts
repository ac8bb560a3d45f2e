import { anteriors } from './ancestry.ts'
import { arrow, type CausalGraph, indicesOf, maskOf, tail } from './causal-graph.ts'
import type { Path } from './write-path.ts'

/** How a walk came to a node: with an arrowhead into it, or without one. */
const byArrow = 1
const byTail = 0

/**
 * Whether `given` (with every selected node) m-separates `x` from `y`; a shortest open walk, cut down to a path, is
 * the witness where it does not. Linear in nodes and edges: reachability over walks (Shachter 1998; van der Zander,
 * Liśkiewicz and Textor 2019, section 4). `x`, `y` and `given` are disjoint.
 */
export function openPath(
  graph: CausalGraph,
  x: Iterable<number>,
  y: Iterable<number>,
  given: Iterable<number>,
): Path | null {
  const conditioned = conditionedOn(graph, given)
  const target = maskOf(graph.size, y)
  const search = reachOpen(graph, x, conditioned, target)
  if (search.foundAt < 0) return null
  return cutToPath(graph, walkTo(search))
}

export function separated(
  graph: CausalGraph,
  x: Iterable<number>,
  y: Iterable<number>,
  given: Iterable<number>,
): boolean {
  return reachOpen(graph, x, conditionedOn(graph, given), maskOf(graph.size, y)).foundAt < 0
}

/** 1 for every node that an open path connects to `x`, the nodes of `x` among them; nothing given is reached. */
export function connectedTo(graph: CausalGraph, x: Iterable<number>, given: Iterable<number>): Uint8Array {
  const conditioned = conditionedOn(graph, given)
  const { cameFrom } = reachOpen(graph, x, conditioned, null)
  const reached = maskOf(graph.size, x)
  for (let v = 0; v < graph.size; v++)
    if (conditioned[v] === 0 && (cameFrom[2 * v] !== unseen || cameFrom[2 * v + 1] !== unseen)) reached[v] = 1
  return reached
}

/**
 * How open walks from `x` arrive: bit 1 of a node where one does without an arrowhead into it, bit 2 where one does
 * with. Walks end at `barrier`.
 */
export function openArrivals(
  graph: CausalGraph,
  x: Iterable<number>,
  given: Iterable<number>,
  barrier: Uint8Array,
): Uint8Array {
  const { cameFrom } = reachOpen(graph, x, conditionedOn(graph, given), null, barrier)
  const arrivals = new Uint8Array(graph.size)
  for (let state = 0; state < cameFrom.length; state++)
    if (cameFrom[state] >= 0) arrivals[state >> 1] |= 1 << (state & 1)
  return arrivals
}

function conditionedOn(graph: CausalGraph, given: Iterable<number>): Uint8Array {
  const mask = maskOf(graph.size, given)
  for (let v = 0; v < graph.size; v++) if (graph.selected[v] === 1) mask[v] = 1
  return mask
}

const unseen = -2
const isSource = -1

interface Search {
  /** State 2v + (1 where an arrowhead points into v) → the state before it. */
  readonly cameFrom: Int32Array
  /** The half-edge taken into each state. */
  readonly cameBy: Int32Array
  /** The state at which a target was met, or −1. */
  readonly foundAt: number
}

function reachOpen(
  graph: CausalGraph,
  x: Iterable<number>,
  conditioned: Uint8Array,
  target: Uint8Array | null,
  barrier?: Uint8Array,
): Search {
  const opensCollider = anteriors(graph, indicesOf(conditioned))
  const cameFrom = new Int32Array(2 * graph.size).fill(unseen)
  const cameBy = new Int32Array(2 * graph.size)
  const queue = new Int32Array(2 * graph.size)
  let length = 0
  for (const v of x) {
    cameFrom[2 * v + byTail] = isSource
    queue[length++] = 2 * v + byTail
  }
  const sources = length
  const { start, neighbour, near, far, edgeOf } = graph
  /** To turn back on a plain line is no path; where it has arrowheads at its ends that would look like one. */
  const isUndirected = (slot: number) => near[slot] === tail && far[slot] === tail
  for (let head = 0; head < length; head++) {
    const state = queue[head]
    const v = state >> 1
    const into = state & 1
    const undirectedIn = head >= sources && isUndirected(cameBy[state]) ? edgeOf[cameBy[state]] : -1
    const passesStraight = head < sources || conditioned[v] === 0
    const passesCollider = into === byArrow && opensCollider[v] === 1
    for (let slot = start[v]; slot < start[v + 1]; slot++) {
      const isCollider = into === byArrow && near[slot] === arrow
      if (isCollider ? !passesCollider : !passesStraight) continue
      if (edgeOf[slot] === undirectedIn) continue
      const w = neighbour[slot]
      const next = 2 * w + (far[slot] === arrow ? byArrow : byTail)
      if (cameFrom[next] !== unseen) continue
      cameFrom[next] = state
      cameBy[next] = slot
      if (target !== null && target[w] === 1) return { cameFrom, cameBy, foundAt: next }
      if (barrier === undefined || barrier[w] === 0) queue[length++] = next
    }
  }
  return { cameFrom, cameBy, foundAt: -1 }
}

interface Step {
  readonly node: number
  /** The half-edge taken to come here. */
  readonly slot: number
}

function walkTo({ cameFrom, cameBy, foundAt }: Search): Step[] {
  const walk: Step[] = []
  for (let state = foundAt; state !== isSource; state = cameFrom[state])
    walk.push({ node: state >> 1, slot: cameBy[state] })
  return walk.reverse()
}

/** Every stretch of the walk that returns to its start is left out; what remains is open as well. */
function cutToPath(graph: CausalGraph, walk: readonly Step[]): Path {
  const last = new Map(walk.map(({ node }, i) => [node, i]))
  const nodes: number[] = []
  const edges: number[] = []
  for (let i = 0; i < walk.length; i++) {
    if (nodes.length > 0) edges.push(graph.edgeOf[walk[i].slot])
    nodes.push(walk[i].node)
    i = last.get(walk[i].node)!
  }
  return { nodes, edges }
}
