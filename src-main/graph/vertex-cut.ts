import { type CausalGraph, childrenOf } from './causal-graph.ts'
import { minimumCostSeparator } from './minimum-cost-separator.ts'

/**
 * The fewest nodes outside y whose removal leaves no directed path from x to y (Menger 1927), of those the ones nearest
 * to y; nodes of x may be among them. Null where y is empty.
 */
export function minimumVertexCut(
  graph: CausalGraph,
  x: readonly number[],
  y: readonly number[],
): readonly number[] | null {
  const start = new Int32Array(graph.size + 2)
  const neighbour: number[] = []
  for (let v = 0; v < graph.size; v++) {
    neighbour.push(...childrenOf(graph, v))
    start[v + 1] = neighbour.length
  }
  neighbour.push(...x)
  start[graph.size + 1] = neighbour.length
  const vertices = graph.size + 1
  const removable = new Uint8Array(vertices).fill(1)
  removable[graph.size] = 0
  for (const v of y) removable[v] = 0
  const cut = minimumCostSeparator(
    {
      vertices,
      start,
      neighbour: Int32Array.from(neighbour),
      present: new Uint8Array(vertices).fill(1),
      removable,
      source: [graph.size],
      target: y,
    },
    new Float64Array(vertices).fill(1),
  )
  return cut === null ? null : cut.set
}
