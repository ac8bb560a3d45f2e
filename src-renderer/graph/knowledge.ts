import * as m from '../../messages/compiled/messages.js'
import type { Graph } from '../../src-main/contract/graph.ts'
import type { Drawing, Edit, Note } from './edits.ts'

type AbsentEdge = NonNullable<Graph['absent']>[number]

/** What is noted of the absence of a line between two variables. */
export function absentNote(graph: Graph, x: string, y: string): AbsentEdge | undefined {
  return graph.absent?.find((absent) => joins(absent, x, y))
}

/** The drawing with what is noted of absent lines in another, as far as both ends are drawn and no line joins them. */
export function keepAbsences(graph: Graph, noted: Graph['absent']): Graph {
  const drawn = new Set(graph.nodes.map(({ id }) => id))
  const absent = (noted ?? []).filter(
    ({ from, to }) => drawn.has(from) && drawn.has(to) && !joined(graph, from, to),
  )
  return absent.length === 0 ? graph : { ...graph, absent: [...(graph.absent ?? []), ...absent] }
}

/** Whether any line is drawn between two variables. */
export function joined(graph: Graph, x: string, y: string): boolean {
  return linesBetween(graph, x, y).length > 0
}

export function linesBetween(graph: Graph, x: string, y: string): Graph['edges'] {
  return graph.edges.filter((edge) => joins(edge, x, y))
}

/** Notes why there is no line between two variables; a note that says nothing is taken away. */
export function noteAbsent(drawing: Drawing, x: string, y: string, note: Note): Edit {
  const { graph, roles } = drawing
  const others = (graph.absent ?? []).filter((absent) => !joins(absent, x, y))
  const said = { ...(absentNote(graph, x, y) ?? { from: x, to: y }), ...note }
  const empty = said.author === undefined && said.reason === undefined && said.confidence === undefined
  return {
    graph: { ...graph, absent: empty ? others : [...others, said] },
    roles,
    edit: m.ui_edit_note({ from: x, to: y }),
  }
}

function joins(ends: { readonly from: string; readonly to: string }, x: string, y: string): boolean {
  return (ends.from === x && ends.to === y) || (ends.from === y && ends.to === x)
}
