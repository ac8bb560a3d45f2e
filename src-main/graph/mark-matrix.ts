import { fail } from '../contract/errors.ts'
import { arrow, type CausalGraph, type Edge, type Mark, tail } from './causal-graph.ts'

/** Where every pair of nodes is looked at: a square of bytes that still fits the memory. */
const mostNodes = 6000

/** `at[u·size + v]` is 0 where u and v are not adjacent, else 1 + the mark at v of the edge between them. */
export interface MarkMatrix {
  readonly size: number
  readonly at: Uint8Array
}

/** Throws GRAPH_TOO_LARGE beyond 6,000 nodes. Of two edges between the same nodes the last one counts. */
export function markMatrix(graph: CausalGraph): MarkMatrix {
  const { size } = graph
  if (size > mostNodes) throw fail('GRAPH_TOO_LARGE', { count: size, limit: mostNodes })
  const at = new Uint8Array(size * size)
  for (const { a, b, markA, markB } of graph.edges) {
    at[a * size + b] = 1 + markB
    at[b * size + a] = 1 + markA
  }
  return { size, at }
}

/** The edges, each with the lower index first, in order. */
export function edgesOf({ size, at }: MarkMatrix): Edge[] {
  const edges: Edge[] = []
  for (let a = 0; a < size; a++)
    for (let b = a + 1; b < size; b++)
      if (at[a * size + b] !== 0)
        edges.push({ a, b, markA: (at[b * size + a] - 1) as Mark, markB: (at[a * size + b] - 1) as Mark })
  return edges
}

export const joined = (m: MarkMatrix, u: number, v: number): boolean => m.at[u * m.size + v] !== 0

/** `u → v` */
export const points = (m: MarkMatrix, u: number, v: number): boolean =>
  m.at[u * m.size + v] === 1 + arrow && m.at[v * m.size + u] === 1 + tail

/** `u — v` */
export const plain = (m: MarkMatrix, u: number, v: number): boolean =>
  m.at[u * m.size + v] === 1 + tail && m.at[v * m.size + u] === 1 + tail

export function orient(m: MarkMatrix, from: number, to: number): void {
  m.at[from * m.size + to] = 1 + arrow
  m.at[to * m.size + from] = 1 + tail
}

export function neighbourLists(m: MarkMatrix): number[][] {
  return Array.from({ length: m.size }, (_, u) => {
    const list: number[] = []
    for (let v = 0; v < m.size; v++) if (m.at[u * m.size + v] !== 0) list.push(v)
    return list
  })
}
