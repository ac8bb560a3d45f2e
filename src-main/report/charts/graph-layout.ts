import type { Graph } from '../../contract/graph.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

/**
 * Where the nodes go: as the analyst placed them, where every one was placed; else in layers from left to right, a node one
 * layer after the last of its causes (longest path), each layer ordered by the mean position of its neighbours in the
 * layer before (the barycentre heuristic of Sugiyama et al. 1981), two sweeps. Units are steps of the grid.
 */
export function layoutGraph(graph: Graph): ReadonlyMap<string, Point> {
  const placed = graph.nodes.flatMap(({ id, position }) =>
    position === undefined ? [] : [[id, position] as const],
  )
  if (placed.length === graph.nodes.length && placed.length > 0) return inGridSteps(placed)
  const layers = layersOf(graph)
  const neighbours = neighboursOf(graph)
  const order = new Map<string, number>()
  for (const layer of layers) layer.forEach((id, i) => void order.set(id, i - (layer.length - 1) / 2))
  for (let sweep = 0; sweep < 4; sweep++) {
    const sequence = sweep % 2 === 0 ? layers : [...layers].reverse()
    for (const layer of sequence) {
      const wish = new Map(layer.map((id) => [id, meanOf(neighbours.get(id) ?? [], order)]))
      layer.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0))
      layer.forEach((id, i) => void order.set(id, i - (layer.length - 1) / 2))
    }
  }
  return new Map(layers.flatMap((layer, x) => layer.map((id) => [id, { x, y: order.get(id) ?? 0 }] as const)))
}

/** Positions in pixels of the window, as steps of about a node's size. */
function inGridSteps(placed: readonly (readonly [string, Point])[]): Map<string, Point> {
  return new Map(placed.map(([id, { x, y }]) => [id, { x: x / 190, y: y / 84 }]))
}

function layersOf(graph: Graph): string[][] {
  const causes = new Map<string, string[]>(graph.nodes.map(({ id }) => [id, []]))
  for (const { from, to, kind } of graph.edges) if (kind === 'directed') causes.get(to)?.push(from)
  const depth = new Map<string, number>()
  const visit = (id: string, path: ReadonlySet<string>): number => {
    const known = depth.get(id)
    if (known !== undefined) return known
    // A cycle has no layers; whoever closes it starts anew. The graph itself refuses cycles before it is saved.
    const found = Math.max(
      -1,
      ...(causes.get(id) ?? [])
        .filter((cause) => !path.has(cause))
        .map((cause) => visit(cause, new Set([...path, id]))),
    )
    depth.set(id, found + 1)
    return found + 1
  }
  const layers: string[][] = []
  for (const { id } of graph.nodes) {
    const layer = visit(id, new Set([id]))
    while (layers.length <= layer) layers.push([])
    layers[layer].push(id)
  }
  return layers
}

function neighboursOf(graph: Graph): Map<string, string[]> {
  const neighbours = new Map<string, string[]>(graph.nodes.map(({ id }) => [id, []]))
  for (const { from, to } of graph.edges) {
    neighbours.get(from)?.push(to)
    neighbours.get(to)?.push(from)
  }
  return neighbours
}

function meanOf(ids: readonly string[], order: ReadonlyMap<string, number>): number {
  if (ids.length === 0) return 0
  return ids.reduce((sum, id) => sum + (order.get(id) ?? 0), 0) / ids.length
}
