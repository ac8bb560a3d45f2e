import * as v from 'valibot'
import { fail } from '../../contract/errors.ts'
import type { Graph, GraphRoles } from '../../contract/graph.ts'
import { arrow, marksOf, tail } from '../causal-graph.ts'
import { edgeOfMarks, plainestType } from './edge-marks.ts'
import { noteAttributes, readNote } from './edge-notes.ts'
import { GraphDraft } from './graph-draft.ts'
import { readNodeAttributes } from './node-attributes.ts'
import { excerpt, type ParsedGraph, unexpected } from './text-position.ts'
import { escapeXml, readXml, type XmlElement } from './xml-elements.ts'

const format = 'GraphML'
const types = ['dag', 'pdag', 'mag', 'pag'] as const

/**
 * GraphML (Brandes et al. 2002): nodes and edges with `data` that `key` elements name. A node is called by its `label`
 * or `name`, else its id; `latent`, `selected`, `role` and `tier` describe it; `kind` an edge, `type` the graph.
 * Throws GRAPH_SYNTAX_* with line and column.
 */
export function parseGraphml(text: string): ParsedGraph {
  const root = readXml(format, text)
  const graph = root.children.find(({ name }) => name === 'graph')
  if (root.name !== 'graphml') throw unexpected(format, root.at, `<${root.name}>`, '<graphml>')
  if (graph === undefined) throw unexpected(format, root.at, '<graphml>', '<graph>')
  const keys = new Map(
    root.children.flatMap((child) => {
      const id = child.attributes.get('id')
      return child.name === 'key' && id !== undefined ? [[id, child.attributes.get('attr.name') ?? id]] : []
    }),
  )
  const draft = new GraphDraft('dag')
  const nameOf = new Map<string, string>()
  for (const node of graph.children.filter(({ name }) => name === 'node')) readNode(draft, nameOf, keys, node)
  const directed = graph.attributes.get('edgedefault') !== 'undirected'
  for (const edge of graph.children.filter(({ name }) => name === 'edge'))
    readEdge(draft, nameOf, keys, edge, directed)
  const data = dataOf(graph, keys)
  readAbsent(draft, data.get('absent'), graph)
  const parsed = draft.finish()
  const stated = types.find((type) => type === data.get('type'))
  return { ...parsed, graph: { ...parsed.graph, type: stated ?? plainestType(parsed.graph.edges) } }
}

function dataOf(element: XmlElement, keys: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(
    element.children.flatMap((child) => {
      const key = child.attributes.get('key') ?? ''
      return child.name === 'data' ? [[(keys.get(key) ?? key).toLowerCase(), child.text]] : []
    }),
  )
}

function readNode(
  draft: GraphDraft,
  nameOf: Map<string, string>,
  keys: ReadonlyMap<string, string>,
  node: XmlElement,
): void {
  const id = node.attributes.get('id')
  if (id === undefined) throw unexpected(format, node.at, '<node>', 'id="…"')
  const data = dataOf(node, keys)
  const name = data.get('label') ?? data.get('name') ?? id
  if (nameOf.has(id) || draft.has(name)) throw fail('GRAPH_SYNTAX_NODE_TWICE', { format, ...node.at, name })
  nameOf.set(id, name)
  draft.node(name, node.at)
  readNodeAttributes(draft, name, data)
  const [x, y] = ['x', 'y'].map((key) => Number.parseFloat(data.get(key) ?? ''))
  if (Number.isFinite(x) && Number.isFinite(y)) draft.amend(name, { position: { x, y } })
}

function readEdge(
  draft: GraphDraft,
  nameOf: ReadonlyMap<string, string>,
  keys: ReadonlyMap<string, string>,
  edge: XmlElement,
  directed: boolean,
): void {
  const end = (key: 'source' | 'target') => {
    const id = edge.attributes.get(key)
    if (id === undefined) throw unexpected(format, edge.at, '<edge>', `${key}="…"`)
    const name = nameOf.get(id)
    if (name === undefined) throw fail('GRAPH_SYNTAX_NODE_UNKNOWN', { format, ...edge.at, name: id })
    return name
  }
  const data = dataOf(edge, keys)
  const kind = data.get('kind')
  const known = Object.entries(marksOf).find(([name]) => name === kind)?.[1]
  if (kind !== undefined && known === undefined)
    throw unexpected(format, edge.at, kind, Object.keys(marksOf).join(' | '))
  const isDirected = edge.attributes.has('directed') ? edge.attributes.get('directed') === 'true' : directed
  const [near, far] = known ?? [tail, isDirected ? arrow : tail]
  draft.edge({ ...edgeOfMarks(end('source'), end('target'), near, far), ...readNote(data) }, edge.at)
}

const absentList = v.array(
  v.object({
    from: v.string(),
    to: v.string(),
    author: v.optional(v.string()),
    reason: v.optional(v.string()),
    confidence: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  }),
)

/** Edges held to be missing are no edges to other programs: they travel as JSON in the graph's data. */
function readAbsent(draft: GraphDraft, text: string | undefined, graph: XmlElement): void {
  if (text === undefined) return
  const found = v.safeParse(v.pipe(v.string(), v.parseJson(), absentList), text)
  if (!found.success) throw unexpected(format, graph.at, excerpt(text), '[{"from":"…","to":"…"}]')
  for (const { from, to, ...note } of found.output) {
    for (const name of [from, to])
      if (!draft.has(name)) throw fail('GRAPH_SYNTAX_NODE_UNKNOWN', { format, ...graph.at, name })
    draft.leaveOut(from, to, note)
  }
}

export function writeGraphml(graph: Graph, roles: GraphRoles): string {
  const data = (key: string, value: string | number | boolean) =>
    `<data key="${key}">${escapeXml(String(value))}</data>`
  const place = new Map(graph.nodes.map(({ id }, i) => [id, `n${i}`]))
  const nodes = graph.nodes.map((node) => {
    const role = roles.treatments.includes(node.id)
      ? 'treatment'
      : roles.outcomes.includes(node.id)
        ? 'outcome'
        : roles.adjusted.includes(node.id)
          ? 'adjusted'
          : null
    const inner = [
      data('label', node.id),
      ...(node.latent === true ? [data('latent', true)] : []),
      ...(node.selected === true ? [data('selected', true)] : []),
      ...(node.tier === undefined ? [] : [data('tier', node.tier)]),
      ...(role === null ? [] : [data('role', role)]),
      ...(node.position === undefined ? [] : [data('x', node.position.x), data('y', node.position.y)]),
    ]
    return `    <node id="${place.get(node.id)}">${inner.join('')}</node>`
  })
  const edges = graph.edges.map(
    ({ from, to, kind, ...note }) =>
      `    <edge source="${place.get(from)}" target="${place.get(to)}">${data('kind', kind ?? 'directed')}${noteAttributes(
        note,
      )
        .map(([key, value]) => data(key, value))
        .join('')}</edge>`,
  )
  const absent = graph.absent ?? []
  const keys = [
    ['graph', 'type', 'string'],
    ['node', 'label', 'string'],
    ['node', 'latent', 'boolean'],
    ['node', 'selected', 'boolean'],
    ['node', 'tier', 'double'],
    ['node', 'role', 'string'],
    ['node', 'x', 'double'],
    ['node', 'y', 'double'],
    ['edge', 'kind', 'string'],
    ['edge', 'author', 'string'],
    ['edge', 'reason', 'string'],
    ['edge', 'confidence', 'double'],
    ['graph', 'absent', 'string'],
  ].map(([of, name, type]) => `  <key id="${name}" for="${of}" attr.name="${name}" attr.type="${type}"/>`)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...keys,
    '  <graph edgedefault="directed">',
    `    ${data('type', graph.type ?? 'dag')}`,
    ...(absent.length === 0 ? [] : [`    ${data('absent', JSON.stringify(absent))}`]),
    ...nodes,
    ...edges,
    '  </graph>',
    '</graphml>',
    '',
  ].join('\n')
}
