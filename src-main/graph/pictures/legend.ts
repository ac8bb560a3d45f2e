import type { Graph, GraphRoles } from '../../contract/graph.ts'
import { type Words, words } from '../../contract/words.ts'
import type { EdgeRole } from '../drawing-answers.ts'

export type NodeStyle = 'treatment' | 'outcome' | 'adjusted' | 'latent' | 'selected' | 'plain'

/** What the picture shows of the graph: a style for every node, a role for every edge. */
export interface Drawing {
  readonly graph: Graph
  readonly styles: readonly NodeStyle[]
  readonly edgeRoles: readonly EdgeRole[]
}

export function drawingOf(graph: Graph, roles: GraphRoles, edgeRoles: readonly EdgeRole[]): Drawing {
  const styles = graph.nodes.map(({ id, latent, selected }): NodeStyle => {
    if (roles.treatments.includes(id)) return 'treatment'
    if (roles.outcomes.includes(id)) return 'outcome'
    if (roles.adjusted.includes(id)) return 'adjusted'
    return latent === true ? 'latent' : selected === true ? 'selected' : 'plain'
  })
  return { graph, styles, edgeRoles }
}

export interface LegendEntry {
  readonly sample: { readonly node: NodeStyle } | { readonly edge: EdgeRole | 'bidirected' }
  readonly label: Words
}

/** An entry for everything that occurs in the picture and needs saying. */
export function legendOf({ graph, styles, edgeRoles }: Drawing): LegendEntry[] {
  const nodes: readonly (readonly [NodeStyle, Words])[] = [
    ['treatment', words('graph_legend_treatment')],
    ['outcome', words('graph_legend_outcome')],
    ['adjusted', words('graph_legend_adjusted')],
    ['latent', words('graph_legend_latent')],
    ['selected', words('graph_legend_selected')],
  ]
  const edges: readonly (readonly [EdgeRole, Words])[] = [
    ['causal', words('graph_legend_causal')],
    ['biasing', words('graph_legend_biasing')],
  ]
  const hasBidirected = graph.edges.some(({ kind }) => kind === 'bidirected')
  return [
    ...nodes.flatMap(([node, label]) => (styles.includes(node) ? [{ sample: { node }, label }] : [])),
    ...edges.flatMap(([edge, label]) => (edgeRoles.includes(edge) ? [{ sample: { edge }, label }] : [])),
    ...(hasBidirected
      ? [{ sample: { edge: 'bidirected' as const }, label: words('graph_legend_bidirected') }]
      : []),
  ]
}
