import { arrow, type CausalGraph, type Edge, tail } from './causal-graph.ts'

/** A path of a graph: its nodes, and between each and the next the edge it takes, by index. */
export interface Path {
  readonly nodes: readonly number[]
  readonly edges: readonly number[]
}

/** `x ← z → y` */
export function writePath(graph: CausalGraph, { nodes, edges }: Path): string {
  let text = graph.names[nodes[0]]
  edges.forEach((e, i) => {
    text += ` ${edgeSign(graph.edges[e], nodes[i])} ${graph.names[nodes[i + 1]]}`
  })
  return text
}

/** The edge as a sign, read from the end `from`: `→`, `←`, `↔`, `—`, `o→`, `←o`, `o—o`, `o—`, `—o`. */
export function edgeSign(edge: Edge, from: number): string {
  const [near, far] = edge.a === from ? [edge.markA, edge.markB] : [edge.markB, edge.markA]
  if (near === arrow && far === arrow) return '↔'
  const left = near === arrow ? '←' : near === tail ? '' : 'o'
  const right = far === arrow ? '→' : far === tail ? '' : 'o'
  return left.length + right.length === 0 || (left !== '←' && right !== '→')
    ? `${left}—${right}`
    : left + right
}
