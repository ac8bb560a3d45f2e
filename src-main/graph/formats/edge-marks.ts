import type { Graph, GraphEdge } from '../../contract/graph.ts'
import { kindOf, type Mark } from '../causal-graph.ts'

/** The edge of the contract with these marks at its two ends, turned round where the contract spells it so. */
export function edgeOfMarks(from: string, to: string, markFrom: Mark, markTo: Mark): GraphEdge {
  const { kind, reversed } = kindOf({ a: 0, b: 1, markA: markFrom, markB: markTo })
  return reversed ? { from: to, to: from, kind } : { from, to, kind }
}

/** The first of dag, pdag and pag that can hold all the edges: what a text without a type means. */
export function plainestType(edges: readonly GraphEdge[]): NonNullable<Graph['type']> {
  if (edges.some(({ kind }) => kind.startsWith('circle'))) return 'pag'
  return edges.some(({ kind }) => kind === 'undirected') ? 'pdag' : 'dag'
}
