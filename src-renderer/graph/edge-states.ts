import type { Graph } from '../../src-main/contract/graph.ts'
import type { Analysis } from './editor.svelte.ts'

export type PathAnswer = NonNullable<Analysis['question']>['paths']['paths'][number]

/** What a line carries: the effect, bias, bias that something closes, or nothing of the question. */
export type EdgeState = 'causal' | 'biasing' | 'closed' | 'neither'

/** The state of every line, in the order of the graph's edges; all `neither` while the answer is to another graph. */
export function edgeStates(graph: Graph, analysis: Analysis | null): EdgeState[] {
  if (analysis === null || analysis.edgeRoles.length !== graph.edges.length)
    return graph.edges.map(() => 'neither')
  const states: EdgeState[] = [...analysis.edgeRoles]
  for (const path of analysis.question?.paths.paths ?? []) {
    if (path.causal || path.open) continue
    for (const index of edgesOfPath(graph, path)) if (states[index] === 'neither') states[index] = 'closed'
  }
  return states
}

/** The lines that a path takes, by their place among the graph's edges. Its text tells which of two lines it is. */
export function edgesOfPath(graph: Graph, path: Pick<PathAnswer, 'nodes' | 'text'>): Set<number> {
  const taken = new Set<number>()
  let read = path.nodes[0].length
  for (let step = 1; step < path.nodes.length; step += 1) {
    const [from, to] = [path.nodes[step - 1], path.nodes[step]]
    const sign = path.text.slice(read + 1).split(' ', 1)[0]
    read += sign.length + 2 + to.length
    const between = graph.edges.flatMap((edge, index) =>
      (edge.from === from && edge.to === to) || (edge.from === to && edge.to === from) ? [index] : [],
    )
    const meant = between.find((index) => (graph.edges[index].kind === 'bidirected') === (sign === '↔'))
    const index = meant ?? between[0]
    if (index !== undefined) taken.add(index)
  }
  return taken
}
