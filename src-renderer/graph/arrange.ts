import dagre from '@dagrejs/dagre'
import * as m from '../../messages/compiled/messages.js'
import type { Graph, GraphNode } from '../../src-main/contract/graph.ts'
import { lettersOf, nameLines } from './name-lines.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

export const rowHeight = 44

/** About how wide a variable is drawn, in pixels, with the words beside its name. */
export function widthOf({ id, latent, selected }: GraphNode): number {
  const beside = [
    ...(latent ? [m.ui_graph_latent()] : []),
    ...(selected ? [m.ui_graph_selection_short()] : []),
  ]
  return Math.max(
    72,
    beside.reduce(
      (width, words) => width + 10 + lettersOf(words) * 6.7,
      44 + Math.max(...nameLines(id).map(lettersOf)) * 7.5,
    ),
  )
}

/** More variables than this stand closer, so that a whole drawing of them is read at a larger scale. */
const many = 20

/** Places for all nodes in layers from causes to consequences, left to right; hidden causes have no say in it. */
export function arranged(graph: Graph): Map<string, Point> {
  const layout = new dagre.graphlib.Graph({ multigraph: true })
  const apart = graph.nodes.length > many ? { nodesep: 14, ranksep: 110 } : { nodesep: 44, ranksep: 64 }
  layout.setGraph({ rankdir: 'LR', ...apart, marginx: 20, marginy: 20 })
  layout.setDefaultEdgeLabel(() => ({}))
  for (const node of graph.nodes) layout.setNode(node.id, { width: widthOf(node), height: rowHeight })
  for (const [index, edge] of graph.edges.entries())
    if (edge.kind !== 'bidirected') layout.setEdge(edge.from, edge.to, {}, `${index}`)
  dagre.layout(layout)
  return new Map(
    graph.nodes.map((node) => {
      const { x, y, width, height } = layout.node(node.id)
      return [node.id, { x: x - width / 2, y: y - height / 2 }]
    }),
  )
}

/** Places for those that have none; what was placed stays. They stand below it, so that nothing is hidden. */
export function placedAll(graph: Graph): Map<string, Point> {
  const missing = graph.nodes.filter((node) => node.position === undefined)
  const suggested = missing.length === 0 ? new Map<string, Point>() : arranged(graph)
  const placed = graph.nodes.flatMap((node) => (node.position ? [node.position] : []))
  const lowest = placed.length === 0 ? 0 : Math.max(...placed.map((point) => point.y)) + rowHeight * 2
  const top = Math.min(...missing.map((node) => suggested.get(node.id)!.y))
  return new Map(
    graph.nodes.map((node) => {
      if (node.position) return [node.id, node.position]
      const point = suggested.get(node.id)!
      return [node.id, placed.length === 0 ? point : { x: point.x, y: point.y - top + lowest }]
    }),
  )
}
