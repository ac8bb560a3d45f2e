import dagre from '@dagrejs/dagre'
import type { Graph } from '../../src-main/contract/graph.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

const rowHeight = 44

/** About how wide a node with this name is drawn, in pixels: Chinese letters are twice as wide as Latin ones. */
export function widthOf(name: string): number {
  let letters = 0
  for (const letter of name) letters += letter.charCodeAt(0) > 0x2e80 ? 2 : 1
  return Math.max(72, 44 + letters * 7.5)
}

/** Places for all nodes in layers from causes to consequences, left to right. */
export function arranged(graph: Graph): Map<string, Point> {
  const layout = new dagre.graphlib.Graph({ multigraph: true })
  layout.setGraph({ rankdir: 'LR', nodesep: 36, ranksep: 90, marginx: 20, marginy: 20 })
  layout.setDefaultEdgeLabel(() => ({}))
  for (const node of graph.nodes) layout.setNode(node.id, { width: widthOf(node.id), height: rowHeight })
  for (const [index, edge] of graph.edges.entries())
    if (edge.kind === 'directed') layout.setEdge(edge.from, edge.to, {}, `${index}`)
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
