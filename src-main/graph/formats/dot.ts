import { fail } from '../../contract/errors.ts'
import type { Graph, GraphEdge, GraphNode, GraphRoles } from '../../contract/graph.ts'
import { arrow, circle, type Mark, marksOf, tail } from '../causal-graph.ts'
import { type Attributes, readArrowText, type Statement } from './arrow-grammar.ts'
import { edgeOfMarks, plainestType } from './edge-marks.ts'
import { type EdgeNote, noteAttributes, readNote } from './edge-notes.ts'
import { GraphDraft } from './graph-draft.ts'
import { readNodeAttributes } from './node-attributes.ts'
import type { ParsedGraph } from './text-position.ts'

const format = 'DOT'
const types = ['dag', 'pdag', 'mag', 'pag'] as const

/** Arrowhead shapes of Graphviz that mean no mark, an arrow and a circle. */
const shapes: Readonly<Record<string, Mark>> = {
  none: tail,
  normal: arrow,
  vee: arrow,
  odot: circle,
  dot: circle,
}

/**
 * A Graphviz drawing: `digraph { a -> b [dir=both] }`. `dir`, `arrowhead` and `arrowtail` say the marks;
 * `latent=true` or `observed=no`, `selected=true` and `role=treatment` describe nodes; `type=mag` in the graph's
 * attributes says the type, which is else the plainest one that can hold the edges. `author`, `reason` and `confidence`
 * stand beside an edge; one with `absent=true` is held to be missing, and drawn by nobody.
 * Throws GRAPH_SYNTAX_* with line and column.
 */
export function parseDot(text: string): ParsedGraph {
  const { statements } = readArrowText(format, text, ['digraph', 'graph'])
  const draft = new GraphDraft('dag')
  let edgeDefaults: Attributes = new Map()
  let nodeDefaults: Attributes = new Map()
  let stated: Graph['type'] | null = null
  for (const statement of statements) {
    if (statement.kind === 'setting') {
      if (statement.of === 'edge') edgeDefaults = merged(edgeDefaults, statement.attributes)
      if (statement.of === 'node') nodeDefaults = merged(nodeDefaults, statement.attributes)
      if (statement.of === 'graph')
        stated = types.find((t) => t === statement.attributes.get('type')) ?? stated
      continue
    }
    if (statement.kind === 'node') {
      const isNew = !draft.has(statement.node.name)
      draft.node(statement.node.name, statement.node.at)
      readNodeAttributes(
        draft,
        statement.node.name,
        isNew ? merged(nodeDefaults, statement.attributes) : statement.attributes,
      )
      continue
    }
    readEdge(draft, { ...statement, attributes: merged(edgeDefaults, statement.attributes) })
  }
  const parsed = draft.finish()
  return { ...parsed, graph: { ...parsed.graph, type: stated ?? plainestType(parsed.graph.edges) } }
}

function merged(one: Attributes, other: Attributes): Attributes {
  return other.size === 0 ? one : new Map([...one, ...other])
}

function readEdge(draft: GraphDraft, statement: Statement & { kind: 'edge' }): void {
  const marks = marksOfEdge(statement)
  const note = readNote(statement.attributes)
  const isAbsent = statement.attributes.get('absent') === 'true'
  for (const from of statement.from)
    for (const to of statement.to)
      if (isAbsent) draft.leaveOut(from.name, to.name, note)
      else draft.edge({ ...edgeOfMarks(from.name, to.name, ...marks), ...note }, statement.at)
}

function marksOfEdge({ sign, at, attributes }: Statement & { kind: 'edge' }): [Mark, Mark] {
  const refuse = (key: string, expected: string) =>
    fail('GRAPH_SYNTAX_EXPECTED', { format, ...at, expected, found: `${key}=${attributes.get(key)}` })
  const shape = (key: string, otherwise: Mark): Mark => {
    const written = attributes.get(key)
    if (written === undefined) return otherwise
    if (!Object.hasOwn(shapes, written)) throw refuse(key, Object.keys(shapes).join(' | '))
    return shapes[written]
  }
  if (sign.includes('@')) throw fail('GRAPH_SYNTAX_UNREADABLE', { format, ...at, found: sign })
  const usual = { '->': 'forward', '<-': 'back', '--': 'none', '<->': 'both' }[sign]
  const way = attributes.get('dir') ?? usual
  if (way === 'none') return [tail, tail]
  if (way === 'both') return [shape('arrowtail', arrow), shape('arrowhead', arrow)]
  if (way === 'back') return [shape('arrowtail', arrow), tail]
  if (way !== 'forward') throw refuse('dir', 'forward | back | both | none')
  return [tail, shape('arrowhead', arrow)]
}

export function writeDot(graph: Graph, roles: GraphRoles): string {
  const lines = graph.type === undefined || graph.type === 'dag' ? [] : [`graph [type=${graph.type}]`]
  for (const node of graph.nodes) lines.push(quote(node.id) + bracketed(nodeAttributes(node, roles)))
  for (const edge of graph.edges)
    lines.push(`${quote(edge.from)} -> ${quote(edge.to)}${bracketed(edgeAttributes(edge))}`)
  for (const { from, to, ...note } of graph.absent ?? [])
    lines.push(
      `${quote(from)} -> ${quote(to)}${bracketed(['absent=true', 'style=invis', 'constraint=false', ...writtenNote(note)])}`,
    )
  return `digraph {\n${lines.map((line) => `  ${line};\n`).join('')}}\n`
}

function nodeAttributes(node: GraphNode, roles: GraphRoles): string[] {
  return [
    ...(node.latent === true ? ['latent=true', 'style=dashed'] : []),
    ...(node.selected === true ? ['selected=true', 'shape=box'] : []),
    ...(roles.treatments.includes(node.id) ? ['role=treatment'] : []),
    ...(roles.outcomes.includes(node.id) ? ['role=outcome'] : []),
    ...(roles.adjusted.includes(node.id) ? ['role=adjusted'] : []),
    ...(node.tier === undefined ? [] : [`tier=${quote(String(node.tier))}`]),
    ...(node.position === undefined ? [] : [`pos="${node.position.x},${-node.position.y}!"`]),
  ]
}

const shapeOf = { [tail]: 'none', [arrow]: 'normal', [circle]: 'odot' }

function edgeAttributes(edge: GraphEdge): string[] {
  const [near, far] = marksOf[edge.kind ?? 'directed']
  const marks =
    near === tail && far === arrow
      ? []
      : near === tail && far === tail
        ? ['dir=none']
        : ['dir=both', `arrowtail=${shapeOf[near]}`, `arrowhead=${shapeOf[far]}`]
  return [...marks, ...writtenNote(edge)]
}

const writtenNote = (note: EdgeNote) =>
  noteAttributes(note).map(([key, value]) => `${key}=${quote(String(value))}`)

const bracketed = (attributes: readonly string[]) =>
  attributes.length === 0 ? '' : ` [${attributes.join(', ')}]`

const reserved = /^(?:node|edge|graph|digraph|subgraph|strict)$/i

function quote(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reserved.test(name)
    ? name
    : `"${name.replace(/["\\]/g, '\\$&')}"`
}
