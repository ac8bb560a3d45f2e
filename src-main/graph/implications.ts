import type { Monitor } from '../contract/monitor.ts'
import { topologicalOrder } from './ancestry.ts'
import { adjacent, type CausalGraph, indicesOf, maskOf, parentsOf } from './causal-graph.ts'
import { classMember } from './class-member.ts'
import { districtOf } from './districts.ts'
import { project } from './latent-projection.ts'
import { separated } from './separation.ts'
import { separationNetwork } from './separation-network.ts'
import { minimalSeparators } from './separators.ts'

/** The graph says that x and y are independent given these; selected nodes are always given besides. */
export interface Implication {
  readonly x: number
  readonly y: number
  readonly given: readonly number[]
}

export interface Implications {
  readonly implications: readonly Implication[]
  /** False where the limit cut the list short. */
  readonly complete: boolean
}

/**
 * For every pair of observed nodes without an edge, in the graph's order: the independences given each minimal
 * separator of observed nodes, at most `perPair` of them, at most `limit` in all.
 */
export function minimalImplications(
  graph: CausalGraph,
  limit: number,
  perPair: number,
  monitor?: Monitor,
): Implications {
  const member = classMember(graph)
  const selected = indicesOf(graph.selected)
  const observed = observedNodes(graph)
  const usable = maskOf(graph.size, observed)
  const implications: Implication[] = []
  for (let i = 0; i < observed.length; i++)
    for (let j = i + 1; j < observed.length; j++) {
      monitor?.check()
      const [x, y] = [observed[i], observed[j]]
      if (adjacent(member, x, y)) continue
      const { sets } = minimalSeparators(
        separationNetwork(member, [x], [y], selected, usable),
        perPair,
        monitor,
      )
      for (const given of sets) {
        if (implications.length === limit) return { implications, complete: false }
        implications.push({ x, y, given })
      }
    }
  return { implications, complete: true }
}

/**
 * A basis: every observed node is independent of those before it given its Markov blanket among them (the ordered
 * local Markov property, Richardson 2003; in a dag without latents, given its parents). All others follow.
 */
export function basisImplications(graph: CausalGraph, limit: number): Implications {
  const member = classMember(graph)
  if (member.type !== 'dag') return minimalImplications(graph, limit, 1)
  const seen = project(member, member.latent)
  const back = (v: number) => graph.index.get(seen.names[v])!
  const order = topologicalOrder(seen)
  /** Selection on what comes later may tie together what is independent without it. */
  const selects = seen.selected.some((flag) => flag === 1)
  const implications: Implication[] = []
  for (const [place, v] of order.entries()) {
    if (seen.selected[v] === 1) continue
    const before = order.slice(0, place)
    const district = districtOf(seen, v, [...before, v])
    const blanket = new Set([...district, ...district.flatMap((w) => parentsOf(seen, w))])
    blanket.delete(v)
    const given = [...blanket].filter((w) => seen.selected[w] === 0)
    const sorted = given.map(back).sort((a, b) => a - b)
    for (const w of before) {
      if (blanket.has(w) || seen.selected[w] === 1) continue
      if (selects && !separated(seen, [v], [w], given)) continue
      if (implications.length === limit) return { implications, complete: false }
      implications.push({ x: back(v), y: back(w), given: sorted })
    }
  }
  return { implications, complete: true }
}

function observedNodes(graph: CausalGraph): number[] {
  const found: number[] = []
  for (let v = 0; v < graph.size; v++) if (graph.latent[v] === 0 && graph.selected[v] === 0) found.push(v)
  return found
}
