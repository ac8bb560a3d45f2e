import { fail } from '../contract/errors.ts'
import type { Monitor } from '../contract/monitor.ts'
import { anteriors } from './ancestry.ts'
import {
  adjacent,
  arrow,
  buildGraph,
  type CausalGraph,
  type Edge,
  headOf,
  indicesOf,
  isDirected,
  neighboursOf,
  parentsOf,
  tail,
  tailOf,
  undirected,
  withEdges,
} from './causal-graph.ts'
import { completePdag } from './class-member.ts'
import { edgesOf, joined, markMatrix, orient } from './mark-matrix.ts'
import { applyOrientationRules } from './orientation-rules.ts'
import { separated } from './separation.ts'

/**
 * The class of a dag: its skeleton with the directions that every equivalent dag shares (v-structures, then Meek's
 * rules). A pdag gets the orientations that follow from its own. Whether a node is latent is not considered. Throws
 * GRAPH_TYPE_UNSUPPORTED for mags, pags and bidirected edges.
 */
export function equivalenceClass(graph: CausalGraph): CausalGraph {
  if (graph.type === 'pdag') return completePdag(graph)
  if (graph.type !== 'dag' || !graph.edges.every(isDirected))
    throw fail('GRAPH_TYPE_UNSUPPORTED', { type: graph.type })
  const pattern = markMatrix(
    withEdges(
      graph,
      graph.edges.map(({ a, b }) => undirected(a, b)),
      'pdag',
    ),
  )
  for (let v = 0; v < graph.size; v++) {
    const parents = parentsOf(graph, v)
    for (const p of parents) if (parents.some((q) => q !== p && !joined(pattern, p, q))) orient(pattern, p, v)
  }
  applyOrientationRules(pattern)
  return withEdges(graph, edgesOf(pattern), 'pdag')
}

/**
 * The maximal ancestral graph over what is observed: two nodes are adjacent where nothing observed separates them,
 * with a tail at whatever is an ancestor of the other or of the selection (Richardson and Spirtes 2002, section 4.2).
 */
export function magOf(graph: CausalGraph, monitor?: Monitor): CausalGraph {
  if (graph.type === 'mag') return graph
  if (graph.type !== 'dag') throw fail('GRAPH_TYPE_UNSUPPORTED', { type: graph.type })
  const observed: number[] = []
  for (let v = 0; v < graph.size; v++) if (graph.latent[v] === 0 && graph.selected[v] === 0) observed.push(v)
  const selected = indicesOf(graph.selected)
  const above = observed.map((v) => anteriors(graph, [v, ...selected]))
  const edges: Edge[] = []
  observed.forEach((a, i) => {
    monitor?.check()
    const near = passingHidden(graph, a)
    observed.slice(i + 1).forEach((b, k) => {
      if (near[b] === 0) return
      const j = i + 1 + k
      const between = observed.filter((v) => v !== a && v !== b && (above[i][v] === 1 || above[j][v] === 1))
      if (!adjacent(graph, a, b) && separated(graph, [a], [b], between)) return
      edges.push({
        a: i,
        b: j,
        markA: above[j][a] === 1 ? tail : arrow,
        markB: above[i][b] === 1 ? tail : arrow,
      })
    })
  })
  const names = observed.map((v) => graph.names[v])
  return buildGraph(
    'mag',
    {
      names,
      index: new Map(names.map((name, v) => [name, v])),
      latent: new Uint8Array(names.length),
      selected: new Uint8Array(names.length),
    },
    edges,
  )
}

/** 1 for what a path from `a` reaches on which whatever is no collider is latent: nothing else can be adjacent to it. */
function passingHidden(graph: CausalGraph, a: number): Uint8Array {
  const reached = new Uint8Array(graph.size)
  const seen = new Uint8Array(2 * graph.size)
  const stack: number[] = [2 * a]
  while (stack.length > 0) {
    const state = stack.pop()!
    const [v, byArrow] = [state >> 1, (state & 1) === 1]
    for (let slot = graph.start[v]; slot < graph.start[v + 1]; slot++) {
      const isCollider = byArrow && graph.near[slot] === arrow
      if (v !== a && !isCollider && graph.latent[v] === 0) continue
      const w = graph.neighbour[slot]
      const next = 2 * w + (graph.far[slot] === arrow ? 1 : 0)
      reached[w] = 1
      if (seen[next] === 1) continue
      seen[next] = 1
      stack.push(next)
    }
  }
  return reached
}

/**
 * Whether the neighbourhood in this very graph keeps `a → b` from being turned (Andersson, Madigan and Perlman 1997,
 * Definition 3.3: one of four small configurations holds).
 */
export function isStronglyProtected(graph: CausalGraph, a: number, b: number): boolean {
  const others = parentsOf(graph, b).filter((c) => c !== a)
  if (parentsOf(graph, a).some((c) => !adjacent(graph, c, b))) return true
  if (others.some((c) => !adjacent(graph, a, c))) return true
  if (others.some((c) => parentsOf(graph, c).includes(a))) return true
  const lines = neighboursOf(graph, a, tail, tail).filter((c) => others.includes(c))
  return lines.some((c, i) => lines.slice(i + 1).some((d) => !adjacent(graph, c, d)))
}

/** Whether every equivalent graph has the edge in this direction. */
export function isCompelled(graph: CausalGraph, a: number, b: number): boolean {
  return equivalenceClass(graph).edges.some((edge) => tailOf(edge) === a && headOf(edge) === b)
}
