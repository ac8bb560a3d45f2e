import { adjacent, arrow, type CausalGraph, neighboursOf, parentsOf, spousesOf } from './causal-graph.ts'

/**
 * Whether `a → b` cannot be confounded by a latent common cause: in a dag or pdag every directed edge; in a mag or
 * pag where some node that is not adjacent to b points into a, or reaches a by a collider path whose inner nodes
 * are all parents of b (Zhang 2008, Definition 8).
 */
export function isVisible(graph: CausalGraph, a: number, b: number): boolean {
  if (!parentsOf(graph, b).includes(a)) return false
  if (graph.type === 'dag' || graph.type === 'pdag') return true
  const seen = new Set([a])
  const walked = [a]
  for (let i = 0; i < walked.length; i++) {
    const v = walked[i]
    for (const w of neighboursOf(graph, v, arrow)) if (w !== b && !adjacent(graph, w, b)) return true
    for (const w of spousesOf(graph, v)) {
      if (seen.has(w) || !parentsOf(graph, b).includes(w)) continue
      seen.add(w)
      walked.push(w)
    }
  }
  return false
}
