import { fail } from '../../contract/errors.ts'
import type { Graph, GraphRoles } from '../../contract/graph.ts'
import { GraphDraft } from './graph-draft.ts'
import { excerpt, type ParsedGraph, type Position, unexpected } from './text-position.ts'

const format = 'lavaan'
const name = /^[\p{L}_.][\p{L}\p{N}_.]*$/u

/**
 * lavaan model syntax (Rosseel 2012) as a path diagram: `y ~ x + z` draws x → y and z → y, `f =~ a + b` a latent f
 * with f → a and f → b, `a ~~ b` a ↔ b. Variances, intercepts, thresholds, constraints and defined parameters draw
 * nothing; factors before `*` are passed over. Throws GRAPH_SYNTAX_* with line and column.
 */
export function parseLavaan(text: string): ParsedGraph {
  const draft = new GraphDraft('dag')
  for (const { statement, at } of statementsOf(text)) readStatement(draft, statement, at)
  return draft.finish()
}

interface Part {
  readonly statement: string
  /** Position of a character of the statement in the text. */
  readonly at: (offset: number) => Position
}

/** Statements end with the line or `;`; one that ends in an operator goes on. */
function statementsOf(text: string): Part[] {
  const parts: Part[] = []
  let pending = ''
  let places: Position[] = []
  const flush = () => {
    const held = places
    if (pending.trim() !== '') {
      const statement = pending
      parts.push({ statement, at: (offset) => held[Math.min(offset, held.length - 1)] })
    }
    pending = ''
    places = []
  }
  text.split('\n').forEach((line, row) => {
    const code = line.replace(/[#!].*$/, '')
    for (let column = 0; column < code.length; column++) {
      if (code[column] === ';') {
        flush()
        continue
      }
      pending += code[column]
      places.push({ line: row + 1, column: column + 1 })
    }
    if (/(?:[+*~=<>:|]|^\s*)$/.test(pending)) {
      pending += ' '
      places.push({ line: row + 1, column: code.length + 1 })
      return
    }
    flush()
  })
  flush()
  return parts
}

const operator = /=~|~~|~\*~|<~|:=|==|~|\||<|>/

function readStatement(draft: GraphDraft, statement: string, at: (offset: number) => Position): void {
  const found = operator.exec(statement)
  const start = statement.search(/\S/)
  if (found === null) throw unexpected(format, at(start), excerpt(statement), '~ =~ ~~')
  const sign = found[0]
  if ([':=', '==', '<', '>', '|', '~*~'].includes(sign)) return
  const left = termsOf(statement.slice(0, found.index), 0, at)
  const after = found.index + sign.length
  const right = termsOf(statement.slice(after), after, at)
  for (const l of left)
    for (const r of right) {
      if (sign === '~' && /^[01]$/.test(r.name)) {
        draft.node(l.name, l.at)
        continue
      }
      for (const { name: id, at: place } of [l, r])
        if (!name.test(id)) throw fail('GRAPH_SYNTAX_UNREADABLE', { format, ...place, found: excerpt(id) })
      draft.node(l.name, l.at)
      draft.node(r.name, r.at)
      if (sign === '=~') {
        draft.amend(l.name, { latent: true })
        draft.edge({ from: l.name, to: r.name, kind: 'directed' }, r.at)
      } else if (sign === '<~' || sign === '~')
        draft.edge({ from: r.name, to: l.name, kind: 'directed' }, r.at)
      else if (l.name !== r.name) draft.edge({ from: l.name, to: r.name, kind: 'bidirected' }, r.at)
    }
}

function termsOf(
  side: string,
  offset: number,
  at: (offset: number) => Position,
): { name: string; at: Position }[] {
  let place = offset
  return side.split('+').map((term) => {
    const start = place
    place += term.length + 1
    const last = term.lastIndexOf('*')
    const written = term.slice(last + 1)
    const inside = start + last + 1 + Math.max(0, written.search(/\S/))
    if (written.trim() === '') throw unexpected(format, at(inside), '', 'name')
    return { name: written.trim(), at: at(inside) }
  })
}

/**
 * The graph as lavaan syntax. A latent node is written as a factor of its children; names that lavaan cannot read are
 * refused with GRAPH_FORMAT_CANNOT, and so are circles and undirected edges.
 */
export function writeLavaan(graph: Graph, _roles: GraphRoles): string {
  const latent = new Set(graph.nodes.flatMap(({ id, latent: isLatent }) => (isLatent === true ? [id] : [])))
  for (const { id } of graph.nodes)
    if (!name.test(id)) throw fail('GRAPH_FORMAT_CANNOT', { format, what: id })
  const lines: string[] = []
  const parents = new Map<string, string[]>()
  const indicators = new Map<string, string[]>()
  for (const { from, to, kind } of graph.edges) {
    if (kind === 'bidirected') lines.push(`${from} ~~ ${to}`)
    else if (kind !== 'directed') throw fail('GRAPH_FORMAT_CANNOT', { format, what: `${from} ${kind} ${to}` })
    else if (latent.has(from) && !latent.has(to)) indicators.set(from, [...(indicators.get(from) ?? []), to])
    else parents.set(to, [...(parents.get(to) ?? []), from])
  }
  const factors = Array.from(indicators, ([factor, children]) => `${factor} =~ ${children.join(' + ')}`)
  const regressions = Array.from(parents, ([child, causes]) => `${child} ~ ${causes.join(' + ')}`)
  const mentioned = new Set(graph.edges.flatMap(({ from, to }) => [from, to]))
  const alone = graph.nodes.flatMap(({ id }) => (mentioned.has(id) ? [] : [`${id} ~~ ${id}`]))
  return `${[...factors, ...regressions, ...lines, ...alone].join('\n')}\n`
}
