import type { Graph, GraphEdge, GraphRoles } from '../../src-main/contract/graph.ts'
import { roleOf } from './edits.ts'

export type Change = 'added' | 'removed' | 'reversed' | 'changed'

/** What happened to something between two versions, with its name as it is written. */
export interface Difference {
  readonly change: Change
  readonly what: string
}

export interface Comparison {
  readonly differences: readonly Difference[]
  /** Changes of the older drawing's lines and variables, and of the newer one's. */
  readonly older: Marks
  readonly newer: Marks
}

export interface Marks {
  /** In the order of the graph's edges. */
  readonly edges: readonly (Change | null)[]
  readonly nodes: ReadonlyMap<string, Change>
}

interface Drawn {
  readonly graph: Graph
  readonly roles: GraphRoles
}

/** What was added, removed, reversed or changed from the older to the newer version, wherever nodes are drawn. */
export function compareGraphs(older: Drawn, newer: Drawn): Comparison {
  const before = older.graph.edges.map((edge) => fateOf(edge, newer.graph.edges, 'removed'))
  const after = newer.graph.edges.map((edge) => fateOf(edge, older.graph.edges, 'added'))
  const olderNodes = nodeChanges(older, newer, 'removed')
  const newerNodes = nodeChanges(newer, older, 'added')
  return {
    differences: [
      ...[...newerNodes].map(([what, change]) => ({ change, what })),
      ...[...olderNodes].flatMap(([what, change]) => (change === 'removed' ? [{ change, what }] : [])),
      ...listed(newer.graph.edges, after),
      ...listed(older.graph.edges, before).filter(({ change }) => change === 'removed'),
    ],
    older: { edges: before, nodes: olderNodes },
    newer: { edges: after, nodes: newerNodes },
  }
}

/** The line as a sign between its ends. */
export function edgeSigns(edge: GraphEdge): string {
  const signs = {
    directed: '→',
    bidirected: '↔',
    undirected: '—',
    'circle-arrow': 'o→',
    'circle-circle': 'o—o',
    'circle-line': 'o—',
  }
  return `${edge.from} ${signs[edge.kind]} ${edge.to}`
}

function listed(edges: readonly GraphEdge[], changes: readonly (Change | null)[]): Difference[] {
  return edges.flatMap((edge, index) => {
    const change = changes[index]
    return change === null ? [] : [{ change, what: edgeSigns(edge) }]
  })
}

/** Null where the other version has the same line; `alone` where it has none between these two. */
function fateOf(edge: GraphEdge, others: readonly GraphEdge[], alone: 'added' | 'removed'): Change | null {
  const between = others.filter((other) => joins(other, edge))
  if (between.some((other) => sameLine(other, edge)))
    return between.some((other) => sameLine(other, edge) && sameKnowledge(other, edge)) ? null : 'changed'
  const turned = between.some(
    (other) => other.kind === edge.kind && other.from === edge.to && other.to === edge.from,
  )
  if (turned) return 'reversed'
  return between.length === 1 && between[0].kind !== edge.kind ? 'changed' : alone
}

function joins(a: GraphEdge, b: GraphEdge): boolean {
  return (a.from === b.from && a.to === b.to) || (a.from === b.to && a.to === b.from)
}

function sameLine(a: GraphEdge, b: GraphEdge): boolean {
  const symmetric = a.kind === 'bidirected' || a.kind === 'undirected' || a.kind === 'circle-circle'
  return a.kind === b.kind && (symmetric ? joins(a, b) : a.from === b.from && a.to === b.to)
}

function sameKnowledge(a: GraphEdge, b: GraphEdge): boolean {
  return a.reason === b.reason && a.author === b.author && a.confidence === b.confidence
}

function nodeChanges(one: Drawn, other: Drawn, alone: 'added' | 'removed'): Map<string, Change> {
  const known = new Map(other.graph.nodes.map((node) => [node.id, node]))
  return new Map(
    one.graph.nodes.flatMap((node): [string, Change][] => {
      const twin = known.get(node.id)
      if (twin === undefined) return [[node.id, alone]]
      const same =
        (twin.latent === true) === (node.latent === true) &&
        (twin.selected === true) === (node.selected === true) &&
        roleOf(one.roles, node.id) === roleOf(other.roles, node.id)
      return same ? [] : [[node.id, 'changed']]
    }),
  )
}
