import type { Graph } from '../../src-main/contract/graph.ts'
import { random } from '../../src-main/numeric/random.ts'

/** A dag with so many nodes and edges, every edge from a lower number to a higher one at most `span` above it. */
export function randomDag(nodes: number, edges: number, seed: number, span = nodes): Graph {
  const source = random(seed, 'dag', nodes)
  const chosen = new Set<number>()
  while (chosen.size < edges) {
    const from = source.integer(nodes - 1)
    const to = Math.min(nodes - 1, from + 1 + source.integer(Math.min(span, nodes - 1 - from)))
    chosen.add(from * nodes + to)
  }
  return {
    type: 'dag',
    nodes: Array.from({ length: nodes }, (_, v) => ({ id: `v${v}` })),
    edges: Array.from(chosen, (key) => ({
      from: `v${Math.floor(key / nodes)}`,
      to: `v${key % nodes}`,
      kind: 'directed' as const,
    })),
  }
}
