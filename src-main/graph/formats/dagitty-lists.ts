import { fail } from '../../contract/errors.ts'
import { GraphDraft } from './graph-draft.ts'
import { excerpt, type ParsedGraph, type Position, unexpected } from './text-position.ts'

const format = 'DAGitty'
const nodeLine = /^(\s*)(\S.*?)\s+([1EOUAS])(?:\s+@\s*(-?[\d.]+)\s*,\s*(-?[\d.]+))?\s*$/
/** Pixels on the drawing for one unit of a position. */
const scale = 100

/** Whether a text is in the language of DAGitty before 2.0: lists of variables and of their children. */
export function isListText(text: string): boolean {
  return !/[{}~[\]]|->|<-|--/.test(text) && nodeLine.test(text.trimStart().split('\n', 1)[0])
}

/**
 * DAGitty before 2.0: a line `name 1 @x,y` for each variable, where E says exposure, O outcome, A adjusted, U unobserved
 * and S selected; after an empty line, a line for each with its name and those of its children. Two that are each
 * other's children have a hidden common cause. Names are percent-encoded. Throws GRAPH_SYNTAX_* with line and column.
 */
export function parseDagittyLists(text: string): ParsedGraph {
  const draft = new GraphDraft('dag')
  const arrows: { from: string; to: string; at: Position }[] = []
  let inNodes = true
  text
    .trimEnd()
    .split('\n')
    .forEach((line, row) => {
      if (line.trim() === '') inNodes = inNodes && arrows.length === 0 && !draft.hasAny
      else if (inNodes) readNode(draft, line, row + 1)
      else arrows.push(...readChildren(draft, line, row + 1))
    })
  const turned = new Set(arrows.map(({ from, to }) => `${to}\n${from}`))
  for (const { from, to, at } of arrows) {
    const both = turned.has(`${from}\n${to}`)
    if (!both) draft.edge({ from, to, kind: 'directed' }, at)
    else if (from < to) draft.edge({ from, to, kind: 'bidirected' }, at)
  }
  return draft.finish()
}

function readNode(draft: GraphDraft, line: string, row: number): void {
  const found = nodeLine.exec(line)
  if (found === null)
    throw unexpected(format, { line: row, column: line.search(/\S/) + 1 }, excerpt(line), 'name 1')
  const [, before, written, role, x, y] = found
  const at = { line: row, column: before.length + 1 }
  const name = decoded(written)
  if (draft.has(name)) throw fail('GRAPH_SYNTAX_NODE_TWICE', { format, ...at, name })
  draft.node(name, at)
  if (role === 'E') draft.play(name, 'treatments')
  if (role === 'O') draft.play(name, 'outcomes')
  if (role === 'A') draft.play(name, 'adjusted')
  if (role === 'U') draft.amend(name, { latent: true })
  if (role === 'S') draft.amend(name, { selected: true })
  const position = { x: Number(x) * scale, y: Number(y) * scale }
  if (Number.isFinite(position.x) && Number.isFinite(position.y)) draft.amend(name, { position })
}

function readChildren(draft: GraphDraft, line: string, row: number) {
  const names = [...line.matchAll(/\S+/g)]
    .filter(([written]) => !written.startsWith('@'))
    .map(({ 0: written, index }) => ({ name: decoded(written), at: { line: row, column: index + 1 } }))
  for (const { name, at } of names)
    if (!draft.has(name)) throw fail('GRAPH_SYNTAX_NODE_UNKNOWN', { format, ...at, name })
  const [from, ...children] = names
  return children.map(({ name, at }) => ({ from: from.name, to: name, at }))
}

/** A name whose percent signs encode nothing is taken as it stands. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
