import { fail } from '../contract/errors.ts'
import { arrow, type CausalGraph, circle, type Edge, type Mark, tail, withEdges } from './causal-graph.ts'
import { edgesOf, joined, type MarkMatrix, markMatrix, neighbourLists, orient, plain } from './mark-matrix.ts'
import { applyOrientationRules } from './orientation-rules.ts'

/**
 * One graph that the class stands for: a dag for a pdag, a mag for a pag; a dag or mag stands for itself. Every
 * member has the same separations. Throws GRAPH_NO_MEMBER where the marks contradict one another.
 */
export function classMember(graph: CausalGraph): CausalGraph {
  if (graph.type === 'pdag') return extendPdag(graph)
  if (graph.type === 'pag') return memberOfPag(graph)
  return graph
}

/** A pdag with every orientation that follows from those it has (Meek 1995). */
export function completePdag(graph: CausalGraph): CausalGraph {
  const marks = markMatrix(graph)
  applyOrientationRules(marks)
  return withEdges(graph, edgesOf(marks))
}

/** Dor and Tarsi 1992: sinks are peeled off one by one, their undirected edges pointed at them. */
function extendPdag(graph: CausalGraph): CausalGraph {
  if (!graph.edges.some(({ markA, markB }) => markA === tail && markB === tail)) return asDag(graph)
  const marks = markMatrix(graph)
  applyOrientationRules(marks)
  const extended: MarkMatrix = { size: marks.size, at: marks.at.slice() }
  const neighbours = neighbourLists(marks)
  const gone = new Uint8Array(graph.size)
  const candidates = Array.from({ length: graph.size }, (_, v) => graph.size - 1 - v)
  let left = graph.size
  while (candidates.length > 0) {
    const v = candidates.pop()!
    if (gone[v] === 1 || !isSink(marks, neighbours[v], gone, v)) continue
    gone[v] = 1
    left--
    for (const w of neighbours[v]) {
      if (gone[w] === 1) continue
      if (plain(marks, v, w)) orient(extended, w, v)
      candidates.push(w)
      for (const z of neighbours[w]) if (gone[z] === 0) candidates.push(z)
    }
  }
  if (left > 0) throw fail('GRAPH_NO_MEMBER', { type: 'pdag' })
  return asDag(withEdges(graph, edgesOf(extended)))
}

function isSink(m: MarkMatrix, neighbours: readonly number[], gone: Uint8Array, v: number): boolean {
  const near = neighbours.filter((w) => gone[w] === 0)
  for (const w of near) {
    const undirected = plain(m, v, w)
    if (!undirected && m.at[w * m.size + v] !== 1 + arrow) return false
    if (undirected && near.some((z) => z !== w && !joined(m, w, z))) return false
  }
  return true
}

const asDag = (graph: CausalGraph): CausalGraph => withEdges(graph, graph.edges, 'dag')

/**
 * Circles at the tail side of an arrowhead become tails, and the circle-circle part becomes a dag without
 * unshielded colliders (Zhang 2008, Theorem 2).
 */
function memberOfPag(graph: CausalGraph): CausalGraph {
  const order = perfectOrder(graph)
  const edges = graph.edges.map((edge): Edge => {
    const { a, b, markA, markB } = edge
    if (markA === circle && markB === circle) {
      const early = order[a] < order[b]
      return { a, b, markA: early ? tail : arrow, markB: early ? arrow : tail }
    }
    return { a, b, markA: settle(markA, markB), markB: settle(markB, markA) }
  })
  return withEdges(graph, edges, 'mag')
}

function settle(mark: Mark, other: Mark): Mark {
  if (mark !== circle) return mark
  return other === tail ? arrow : tail
}

/**
 * The place of every node in an order in which the earlier circle-circle neighbours of each are adjacent to one
 * another (maximum cardinality search, Tarjan and Yannakakis 1984).
 */
function perfectOrder(graph: CausalGraph): Int32Array {
  const place = new Int32Array(graph.size).fill(-1)
  const openNeighbours: number[][] = Array.from({ length: graph.size }, () => [])
  for (const { a, b, markA, markB } of graph.edges) {
    if (markA !== circle || markB !== circle) continue
    openNeighbours[a].push(b)
    openNeighbours[b].push(a)
  }
  const weight = new Int32Array(graph.size)
  for (let step = 0; step < graph.size; step++) {
    let best = -1
    for (let v = 0; v < graph.size; v++) if (place[v] < 0 && (best < 0 || weight[v] > weight[best])) best = v
    const earlier = openNeighbours[best].filter((w) => place[w] >= 0)
    for (const w of earlier)
      for (const z of earlier)
        if (w < z && !graph.neighbour.subarray(graph.start[w], graph.start[w + 1]).includes(z))
          throw fail('GRAPH_NO_MEMBER', { type: 'pag' })
    place[best] = step
    for (const w of openNeighbours[best]) weight[w]++
  }
  return place
}
