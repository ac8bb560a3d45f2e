import { fail } from '../../contract/errors.ts'
import type { Graph, GraphEdge, GraphRoles } from '../../contract/graph.ts'
import { type Attributes, readArrowText, type Statement } from './arrow-grammar.ts'
import { isListText, parseDagittyLists } from './dagitty-lists.ts'
import { noteAttributes, readNote } from './edge-notes.ts'
import { GraphDraft } from './graph-draft.ts'
import { excerpt, type ParsedGraph, unexpected } from './text-position.ts'

const format = 'DAGitty'
const types: Readonly<Record<string, NonNullable<Graph['type']>>> = {
  dag: 'dag',
  pdag: 'pdag',
  mag: 'mag',
  pag: 'pag',
  graph: 'pdag',
  digraph: 'dag',
}

type Kind = NonNullable<GraphEdge['kind']>
const signs: Readonly<Record<string, readonly [Kind, 'forwards' | 'backwards']>> = {
  '->': ['directed', 'forwards'],
  '<-': ['directed', 'backwards'],
  '<->': ['bidirected', 'forwards'],
  '--': ['undirected', 'forwards'],
  '@->': ['circle-arrow', 'forwards'],
  '<-@': ['circle-arrow', 'backwards'],
  '@-@': ['circle-circle', 'forwards'],
  '@--': ['circle-line', 'forwards'],
  '--@': ['circle-line', 'backwards'],
}

/** Pixels on the drawing for one unit of a DAGitty position. */
const scale = 100

/**
 * `dag { x [exposure] y [outcome,pos="1,0"] x -> y }`; `{a b} -> c` and the one-letter roles e, o, a, l and s are
 * understood, and so are the lists of DAGitty before 2.0 and, where it has an edge, text without braces; `author`, `reason` and `confidence` may stand in an edge's brackets, `tier` in a node's. Throws GRAPH_SYNTAX_* with line and column.
 */
export function parseDagitty(text: string): ParsedGraph {
  if (isListText(text)) return parseDagittyLists(text)
  const { keyword, keywordAt, bare, statements } = readArrowText(format, text, Object.keys(types))
  if (bare && statements.length > 0 && statements.every(({ kind }) => kind !== 'edge')) {
    throw unexpected(format, keywordAt, excerpt(text.trimStart()), 'dag { … }')
  }
  const draft = new GraphDraft(types[keyword ?? 'dag'])
  for (const statement of statements) readStatement(draft, statement)
  return draft.finish()
}

function readStatement(draft: GraphDraft, statement: Statement): void {
  if (statement.kind === 'node') readNode(draft, statement)
  if (statement.kind !== 'edge') return
  const [kind, way] = signs[statement.sign]
  const note = readNote(statement.attributes)
  for (const from of statement.from)
    for (const to of statement.to) {
      const [first, second] = way === 'forwards' ? [from, to] : [to, from]
      draft.edge({ from: first.name, to: second.name, kind, ...note }, statement.at)
    }
}

function readNode(draft: GraphDraft, { node, attributes }: Statement & { kind: 'node' }): void {
  draft.node(node.name, node.at)
  const has = (...names: string[]) => names.some((name) => attributes.has(name))
  if (has('latent', 'l', 'u', 'unobserved')) draft.amend(node.name, { latent: true })
  if (has('selected', 's')) draft.amend(node.name, { selected: true })
  if (has('exposure', 'e')) draft.play(node.name, 'treatments')
  if (has('outcome', 'o')) draft.play(node.name, 'outcomes')
  if (has('adjusted', 'a')) draft.play(node.name, 'adjusted')
  const tier = Number.parseFloat(attributes.get('tier') ?? '')
  if (Number.isFinite(tier)) draft.amend(node.name, { tier })
  const position = readPosition(attributes)
  if (position === 'unreadable')
    throw fail('GRAPH_SYNTAX_EXPECTED', {
      format,
      ...node.at,
      expected: 'pos="x,y"',
      found: attributes.get('pos') ?? '',
    })
  if (position !== null) draft.amend(node.name, { position })
}

function readPosition(attributes: Attributes): { x: number; y: number } | null | 'unreadable' {
  const written = attributes.get('pos')
  if (written === undefined) return null
  const [x, y] = written.split(',').map(Number)
  const pixels = (unit: number) => Math.round(unit * scale * 1000) / 1000
  return Number.isFinite(x) && Number.isFinite(y) ? { x: pixels(x), y: pixels(y) } : 'unreadable'
}

const signOf: Readonly<Record<Kind, string>> = {
  directed: '->',
  bidirected: '<->',
  undirected: '--',
  'circle-arrow': '@->',
  'circle-circle': '@-@',
  'circle-line': '@--',
}

/** The graph as DAGitty text, nodes first, one statement a line. */
export function writeDagitty(graph: Graph, roles: GraphRoles): string {
  const lines = graph.nodes.map((node) => {
    const attributes = [
      ...(roles.treatments.includes(node.id) ? ['exposure'] : []),
      ...(roles.outcomes.includes(node.id) ? ['outcome'] : []),
      ...(roles.adjusted.includes(node.id) ? ['adjusted'] : []),
      ...(node.latent === true ? ['latent'] : []),
      ...(node.selected === true ? ['selected'] : []),
      ...(node.tier === undefined ? [] : [`tier="${node.tier}"`]),
      ...(node.position === undefined
        ? []
        : [`pos="${(node.position.x / scale).toFixed(3)},${(node.position.y / scale).toFixed(3)}"`]),
    ]
    return quote(node.id) + (attributes.length === 0 ? '' : ` [${attributes.join(',')}]`)
  })
  for (const { from, to, kind, ...note } of graph.edges) {
    const attributes = noteAttributes(note).map(([key, value]) => `${key}=${inQuotes(String(value))}`)
    const brackets = attributes.length === 0 ? '' : ` [${attributes.join(',')}]`
    lines.push(`${quote(from)} ${signOf[kind ?? 'directed']} ${quote(to)}${brackets}`)
  }
  return `${graph.type ?? 'dag'} {\n${lines.join('\n')}\n}\n`
}

const plainName = /^[\p{L}_][\p{L}\p{N}_.]*$/u
const reserved = new Set(['node', 'edge', 'graph', 'subgraph', 'strict', ...Object.keys(types)])

function quote(name: string): string {
  return plainName.test(name) && !reserved.has(name.toLowerCase()) ? name : inQuotes(name)
}

const inQuotes = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`
