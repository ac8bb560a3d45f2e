import { fail } from '../../contract/errors.ts'
import type { Graph, GraphRoles } from '../../contract/graph.ts'
import { GraphDraft } from './graph-draft.ts'
import { excerpt, type ParsedGraph, positionFinder, unexpected } from './text-position.ts'

const format = 'BIF'

/**
 * The structure of a Bayesian network in the Interchange Format (Cozman 1998): `variable x { … }` and
 * `probability ( x | a, b ) { … }` draw a → x and b → x; tables are passed over. Throws GRAPH_SYNTAX_* with line and
 * column.
 */
export function parseBif(text: string): ParsedGraph {
  const position = positionFinder(text)
  const draft = new GraphDraft('dag')
  const token =
    /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*(?:"((?:[^"\\]|\\.)*)"|([{}()|,;[\]])|([^\s{}()|,;[\]"]+))?/y
  let at = 0
  let start = 0
  const next = (): { text: string; isSign: boolean } => {
    token.lastIndex = at
    const found = token.exec(text)!
    start = at + (found[0].length - (found[0].trimStart().length === 0 ? 0 : lastPart(found).length))
    at += found[0].length
    return { text: found[1] ?? found[2] ?? found[3] ?? '', isSign: found[2] !== undefined }
  }
  const expected = (sign: string, found: string) => unexpected(format, position(start), excerpt(found), sign)
  const name = (): string => {
    const read = next()
    if (read.isSign || read.text === '') throw expected('name', read.text)
    return read.text
  }
  const block = (open: string, close: string) => {
    const first = next()
    if (first.text !== open) throw expected(open, first.text)
    for (let depth = 1; depth > 0; ) {
      const read = next()
      if (read.text === '') throw expected(close, '')
      if (read.isSign && read.text === open) depth++
      if (read.isSign && read.text === close) depth--
    }
  }
  const probability = () => {
    const open = next()
    if (open.text !== '(') throw expected('(', open.text)
    const child = name()
    const mention = (id: string) => {
      if (!draft.has(id)) throw fail('GRAPH_SYNTAX_NODE_UNKNOWN', { format, ...position(start), name: id })
      return id
    }
    mention(child)
    for (let read = next(); read.text !== ')'; read = next()) {
      if (read.text !== '|' && read.text !== ',') throw expected(')', read.text)
      const parent = mention(name())
      draft.edge({ from: parent, to: child, kind: 'directed' }, position(start))
    }
    block('{', '}')
  }
  for (let read = next(); read.text !== ''; read = next()) {
    if (read.text === 'network') {
      name()
      block('{', '}')
    } else if (read.text === 'variable') {
      const id = name()
      if (draft.has(id)) throw fail('GRAPH_SYNTAX_NODE_TWICE', { format, ...position(start), name: id })
      draft.node(id, position(start))
      block('{', '}')
    } else if (read.text === 'probability') probability()
    else throw expected('network | variable | probability', read.text)
  }
  return draft.finish()
}

const lastPart = (found: RegExpExecArray): string =>
  found[1] === undefined ? (found[2] ?? found[3] ?? '') : `"${found[1]}"`

/** The structure alone, every variable with two levels and even odds. Throws GRAPH_FORMAT_CANNOT for other edges. */
export function writeBif(graph: Graph, _roles: GraphRoles): string {
  for (const { id } of graph.nodes)
    if (/[\s{}()|,;[\]"]/.test(id)) throw fail('GRAPH_FORMAT_CANNOT', { format, what: id })
  const parents = new Map(graph.nodes.map(({ id }) => [id, [] as string[]]))
  for (const { from, to, kind } of graph.edges) {
    if (kind !== 'directed') throw fail('GRAPH_FORMAT_CANNOT', { format, what: `${from} ${kind} ${to}` })
    parents.get(to)!.push(from)
  }
  const variables = graph.nodes.map(({ id }) => `variable ${id} {\n  type discrete [ 2 ] { no, yes };\n}`)
  const tables = Array.from(parents, ([id, given]) => {
    if (given.length === 0) return `probability ( ${id} ) {\n  table 0.5, 0.5;\n}`
    return `probability ( ${id} | ${given.join(', ')} ) {\n  default 0.5, 0.5;\n}`
  })
  return `network unknown {\n}\n${[...variables, ...tables].join('\n')}\n`
}
