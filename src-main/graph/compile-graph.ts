import { fail } from '../contract/errors.ts'
import type { Graph, GraphEdge } from '../contract/graph.ts'
import { findCycle } from './ancestry.ts'
import {
  buildGraph,
  type CausalGraph,
  type Edge,
  type GraphType,
  isDirected,
  marksOf,
} from './causal-graph.ts'

/** More than this cannot be meant as a causal graph, and would only fill the memory. */
export const mostNodes = 200_000
export const mostEdges = 2_000_000

const kindsAllowed: Readonly<Record<GraphType, readonly NonNullable<GraphEdge['kind']>[]>> = {
  dag: ['directed', 'bidirected'],
  pdag: ['directed', 'bidirected', 'undirected'],
  mag: ['directed', 'bidirected', 'undirected'],
  pag: ['directed', 'bidirected', 'undirected', 'circle-arrow', 'circle-circle', 'circle-line'],
}

/**
 * The graph of the contract, checked and indexed. An edge stated twice counts once.
 *
 * Throws GRAPH_TOO_LARGE, GRAPH_NODE_NAMELESS, GRAPH_NODE_DUPLICATE, GRAPH_NODE_UNKNOWN, GRAPH_EDGE_KIND,
 * GRAPH_EDGE_LOOP, GRAPH_EDGE_CONFLICT, GRAPH_EDGE_INTO_PAST and GRAPH_CYCLE.
 */
export function compileGraph(graph: Graph): CausalGraph {
  const compiled = compileWithCycles(graph)
  const cycle = findCycle(compiled)
  if (cycle !== null) throw fail('GRAPH_CYCLE', { cycle: writeCycle(compiled, cycle) })
  return compiled
}

/** As `compileGraph`, but a directed cycle is accepted: for the question whether there is one. */
export function compileWithCycles(graph: Graph): CausalGraph {
  const type = graph.type ?? 'dag'
  if (graph.nodes.length > mostNodes)
    throw fail('GRAPH_TOO_LARGE', { count: graph.nodes.length, limit: mostNodes })
  if (graph.edges.length > mostEdges)
    throw fail('GRAPH_TOO_LARGE', { count: graph.edges.length, limit: mostEdges })
  const index = new Map<string, number>()
  const latent = new Uint8Array(graph.nodes.length)
  const selected = new Uint8Array(graph.nodes.length)
  graph.nodes.forEach((node, v) => {
    if (node.id.trim() === '') throw fail('GRAPH_NODE_NAMELESS', { position: v + 1 })
    if (index.has(node.id)) throw fail('GRAPH_NODE_DUPLICATE', { name: node.id })
    index.set(node.id, v)
    latent[v] = node.latent === true ? 1 : 0
    selected[v] = node.selected === true ? 1 : 0
  })
  const names = graph.nodes.map((node) => node.id)
  const edges = graph.edges.map((edge) => compileEdge(type, index, edge))
  refuseEdgesIntoPast(graph, edges)
  return buildGraph(type, { names, index, latent, selected }, withoutRepeats(type, names, edges))
}

/** `a → b → a` */
export function writeCycle(graph: CausalGraph, cycle: readonly number[]): string {
  return [...cycle, cycle[0]].map((v) => graph.names[v]).join(' → ')
}

/** The indices of names, in their order, each once. Throws GRAPH_NODE_UNKNOWN. */
export function nodesNamed(graph: CausalGraph, names: readonly string[]): number[] {
  return [...new Set(names)].map((name) => nodeNamed(graph.index, name))
}

function nodeNamed(index: ReadonlyMap<string, number>, name: string): number {
  const v = index.get(name)
  if (v === undefined) throw fail('GRAPH_NODE_UNKNOWN', { name, known: listed([...index.keys()]) })
  return v
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 12).join(', ')
  return names.length > 12 ? `${shown}, …` : shown
}

function compileEdge(type: GraphType, index: ReadonlyMap<string, number>, edge: GraphEdge): Edge {
  const kind = edge.kind ?? 'directed'
  if (!kindsAllowed[type].includes(kind))
    throw fail('GRAPH_EDGE_KIND', { from: edge.from, to: edge.to, kind, type })
  const a = nodeNamed(index, edge.from)
  const b = nodeNamed(index, edge.to)
  if (a === b && kind === 'directed') throw fail('GRAPH_CYCLE', { cycle: `${edge.from} → ${edge.from}` })
  if (a === b) throw fail('GRAPH_EDGE_LOOP', { name: edge.from })
  const [markA, markB] = marksOf[kind]
  return { a, b, markA, markB }
}

/** A dag may hold both `a → b` and `a ↔ b`; the other types have one edge between two nodes at most. */
function withoutRepeats(type: GraphType, names: readonly string[], edges: readonly Edge[]): Edge[] {
  const seen = new Map<number, Edge[]>()
  const kept: Edge[] = []
  for (const edge of edges) {
    const key = Math.min(edge.a, edge.b) * names.length + Math.max(edge.a, edge.b)
    const before = seen.get(key)
    if (before === undefined) {
      seen.set(key, [edge])
      kept.push(edge)
      continue
    }
    if (before.some((other) => sameEdge(other, edge))) continue
    if (type !== 'dag') throw fail('GRAPH_EDGE_CONFLICT', { from: names[edge.a], to: names[edge.b], type })
    before.push(edge)
    kept.push(edge)
  }
  return kept
}

function sameEdge(one: Edge, other: Edge): boolean {
  return one.a === other.a
    ? one.markA === other.markA && one.markB === other.markB
    : one.markA === other.markB && one.markB === other.markA
}

function refuseEdgesIntoPast(graph: Graph, edges: readonly Edge[]): void {
  edges.forEach((edge, e) => {
    if (!isDirected(edge)) return
    const { from, to } = graph.edges[e]
    const early = graph.nodes[edge.b].tier
    const late = graph.nodes[edge.a].tier
    if (early !== undefined && late !== undefined && late > early)
      throw fail('GRAPH_EDGE_INTO_PAST', { from, to, fromTier: late, toTier: early })
  })
}
