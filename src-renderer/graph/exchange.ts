import * as m from '../../messages/compiled/messages.js'
import type { GraphContent, GraphFormatName } from '../../src-main/contract/graph.ts'

/** How a graph leaves the program: as a picture or as text that other programs read. */
export type ExportKind = 'svg' | 'png' | 'tikz' | GraphFormatName

/** What each is called everywhere, and how its file ends. Names of formats are not translated. */
export const exportKinds: Readonly<Record<ExportKind, { readonly name: string; readonly ending: string }>> = {
  svg: { name: 'SVG', ending: 'svg' },
  png: { name: 'PNG', ending: 'png' },
  tikz: { name: 'TikZ', ending: 'tex' },
  dagitty: { name: 'DAGitty', ending: 'txt' },
  json: { name: 'JSON', ending: 'json' },
  dot: { name: 'DOT (Graphviz)', ending: 'dot' },
  gml: { name: 'GML', ending: 'gml' },
  graphml: { name: 'GraphML', ending: 'graphml' },
  lavaan: { name: 'lavaan', ending: 'lav' },
  tetrad: { name: 'Tetrad', ending: 'tetrad' },
  bif: { name: 'BIF', ending: 'bif' },
}

export const formatNames = (Object.keys(exportKinds) as ExportKind[]).filter(
  (kind): kind is GraphFormatName => kind !== 'svg' && kind !== 'png' && kind !== 'tikz',
)

/** What a text may not hold, in words. */
export const contentInWords: Readonly<Record<GraphContent, () => string>> = {
  type: m.ui_graph_lost_type,
  latents: m.ui_graph_lost_latents,
  selection: m.ui_graph_lost_selection,
  roles: m.ui_graph_lost_roles,
  tiers: m.ui_graph_lost_tiers,
  positions: m.ui_graph_lost_positions,
  reasons: m.ui_graph_lost_reasons,
  absences: m.ui_graph_lost_absences,
}

/** Where in a text a line and a column are, both counted from 1; the end of the text where they are beyond it. */
export function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split('\n')
  if (line > lines.length) return text.length
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0)
  return Math.min(before + column - 1, text.length)
}
