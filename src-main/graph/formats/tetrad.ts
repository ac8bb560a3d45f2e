import { fail } from '../../contract/errors.ts'
import type { Graph, GraphRoles } from '../../contract/graph.ts'
import { arrow, circle, type Mark, marksOf, tail } from '../causal-graph.ts'
import { edgeOfMarks, plainestType } from './edge-marks.ts'
import { GraphDraft } from './graph-draft.ts'
import { excerpt, type ParsedGraph, unexpected } from './text-position.ts'

const format = 'Tetrad'
const left: Readonly<Record<string, Mark>> = { '-': tail, '<': arrow, o: circle }
const right: Readonly<Record<string, Mark>> = { '-': tail, '>': arrow, o: circle }

/**
 * Tetrad's text: `Graph Nodes:` with names between semicolons or commas (latent ones in parentheses), then
 * `Graph Edges:` with one numbered edge a line, `1. x --> y`, `o->`, `o-o`, `<->` or `---`. What follows the edge on
 * its line and other sections are passed over. Throws GRAPH_SYNTAX_* with line and column.
 */
export function parseTetrad(text: string): ParsedGraph {
  const draft = new GraphDraft('dag')
  let section: 'none' | 'nodes' | 'edges' | 'other' = 'none'
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
  let circles = false
  lines.forEach((line, row) => {
    if (line.trim() === '') return
    const heading = /^\s*Graph (Nodes|Edges):\s*$/i.exec(line)
    if (heading !== null) section = heading[1].toLowerCase() === 'nodes' ? 'nodes' : 'edges'
    else if (/^\s*[A-Z][\w ]*:\s*$/.test(line)) section = 'other'
    else if (section === 'nodes') readNodes(draft, line, row + 1)
    else if (section === 'edges') circles = readEdge(draft, line, row + 1) || circles
    else if (section === 'none')
      throw unexpected(
        format,
        { line: row + 1, column: line.search(/\S/) + 1 },
        excerpt(line),
        'Graph Nodes:',
      )
  })
  if (section === 'none') throw unexpected(format, { line: lines.length, column: 1 }, '', 'Graph Nodes:')
  const parsed = draft.finish()
  return { ...parsed, graph: { ...parsed.graph, type: circles ? 'pag' : plainestType(parsed.graph.edges) } }
}

function readNodes(draft: GraphDraft, line: string, row: number): void {
  for (const found of line.matchAll(/[^;,]+/g)) {
    const written = found[0].trim()
    if (written === '') continue
    const latent = /^\((.*)\)$/.exec(written)
    const id = latent === null ? written : latent[1]
    draft.node(id, { line: row, column: found.index + found[0].search(/\S/) + 1 })
    if (latent !== null) draft.amend(id, { latent: true })
  }
}

/** Whether the edge has a circle. */
function readEdge(draft: GraphDraft, line: string, row: number): boolean {
  const found = /^(\s*(?:\d+\.\s+)?)(\S+)(\s+)([-<o]-[->o])(\s+)(\S+)/.exec(line)
  if (found === null) {
    const start = /^\s*(?:\d+\.\s*)?\S*\s*/.exec(line)![0].length
    throw unexpected(
      format,
      { line: row, column: start + 1 },
      excerpt(line.slice(start)),
      '--> o-> o-o <-> ---',
    )
  }
  const [, before, from, gap, sign, , to] = found
  const at = { line: row, column: before.length + 1 }
  for (const id of [from, to])
    if (!draft.has(id)) throw fail('GRAPH_SYNTAX_NODE_UNKNOWN', { format, ...at, name: id })
  const place = { line: row, column: before.length + from.length + gap.length + 1 }
  const [near, far] = [left[sign[0]], right[sign[2]]]
  draft.edge(edgeOfMarks(from, to, near, far), place)
  return near === circle || far === circle
}

const leftSign = { [tail]: '-', [arrow]: '<', [circle]: 'o' }
const rightSign = { [tail]: '-', [arrow]: '>', [circle]: 'o' }

/** Throws GRAPH_FORMAT_CANNOT for a name that Tetrad could not read back. */
export function writeTetrad(graph: Graph, _roles: GraphRoles): string {
  for (const { id } of graph.nodes)
    if (/[\s;,()]/.test(id)) throw fail('GRAPH_FORMAT_CANNOT', { format, what: id })
  const nodes = graph.nodes.map(({ id, latent }) => (latent === true ? `(${id})` : id)).join(';')
  const edges = graph.edges.map(({ from, to, kind }, i) => {
    const [near, far] = marksOf[kind ?? 'directed']
    return `${i + 1}. ${from} ${leftSign[near]}-${rightSign[far]} ${to}`
  })
  return `Graph Nodes:\n${nodes}\n\nGraph Edges:\n${edges.join('\n')}\n`
}
