import * as m from '../../messages/compiled/messages.js'
import type { Graph } from '../../src-main/contract/graph.ts'
import { connect, type Drawing, type Edit } from './edits.ts'

export type Suggestion = NonNullable<Graph['suggestions']>[number]

/** The graph with more suggestions, each pair once; what is drawn already is not suggested. */
export function suggest(graph: Graph, more: readonly Suggestion[]): Graph {
  const known = [...(graph.suggestions ?? []), ...graph.edges]
  const fresh = more.filter(({ from, to }) => !known.some((edge) => edge.from === from && edge.to === to))
  return { ...graph, suggestions: [...(graph.suggestions ?? []), ...fresh] }
}

/** Draws the edge, with its variables where they are missing; refused where it would close a cycle. */
export function accept(drawing: Drawing, suggestion: Suggestion): Edit {
  const { from, to, reason } = suggestion
  const nodes = [...drawing.graph.nodes]
  for (const id of [from, to]) if (!nodes.some((node) => node.id === id)) nodes.push({ id })
  const graph = { ...drawing.graph, nodes, suggestions: without(drawing.graph, suggestion) }
  return connect({ graph, roles: drawing.roles }, { from, to, kind: 'directed', reason })
}

export function dismiss(drawing: Drawing, suggestion: Suggestion): Edit {
  const { from, to } = suggestion
  const graph = { ...drawing.graph, suggestions: without(drawing.graph, suggestion) }
  return { graph, roles: drawing.roles, edit: m.ui_edit_dismiss({ from, to }) }
}

function without(graph: Graph, { from, to }: Suggestion): Suggestion[] {
  return (graph.suggestions ?? []).filter((each) => each.from !== from || each.to !== to)
}
