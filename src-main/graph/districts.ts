import { arrow, type CausalGraph } from './causal-graph.ts'

/** The districts (confounded components) of the subgraph on `within`, each ascending, by their least node. */
export function districts(graph: CausalGraph, within: readonly number[]): number[][] {
  const inside = new Uint8Array(graph.size)
  for (const v of within) inside[v] = 1
  const found: number[][] = []
  for (const root of [...within].sort((a, b) => a - b)) {
    if (inside[root] === 0) continue
    inside[root] = 0
    const members = [root]
    for (let i = 0; i < members.length; i++) {
      const v = members[i]
      for (let slot = graph.start[v]; slot < graph.start[v + 1]; slot++) {
        const w = graph.neighbour[slot]
        if (inside[w] === 0 || graph.near[slot] !== arrow || graph.far[slot] !== arrow) continue
        inside[w] = 0
        members.push(w)
      }
    }
    found.push(members.sort((a, b) => a - b))
  }
  return found
}

/** The district of `v` in the subgraph on `within`. */
export function districtOf(graph: CausalGraph, v: number, within: readonly number[]): number[] {
  return districts(graph, within).find((members) => members.includes(v)) ?? []
}
