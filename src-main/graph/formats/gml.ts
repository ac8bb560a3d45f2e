import { fail } from '../../contract/errors.ts'
import type { Graph, GraphRoles } from '../../contract/graph.ts'
import { arrow, circle, type Mark, marksOf, tail } from '../causal-graph.ts'
import { edgeOfMarks, plainestType } from './edge-marks.ts'
import { type EdgeNote, noteAttributes, readNote } from './edge-notes.ts'
import { GraphDraft } from './graph-draft.ts'
import { readNodeAttributes } from './node-attributes.ts'
import { excerpt, type ParsedGraph, type Position, positionFinder, unexpected } from './text-position.ts'

const format = 'GML'
const types = ['dag', 'pdag', 'mag', 'pag'] as const

/** A value of GML: text, or a list of keys that may repeat. */
interface Entry {
  readonly key: string
  readonly at: Position
  readonly value: string | readonly Entry[]
}

/**
 * Graph Modelling Language (Himsolt 1997): `graph [ directed 1 node [ id 0 label "x" ] edge [ source 0 target 1 ] ]`.
 * A node is called by its label, or its id without one; `observed "no"` is a latent node (as DoWhy writes it), and
 * `kind "bidirected"` or `markSource` and `markTarget` describe an edge, `author`, `reason` and `confidence` say where it
 * comes from; `absent [ source 0 target 1 ]` is an edge held to be missing. Throws GRAPH_SYNTAX_* with line and column.
 */
export function parseGml(text: string): ParsedGraph {
  const entries = readEntries(text)
  const graph = entries.find(({ key }) => key === 'graph')
  if (graph === undefined || typeof graph.value === 'string')
    throw unexpected(format, graph?.at ?? { line: 1, column: 1 }, excerpt(text), 'graph [')
  const draft = new GraphDraft('dag')
  const isDirected = textOf(graph.value, 'directed') !== '0'
  const nameOf = new Map<string, string>()
  for (const node of graph.value.filter(({ key }) => key === 'node')) readNode(draft, nameOf, node)
  for (const edge of graph.value.filter(({ key }) => key === 'edge'))
    readEdge(draft, nameOf, edge, isDirected)
  for (const pair of graph.value.filter(({ key }) => key === 'absent')) readAbsent(draft, nameOf, pair)
  const parsed = draft.finish()
  const stated = types.find((type) => type === textOf(graph.value as readonly Entry[], 'type'))
  return { ...parsed, graph: { ...parsed.graph, type: stated ?? plainestType(parsed.graph.edges) } }
}

function readNode(draft: GraphDraft, nameOf: Map<string, string>, node: Entry): void {
  const inner = listOf(node)
  const id = textOf(inner, 'id')
  if (id === undefined) throw unexpected(format, node.at, 'node', 'id')
  const name = textOf(inner, 'label') ?? id
  if (nameOf.has(id)) throw fail('GRAPH_SYNTAX_NODE_TWICE', { format, ...node.at, name: id })
  if (draft.has(name)) throw fail('GRAPH_SYNTAX_NODE_TWICE', { format, ...node.at, name })
  nameOf.set(id, name)
  draft.node(name, node.at)
  readNodeAttributes(draft, name, textsOf(inner))
  const graphics = inner.find(({ key }) => key === 'graphics')
  if (graphics === undefined || typeof graphics.value === 'string') return
  const [x, y] = ['x', 'y'].map((key) => Number(textOf(graphics.value as readonly Entry[], key)))
  if (Number.isFinite(x) && Number.isFinite(y)) draft.amend(name, { position: { x, y } })
}

const marks: Readonly<Record<string, Mark>> = { tail, arrow, circle }

function readEdge(
  draft: GraphDraft,
  nameOf: ReadonlyMap<string, string>,
  edge: Entry,
  isDirected: boolean,
): void {
  const inner = listOf(edge)
  const end = (key: 'source' | 'target') => endOf(draft, nameOf, edge, key)
  const kind = textOf(inner, 'kind')
  const known = kind === undefined ? undefined : Object.entries(marksOf).find(([name]) => name === kind)?.[1]
  if (kind !== undefined && known === undefined)
    throw unexpected(format, edge.at, kind, Object.keys(marksOf).join(' | '))
  const [near, far] = known ?? [tail, isDirected ? arrow : tail]
  const from = marks[textOf(inner, 'markSource') ?? ''] ?? near
  const to = marks[textOf(inner, 'markTarget') ?? ''] ?? far
  draft.edge({ ...edgeOfMarks(end('source'), end('target'), from, to), ...readNote(textsOf(inner)) }, edge.at)
}

function readAbsent(draft: GraphDraft, nameOf: ReadonlyMap<string, string>, pair: Entry): void {
  const end = (key: 'source' | 'target') => endOf(draft, nameOf, pair, key)
  draft.leaveOut(end('source'), end('target'), readNote(textsOf(listOf(pair))))
}

function endOf(
  draft: GraphDraft,
  nameOf: ReadonlyMap<string, string>,
  edge: Entry,
  key: 'source' | 'target',
): string {
  const id = textOf(listOf(edge), key)
  if (id === undefined) throw unexpected(format, edge.at, edge.key, key)
  const name = nameOf.get(id) ?? (draft.has(id) ? id : undefined)
  if (name === undefined) throw fail('GRAPH_SYNTAX_NODE_UNKNOWN', { format, ...edge.at, name: id })
  return name
}

function textsOf(entries: readonly Entry[]): Map<string, string> {
  return new Map(
    entries.flatMap(({ key, value }) =>
      typeof value === 'string' ? [[key.toLowerCase(), value] as const] : [],
    ),
  )
}

function listOf(entry: Entry): readonly Entry[] {
  if (typeof entry.value === 'string') throw unexpected(format, entry.at, entry.value, '[')
  return entry.value
}

function textOf(entries: readonly Entry[], key: string): string | undefined {
  const value = entries.find((entry) => entry.key === key)?.value
  return typeof value === 'string' ? value : undefined
}

function readEntries(text: string): Entry[] {
  const position = positionFinder(text)
  const token =
    /\s*(?:#[^\n]*\n\s*)*(?:(\[)|(\])|"([^"]*)"|([A-Za-z_][A-Za-z0-9_]*)|([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))/y
  let at = 0
  const skip = () => {
    at += /^(?:\s|#[^\n]*)*/.exec(text.slice(at, at + 100_000))![0].length
  }
  const next = () => {
    skip()
    if (at >= text.length) return null
    token.lastIndex = at
    const found = token.exec(text)
    if (found === null)
      throw fail('GRAPH_SYNTAX_UNREADABLE', { format, ...position(at), found: excerpt(text.slice(at)) })
    const start = at
    at += found[0].length
    return { found, start }
  }
  const list = (closes: boolean): Entry[] => {
    const entries: Entry[] = []
    for (;;) {
      const read = next()
      if (read === null) {
        if (closes) throw unexpected(format, position(text.length), '', ']')
        return entries
      }
      const { found, start } = read
      if (found[2] !== undefined && closes) return entries
      if (found[4] === undefined)
        throw unexpected(format, position(start), found[0].trim(), closes ? ']' : 'graph [')
      const value = next()
      if (value === null) throw unexpected(format, position(text.length), '', '[')
      const [whole, opens, shuts, quoted, word, number] = value.found
      if (shuts !== undefined) throw unexpected(format, position(value.start), ']', '[')
      const entry = { key: found[4], at: position(start) }
      if (opens !== undefined) entries.push({ ...entry, value: list(true) })
      else
        entries.push({
          ...entry,
          value: quoted === undefined ? (word ?? number ?? whole.trim()) : unquote(quoted),
        })
    }
  }
  return list(false)
}

const escapes: Readonly<Record<string, string>> = { '&quot;': '"', '&amp;': '&' }
const unquote = (text: string) => text.replace(/&quot;|&amp;/g, (sign) => escapes[sign])
const quote = (text: string) => `"${text.replace(/&/g, '&amp;').replace(/"/g, '&quot;')}"`

export function writeGml(graph: Graph, roles: GraphRoles): string {
  const place = new Map(graph.nodes.map(({ id }, i) => [id, i]))
  const lines = ['graph [', '  directed 1', `  type "${graph.type ?? 'dag'}"`]
  graph.nodes.forEach((node, i) => {
    const inner = [`id ${i}`, `label ${quote(node.id)}`]
    if (node.latent === true) inner.push('latent 1')
    if (node.selected === true) inner.push('selected 1')
    if (node.tier !== undefined) inner.push(`tier ${node.tier}`)
    if (roles.treatments.includes(node.id)) inner.push('role "treatment"')
    if (roles.outcomes.includes(node.id)) inner.push('role "outcome"')
    if (roles.adjusted.includes(node.id)) inner.push('role "adjusted"')
    if (node.position !== undefined) inner.push(`graphics [ x ${node.position.x} y ${node.position.y} ]`)
    lines.push(`  node [ ${inner.join(' ')} ]`)
  })
  const ends = (from: string, to: string) => `source ${place.get(from)} target ${place.get(to)}`
  for (const { from, to, kind, ...note } of graph.edges)
    lines.push(`  edge [ ${ends(from, to)} kind "${kind ?? 'directed'}"${written(note)} ]`)
  for (const { from, to, ...note } of graph.absent ?? [])
    lines.push(`  absent [ ${ends(from, to)}${written(note)} ]`)
  return `${[...lines, ']'].join('\n')}\n`
}

const written = (note: EdgeNote) =>
  noteAttributes(note)
    .map(([key, value]) => ` ${key} ${typeof value === 'number' ? value : quote(value)}`)
    .join('')
