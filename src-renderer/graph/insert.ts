import type { Graph, GraphRoles } from '../../src-main/contract/graph.ts'
import { placedAll } from './arrange.ts'
import { type Drawing, type Edit, paste } from './edits.ts'

const space = 100

/**
 * Puts a graph below what is drawn, under names of its own. Where no question is asked yet, it brings its question along.
 */
export function insertBelow(drawing: Drawing, graph: Graph, roles: GraphRoles): Edit {
  const drawn = placedAll(drawing.graph)
  const here = [...drawn.values()]
  const places = placedAll(graph)
  const lowest = here.length === 0 ? 0 : Math.max(...here.map(({ y }) => y)) + space
  const top = Math.min(...[...places.values()].map(({ y }) => y))
  const nodes = graph.nodes.map((node) => {
    const { x, y } = places.get(node.id)!
    return { ...node, position: { x: Math.round(x), y: Math.round(y - top + lowest) } }
  })
  // What stood where the program put it stays there, whatever comes in.
  const kept = drawing.graph.nodes.map((node) => ({
    ...node,
    position: node.position ?? drawn.get(node.id)!,
  }))
  const edit = paste({ ...drawing, graph: { ...drawing.graph, nodes: kept } }, { nodes, edges: graph.edges })
  if ('refused' in edit) return edit
  const { treatments, outcomes } = drawing.roles
  if (treatments.length > 0 || outcomes.length > 0) return edit
  const added = edit.graph.nodes.slice(drawing.graph.nodes.length)
  const names = new Map(graph.nodes.map((node, index) => [node.id, added[index].id]))
  const named = (list: readonly string[]) => list.map((name) => names.get(name)!)
  return {
    ...edit,
    roles: {
      treatments: named(roles.treatments),
      outcomes: named(roles.outcomes),
      adjusted: [...drawing.roles.adjusted, ...named(roles.adjusted)],
    },
  }
}
