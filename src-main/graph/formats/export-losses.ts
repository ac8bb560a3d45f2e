import type { Graph, GraphContent, GraphEdge, GraphFormatName, GraphRoles } from '../../contract/graph.ts'
import { noteAttributes } from './edge-notes.ts'
import { formats } from './format.ts'

/** Where nodes stand is written to so many pixels. */
const closeEnough = 1

/** What of the graph a reader of the text will not find in it: the text is read again and compared. */
export function lostInText(
  format: GraphFormatName,
  text: string,
  graph: Graph,
  roles: GraphRoles,
): GraphContent[] {
  const back = formats[format].parse(text)
  const nodes = new Map(back.graph.nodes.map((node) => [node.id, node]))
  const everyNode = (holds: (node: Graph['nodes'][number], other: Graph['nodes'][number]) => boolean) =>
    graph.nodes.every((node) => nodes.has(node.id) && holds(node, nodes.get(node.id)!))
  const kept: Record<GraphContent, boolean> = {
    type: back.graph.type === graph.type,
    latents: everyNode((node, other) => (node.latent === true) === (other.latent === true)),
    selection: everyNode((node, other) => (node.selected === true) === (other.selected === true)),
    roles: (['treatments', 'outcomes', 'adjusted'] as const).every(
      (role) => [...roles[role]].sort().join('\n') === [...back.roles[role]].sort().join('\n'),
    ),
    tiers: everyNode((node, other) => node.tier === other.tier),
    positions: everyNode(({ position: one }, { position: other }) => {
      if (one === undefined || other === undefined) return one === undefined
      return Math.abs(one.x - other.x) < closeEnough && Math.abs(one.y - other.y) < closeEnough
    }),
    reasons: sameNotes(graph.edges, back.graph.edges),
    absences: sameNotes(graph.absent ?? [], back.graph.absent ?? []),
  }
  return (Object.keys(kept) as GraphContent[]).filter((content) => !kept[content])
}

type Noted = Pick<GraphEdge, 'from' | 'to' | 'author' | 'reason' | 'confidence'>

function sameNotes(one: readonly Noted[], other: readonly Noted[]): boolean {
  const written = (edges: readonly Noted[]) =>
    edges
      .flatMap((edge) => {
        const note = noteAttributes(edge)
        return note.length === 0 ? [] : [JSON.stringify([[edge.from, edge.to].sort(), note])]
      })
      .sort()
      .join('\n')
  return written(one) === written(other)
}
