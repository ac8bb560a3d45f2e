import { type CausalGraph, neighboursOf, parentsOf, tail } from './causal-graph.ts'
import { districts } from './districts.ts'

/**
 * The least set that separates `of` from everything else: whoever shares a district and its parents with one of
 * them (parents, children, and the children's other parents where nothing is bidirected), and undirected neighbours.
 */
export function markovBlanket(graph: CausalGraph, of: readonly number[]): number[] {
  const inside = new Set(of)
  const found = new Set<number>()
  for (const district of districts(
    graph,
    Array.from({ length: graph.size }, (_, v) => v),
  )) {
    const joined = new Set([...district, ...district.flatMap((v) => parentsOf(graph, v))])
    if (of.some((v) => joined.has(v))) for (const v of joined) found.add(v)
  }
  for (const v of of) for (const w of neighboursOf(graph, v, tail, tail)) found.add(w)
  return [...found].filter((v) => !inside.has(v)).sort((a, b) => a - b)
}
