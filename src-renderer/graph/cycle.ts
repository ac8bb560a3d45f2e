import type { GraphEdge } from '../../src-main/contract/graph.ts'

/**
 * The cycle that an arrow `from → to` would close, as names from `from` back to itself, by the fewest arrows; null where
 * it closes none.
 */
export function cycleClosedBy(edges: readonly GraphEdge[], from: string, to: string): string[] | null {
  const before = new Map<string, string | null>([[to, null]])
  const waiting = [to]
  for (const node of waiting) {
    if (node === from) return [from, ...backwards(before, from).reverse()]
    for (const edge of edges) {
      if (edge.kind !== 'directed' || edge.from !== node || before.has(edge.to)) continue
      before.set(edge.to, node)
      waiting.push(edge.to)
    }
  }
  return null
}

function backwards(before: ReadonlyMap<string, string | null>, end: string): string[] {
  const path: string[] = []
  for (let node: string | null | undefined = end; node != null; node = before.get(node)) path.push(node)
  return path
}
