import { AntecedentError, fail } from '../../contract/errors.ts'
import type { Graph, GraphFormatName, GraphRoles } from '../../contract/graph.ts'
import { findCycle } from '../ancestry.ts'
import { headOf, tailOf } from '../causal-graph.ts'
import { compileGraph, compileWithCycles } from '../compile-graph.ts'
import { parseBif, writeBif } from './bif.ts'
import { parseDagitty, writeDagitty } from './dagitty.ts'
import { parseDot, writeDot } from './dot.ts'
import { parseGml, writeGml } from './gml.ts'
import { parseGraphml, writeGraphml } from './graphml.ts'
import { parseJsonGraph, writeJsonGraph } from './json-graph.ts'
import { parseLavaan, writeLavaan } from './lavaan.ts'
import { parseTetrad, writeTetrad } from './tetrad.ts'
import type { ParsedGraph, Position } from './text-position.ts'

/** One way to write a graph as text. A new format is one new file and one line in `formats`. */
export interface GraphFormat {
  readonly name: string
  /** File extensions without the dot. */
  readonly extensions: readonly string[]
  /** Throws GRAPH_SYNTAX_* with line and column. */
  readonly parse: (text: string) => ParsedGraph
  readonly write: (graph: Graph, roles: GraphRoles) => string
  /** Whether a text without a telling file name is in this format. */
  readonly recognises: (text: string) => boolean
}

export const formats = {
  json: {
    name: 'JSON',
    extensions: ['json'],
    parse: parseJsonGraph,
    write: writeJsonGraph,
    recognises: (text) => /^\s*\{\s*(?:"|\})/.test(text),
  },
  dot: {
    name: 'DOT',
    extensions: ['dot', 'gv'],
    parse: parseDot,
    write: writeDot,
    recognises: (text) => /^\s*(?:strict\s+)?(?:digraph|graph)\b[^[{]*\{/i.test(text),
  },
  gml: {
    name: 'GML',
    extensions: ['gml'],
    parse: parseGml,
    write: writeGml,
    recognises: (text) => /^\s*(?:#[^\n]*\n\s*)*(?:\w+\s+(?:"[^"]*"|\d+)\s+)*graph\s*\[/.test(text),
  },
  graphml: {
    name: 'GraphML',
    extensions: ['graphml', 'xml'],
    parse: parseGraphml,
    write: writeGraphml,
    recognises: (text) => /^\s*</.test(text),
  },
  tetrad: {
    name: 'Tetrad',
    extensions: ['tetrad'],
    parse: parseTetrad,
    write: writeTetrad,
    recognises: (text) => /^\s*Graph Nodes:/im.test(text),
  },
  bif: {
    name: 'BIF',
    extensions: ['bif'],
    parse: parseBif,
    write: writeBif,
    recognises: (text) => /^\s*(?:\/\/[^\n]*\n\s*)*network\s+\S+\s*\{/.test(text),
  },
  lavaan: {
    name: 'lavaan',
    extensions: ['lavaan', 'lav'],
    parse: parseLavaan,
    write: writeLavaan,
    recognises: (text) => /^[^{}]*~/.test(text) && !/->|<-/.test(text),
  },
  dagitty: {
    name: 'DAGitty',
    extensions: ['dagitty', 'dag'],
    parse: parseDagitty,
    write: writeDagitty,
    recognises: () => true,
  },
} as const satisfies Record<string, GraphFormat>

type FormatName = GraphFormatName
const formatNames = Object.keys(formats) as FormatName[]

/** The format of a text: what its first words say. DAGitty where nothing says otherwise. */
export function recogniseFormat(text: string): FormatName {
  return formatNames.find((name) => formats[name].recognises(text)) ?? 'dagitty'
}

/** The format that a file's name says; null for `.txt` and the like, where the text has to tell. */
export function formatOfFile(path: string): FormatName | null {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
  return (
    formatNames.find((name) => (formats[name].extensions as readonly string[]).includes(extension)) ?? null
  )
}

/** Longer than this is not read. */
const mostCharacters = 64_000_000

/**
 * Reads a text and checks the graph in it. Throws GRAPH_SYNTAX_* with line and column, and what `compileGraph`
 * throws as GRAPH_TEXT_CYCLE, GRAPH_TEXT_EDGE or as it is.
 */
export function parseGraph(format: FormatName, text: string): ParsedGraph {
  if (text.length > mostCharacters)
    throw fail('GRAPH_TOO_LARGE', { count: text.length, limit: mostCharacters })
  const parsed = formats[format].parse(text.replace(/^\uFEFF/, ''))
  if (parsed.graph.nodes.length === 0)
    throw fail('GRAPH_SYNTAX_EMPTY', { format: formats[format].name, line: 1, column: 1 })
  try {
    compileGraph(parsed.graph)
  } catch (error) {
    throw withPosition(formats[format].name, parsed, error)
  }
  return parsed
}

/** The same complaint, with the place in the text of the edge that causes it. */
function withPosition(format: string, parsed: ParsedGraph, error: unknown): unknown {
  if (!(error instanceof AntecedentError)) return error
  const at = placeOf(parsed, error)
  if (at === null) return error
  if (error.code === 'GRAPH_CYCLE')
    return fail('GRAPH_TEXT_CYCLE', { format, ...at, cycle: error.parameters.cycle })
  if (error.code === 'GRAPH_NODE_UNKNOWN')
    return fail('GRAPH_SYNTAX_NODE_UNKNOWN', { format, ...at, name: error.parameters.name })
  if (error.code === 'GRAPH_NODE_DUPLICATE')
    return fail('GRAPH_SYNTAX_NODE_TWICE', { format, ...at, name: error.parameters.name })
  if (error.code === 'GRAPH_EDGE_KIND' || error.code === 'GRAPH_EDGE_CONFLICT')
    return fail('GRAPH_TEXT_EDGE', {
      format,
      ...at,
      from: error.parameters.from,
      to: error.parameters.to,
      type: error.parameters.type,
    })
  return error
}

/** Where the last edge stands without which there would be no complaint. */
function placeOf(parsed: ParsedGraph, error: AntecedentError): Position | null {
  if (error.code === 'GRAPH_CYCLE') return cyclePosition(parsed)
  const { name } = error.parameters
  if (error.code === 'GRAPH_NODE_UNKNOWN')
    return parsed.edgeAt[parsed.graph.edges.findIndex(({ from, to }) => from === name || to === name)]
  if (error.code === 'GRAPH_NODE_DUPLICATE')
    return parsed.nodeAt[parsed.graph.nodes.findLastIndex(({ id }) => id === name)]
  const at = parsed.graph.edges.findLastIndex(
    ({ from, to }) => from === error.parameters.from && to === error.parameters.to,
  )
  return at < 0 ? null : parsed.edgeAt[at]
}

function cyclePosition(parsed: ParsedGraph): Position | null {
  const loop = parsed.graph.edges.findIndex(({ from, to }) => from === to)
  if (loop >= 0) return parsed.edgeAt[loop]
  const compiled = compileWithCycles(parsed.graph)
  const cycle = findCycle(compiled)
  if (cycle === null) return null
  const closing = new Set(cycle.map((v, i) => `${v},${cycle[(i + 1) % cycle.length]}`))
  const names = new Set(
    compiled.edges
      .filter((edge) => closing.has(`${tailOf(edge)},${headOf(edge)}`))
      .map((edge) => `${compiled.names[tailOf(edge)]}\n${compiled.names[headOf(edge)]}`),
  )
  const last = parsed.graph.edges.findLastIndex(
    ({ from, to, kind }) => kind !== 'bidirected' && names.has(`${from}\n${to}`),
  )
  return last < 0 ? null : parsed.edgeAt[last]
}
