import type { Graph, GraphEdge } from '../contract/graph.ts'

/** The marks an edge end can carry. */
export const tail = 0
export const arrow = 1
export const circle = 2
export type Mark = typeof tail | typeof arrow | typeof circle

export type GraphType = Graph['type']

/** One edge between the nodes with the indices `a` and `b`, with the mark at each end. */
export interface Edge {
  readonly a: number
  readonly b: number
  readonly markA: Mark
  readonly markB: Mark
}

/**
 * A mixed graph on the nodes 0 … size − 1. The half-edges of node v fill the slots `start[v]` … `start[v + 1] − 1`
 * of `neighbour` (who is at the other end), `near` (the mark at v), `far` (the mark at the neighbour) and `edgeOf`
 * (the index in `edges`).
 */
export interface CausalGraph {
  readonly type: GraphType
  readonly size: number
  readonly names: readonly string[]
  readonly index: ReadonlyMap<string, number>
  /** 1 where a node is never observed. */
  readonly latent: Uint8Array
  /** 1 where the data are selected on a node. */
  readonly selected: Uint8Array
  readonly edges: readonly Edge[]
  readonly start: Int32Array
  readonly neighbour: Int32Array
  readonly near: Uint8Array
  readonly far: Uint8Array
  readonly edgeOf: Int32Array
}

export interface NodeList {
  readonly names: readonly string[]
  readonly index: ReadonlyMap<string, number>
  readonly latent: Uint8Array
  readonly selected: Uint8Array
}

/** Indexes the edges by node in time linear in nodes and edges. Nothing is validated: see `compileGraph`. */
export function buildGraph(type: GraphType, nodes: NodeList, edges: readonly Edge[]): CausalGraph {
  const size = nodes.names.length
  const start = new Int32Array(size + 1)
  for (const { a, b } of edges) {
    start[a + 1]++
    start[b + 1]++
  }
  for (let v = 0; v < size; v++) start[v + 1] += start[v]
  const free = start.slice(0, size)
  const neighbour = new Int32Array(2 * edges.length)
  const near = new Uint8Array(2 * edges.length)
  const far = new Uint8Array(2 * edges.length)
  const edgeOf = new Int32Array(2 * edges.length)
  edges.forEach(({ a, b, markA, markB }, e) => {
    const atA = free[a]++
    neighbour[atA] = b
    near[atA] = markA
    far[atA] = markB
    edgeOf[atA] = e
    const atB = free[b]++
    neighbour[atB] = a
    near[atB] = markB
    far[atB] = markA
    edgeOf[atB] = e
  })
  return { ...nodes, type, size, edges, start, neighbour, near, far, edgeOf }
}

/** A graph on the nodes named, none latent, none selected. */
export function nodeList(names: readonly string[]): NodeList {
  return {
    names,
    index: new Map(names.map((name, v) => [name, v])),
    latent: new Uint8Array(names.length),
    selected: new Uint8Array(names.length),
  }
}

/** The same nodes with other edges. */
export function withEdges(
  graph: CausalGraph,
  edges: readonly Edge[],
  type: GraphType = graph.type,
): CausalGraph {
  const { names, index, latent, selected } = graph
  return buildGraph(type, { names, index, latent, selected }, edges)
}

/** The same graph, its nodes not among `observed` latent. */
export function hidingOthers(graph: CausalGraph, observed: ReadonlySet<string>): CausalGraph {
  return { ...graph, latent: graph.latent.map((flag, v) => (observed.has(graph.names[v]) ? flag : 1)) }
}

export const directed = (a: number, b: number): Edge => ({ a, b, markA: tail, markB: arrow })
export const bidirected = (a: number, b: number): Edge => ({ a, b, markA: arrow, markB: arrow })
export const undirected = (a: number, b: number): Edge => ({ a, b, markA: tail, markB: tail })

export const isDirected = (edge: Edge): boolean =>
  (edge.markA === tail && edge.markB === arrow) || (edge.markA === arrow && edge.markB === tail)

/** Where an edge is directed: its tail end, else −1. */
export function tailOf(edge: Edge): number {
  if (edge.markA === tail && edge.markB === arrow) return edge.a
  return edge.markA === arrow && edge.markB === tail ? edge.b : -1
}

/** Where an edge is directed: its head, else −1. */
export function headOf(edge: Edge): number {
  if (edge.markA === tail && edge.markB === arrow) return edge.b
  return edge.markA === arrow && edge.markB === tail ? edge.a : -1
}

/** The neighbours of `v` whose half-edge has these marks; a mark left out may be any. */
export function neighboursOf(graph: CausalGraph, v: number, near?: Mark, far?: Mark): number[] {
  const found: number[] = []
  for (let slot = graph.start[v]; slot < graph.start[v + 1]; slot++) {
    if (near !== undefined && graph.near[slot] !== near) continue
    if (far !== undefined && graph.far[slot] !== far) continue
    found.push(graph.neighbour[slot])
  }
  return found
}

export const parentsOf = (graph: CausalGraph, v: number): number[] => neighboursOf(graph, v, arrow, tail)
export const childrenOf = (graph: CausalGraph, v: number): number[] => neighboursOf(graph, v, tail, arrow)
export const spousesOf = (graph: CausalGraph, v: number): number[] => neighboursOf(graph, v, arrow, arrow)

export function adjacent(graph: CausalGraph, a: number, b: number): boolean {
  for (let slot = graph.start[a]; slot < graph.start[a + 1]; slot++)
    if (graph.neighbour[slot] === b) return true
  return false
}

/** 1 at every index listed. */
export function maskOf(size: number, nodes: Iterable<number>): Uint8Array {
  const mask = new Uint8Array(size)
  for (const v of nodes) mask[v] = 1
  return mask
}

/** The indices that are set, ascending. */
export function indicesOf(mask: Uint8Array): number[] {
  const found: number[] = []
  for (let v = 0; v < mask.length; v++) if (mask[v] === 1) found.push(v)
  return found
}

export function namesOf(graph: Pick<CausalGraph, 'names'>, nodes: Iterable<number>): string[] {
  return Array.from(nodes, (v) => graph.names[v])
}

/** The name of the edge's kind as the contract spells it, and the end it starts from. */
export function kindOf({ markA, markB }: Edge): { kind: NonNullable<GraphEdge['kind']>; reversed: boolean } {
  if (markA === arrow && markB === arrow) return { kind: 'bidirected', reversed: false }
  if (markA === tail && markB === tail) return { kind: 'undirected', reversed: false }
  if (markA === circle && markB === circle) return { kind: 'circle-circle', reversed: false }
  if (markA !== circle && markB !== circle) return { kind: 'directed', reversed: markA === arrow }
  const other = markA === circle ? markB : markA
  return { kind: other === arrow ? 'circle-arrow' : 'circle-line', reversed: markA !== circle }
}

/** The marks of a kind of the contract, at `from` and at `to`. */
export const marksOf: Readonly<Record<NonNullable<GraphEdge['kind']>, readonly [Mark, Mark]>> = {
  directed: [tail, arrow],
  bidirected: [arrow, arrow],
  undirected: [tail, tail],
  'circle-arrow': [circle, arrow],
  'circle-circle': [circle, circle],
  'circle-line': [circle, tail],
}

/** The graph as it travels. */
export function toContract(graph: CausalGraph): Graph {
  return {
    type: graph.type,
    nodes: graph.names.map((id, v) => ({
      id,
      ...(graph.latent[v] === 1 ? { latent: true } : {}),
      ...(graph.selected[v] === 1 ? { selected: true } : {}),
    })),
    edges: graph.edges.map((edge) => {
      const { kind, reversed } = kindOf(edge)
      const [from, to] = reversed ? [edge.b, edge.a] : [edge.a, edge.b]
      return { from: graph.names[from], to: graph.names[to], kind }
    }),
  }
}
