import type { Graph } from '../../src-main/contract/graph.ts'
import type { Pointed } from './pointing.svelte.ts'

export type NodeLight = 'none' | 'lit' | 'given' | 'hedge' | 'hedge-inner'

/** How a variable is lit by what an answer points at. */
export function nodeLight(pointed: Pointed | null, name: string): NodeLight {
  switch (pointed?.kind) {
    case 'path':
    case 'cycle':
      return pointed.nodes.includes(name) ? 'lit' : 'none'
    case 'set':
      return pointed.names.includes(name) ? 'given' : 'none'
    case 'hedge':
      if (pointed.inner.includes(name)) return 'hedge-inner'
      return pointed.nodes.includes(name) || pointed.hidden.includes(name) ? 'hedge' : 'none'
    case 'absent':
      if (name === pointed.x || name === pointed.y) return 'lit'
      return pointed.given.includes(name) ? 'given' : 'none'
    default:
      return 'none'
  }
}

/** Whether a line is part of what is pointed at; null where lines are not what it is about. */
export function edgeLight(pointed: Pointed | null, graph: Graph, index: number): boolean | null {
  if (pointed?.kind === 'path' || pointed?.kind === 'cycle') return pointed.edges.has(index)
  if (pointed?.kind !== 'hedge') return null
  const { from, to } = graph.edges[index]
  const within = (name: string) => pointed.nodes.includes(name) || pointed.hidden.includes(name)
  return within(from) && within(to)
}

/** Unobserved variables that tie nodes of a hedge together: they cause two of them or more. */
export function hiddenTies(graph: Graph, hedge: readonly string[]): string[] {
  const caused = (name: string) =>
    graph.edges.filter((edge) => edge.kind === 'directed' && edge.from === name && hedge.includes(edge.to))
      .length
  return graph.nodes.flatMap(({ id, latent }) => (latent === true && caused(id) > 1 ? [id] : []))
}
