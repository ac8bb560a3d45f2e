import {
  adjacent,
  arrow,
  type CausalGraph,
  circle,
  directed,
  indicesOf,
  maskOf,
  tail,
  withEdges,
} from './causal-graph.ts'
import { completePdag } from './class-member.ts'

/** Where a path could lead in some graph of the class, as masks. */
export interface PossiblePaths {
  /** 1 for every node on such a path, its start left out. */
  readonly nodes: Uint8Array
  /** 1 for every half-edge that such a path takes, away from the node it belongs to. */
  readonly slots: Uint8Array
}

/**
 * The proper possibly causal paths from x to y: none meets x again. In a mag or pag a path is one if no edge of it
 * points back (Perković, Textor, Kalisch and Maathuis 2018). In a pdag with background knowledge no later node may point
 * back at an earlier one either; as paths of definite status show where such paths lead (Perković, Kalisch and Maathuis
 * 2017, "Interpreting and using CPDAGs with background knowledge", Lemmas 3.5 and 3.6), only those are walked, afresh
 * from the first node after x. A pdag must be complete.
 */
export function possiblyCausalPaths(
  graph: CausalGraph,
  x: readonly number[],
  y: readonly number[],
): PossiblePaths {
  const isTreatment = maskOf(graph.size, x)
  const back = opposites(graph)
  const first = slotsOutOf(graph, x)
  const intoY = slotsOutOf(graph, y).map((slot) => back[slot])
  const forwards = walk(graph, [...first, ...afterFirst(graph, first, isTreatment)], isTreatment, back, false)
  const backwards = walk(graph, intoY, isTreatment, back, true)
  const nodes = new Uint8Array(graph.size)
  const slots = new Uint8Array(graph.neighbour.length)
  for (let slot = 0; slot < slots.length; slot++) slots[slot] = forwards[slot] & backwards[slot]
  for (const slot of first) if (slots[slot] === 0) slots[slot] = opensPath(graph, slot, isTreatment, y, slots)
  for (let slot = 0; slot < slots.length; slot++) if (slots[slot] === 1) nodes[graph.neighbour[slot]] = 1
  return { nodes, slots }
}

/** What a path may take after an arrow out of x, whatever the node after has to do with x. */
function afterFirst(graph: CausalGraph, first: readonly number[], isTreatment: Uint8Array): number[] {
  if (graph.type !== 'pdag') return []
  return slotsOutOf(
    graph,
    first
      .filter((slot) => graph.far[slot] === arrow && graph.near[slot] === tail)
      .map((slot) => graph.neighbour[slot])
      .filter((v) => isTreatment[v] === 0),
  )
}

/** 1 where a pdag has a causal path to y by this half-edge out of x once it is directed so. */
function opensPath(
  graph: CausalGraph,
  slot: number,
  isTreatment: Uint8Array,
  y: readonly number[],
  slots: Uint8Array,
): number {
  const w = graph.neighbour[slot]
  if (graph.type !== 'pdag' || isTreatment[w] === 1 || !mayPoint(graph, slot)) return 0
  if (graph.far[slot] === arrow) return slotsOutOf(graph, [w]).some((next) => slots[next] === 1) ? 1 : 0
  const edge = graph.edges[graph.edgeOf[slot]]
  const turned = completePdag(
    withEdges(
      graph,
      graph.edges.map((other) => (other === edge ? directed(edge.a === w ? edge.b : edge.a, w) : other)),
    ),
  )
  const taken = walk(turned, slotsOutOf(turned, [w]), isTreatment, opposites(turned), false)
  const reaches = (next: number) => taken[next] === 1 && y.includes(turned.neighbour[next])
  return y.includes(w) || turned.neighbour.some((_, next) => reaches(next)) ? 1 : 0
}

/** Nodes that some graph of the class could have as descendants, and `of` itself. A pdag must be complete. */
export function possibleDescendants(graph: CausalGraph, of: readonly number[]): Uint8Array {
  const nowhere = new Uint8Array(graph.size)
  const taken = walk(graph, slotsOutOf(graph, of), nowhere, opposites(graph), false)
  return maskOf(graph.size, [...of, ...indicesOf(taken).map((slot) => graph.neighbour[slot])])
}

/** Nodes that some graph of the class could have as ancestors, and `of` itself. A pdag must be complete. */
export function possibleAncestors(graph: CausalGraph, of: readonly number[]): Uint8Array {
  const back = opposites(graph)
  const into = slotsOutOf(graph, of).map((slot) => back[slot])
  const taken = walk(graph, into, new Uint8Array(graph.size), back, true)
  return maskOf(graph.size, [...of, ...indicesOf(taken).map((slot) => graph.neighbour[back[slot]])])
}

/** 1 for every half-edge on a possible path that begins (or, backwards, ends) with one of `first`. */
function walk(
  graph: CausalGraph,
  first: readonly number[],
  barrier: Uint8Array,
  back: Int32Array,
  backwards: boolean,
): Uint8Array {
  const taken = new Uint8Array(graph.neighbour.length)
  const stack: number[] = []
  const take = (slot: number) => {
    const entered = graph.neighbour[slot]
    if (taken[slot] === 1 || barrier[entered] === 1 || !mayPoint(graph, slot)) return
    taken[slot] = 1
    stack.push(slot)
  }
  for (const slot of first) take(slot)
  while (stack.length > 0) {
    const slot = stack.pop()!
    const at = graph.neighbour[backwards ? back[slot] : slot]
    if (barrier[at] === 1) continue
    for (let next = graph.start[at]; next < graph.start[at + 1]; next++) {
      const [early, late] = backwards ? [back[next], slot] : [slot, next]
      if (continues(graph, early, late, back)) take(backwards ? early : late)
    }
  }
  return taken
}

/** Whether a path may go on from one half-edge to the next: in a pdag, only as a noncollider of definite status. */
function continues(graph: CausalGraph, early: number, late: number, back: Int32Array): boolean {
  if (graph.type !== 'pdag') return true
  if (graph.far[late] === arrow) return true
  if (graph.far[early] === arrow) return false
  const [from, to] = [graph.neighbour[back[early]], graph.neighbour[late]]
  return from !== to && !adjacent(graph, from, to)
}

/** Whether some graph of the class could direct the half-edge away from its node; a plain line could only in a pdag. */
function mayPoint(graph: CausalGraph, slot: number): boolean {
  const [near, far] = [graph.near[slot], graph.far[slot]]
  return graph.type === 'pdag' ? near === tail && far !== circle : near !== arrow && far !== tail
}

function slotsOutOf(graph: CausalGraph, nodes: readonly number[]): number[] {
  return nodes.flatMap((v) =>
    Array.from({ length: graph.start[v + 1] - graph.start[v] }, (_, i) => graph.start[v] + i),
  )
}

/** For every half-edge, the other half of its edge. */
function opposites(graph: CausalGraph): Int32Array {
  const first = new Int32Array(graph.edges.length).fill(-1)
  const back = new Int32Array(graph.neighbour.length)
  graph.edgeOf.forEach((e, slot) => {
    if (first[e] < 0) first[e] = slot
    else {
      back[slot] = first[e]
      back[first[e]] = slot
    }
  })
  return back
}
