import { readFileSync } from 'node:fs'
import { fail } from '../contract/errors.ts'
import type { Graph, GraphFormatName, GraphReference, GraphRoles } from '../contract/graph.ts'
import type { CausalGraph } from './causal-graph.ts'
import { compileGraph, compileWithCycles } from './compile-graph.ts'
import { formatOfFile, formats, parseGraph, recogniseFormat } from './formats/format.ts'

/** The graph a request speaks of, checked and indexed. Throws what `graphOf` and `compileGraph` throw. */
export function readGraph(reference: GraphReference): CausalGraph {
  return compileGraph(graphOf(reference))
}

/** As `readGraph`, but a directed cycle is accepted: for the question whether there is one. */
export function readWithCycles(reference: GraphReference): CausalGraph {
  if ('dagitty' in reference) return compileWithCycles(formats.dagitty.parse(reference.dagitty).graph)
  if ('dot' in reference) return compileWithCycles(formats.dot.parse(reference.dot).graph)
  if (!('path' in reference)) return compileWithCycles(reference)
  const text = readText(reference.path)
  return compileWithCycles(formats[formatOfFile(reference.path) ?? recogniseFormat(text)].parse(text).graph)
}

/** The graph a request speaks of, from its text or file. Throws what `parseReference` throws. */
export function graphOf(reference: GraphReference): Graph {
  return parseReference(reference).graph
}

export interface ReadGraph {
  readonly graph: Graph
  readonly roles: GraphRoles
  readonly format: GraphFormatName
}

/** The graph and its roles, and the format they were in. Throws FILE_NOT_FOUND, GRAPH_SYNTAX_*, GRAPH_TEXT_*. */
export function parseReference(reference: GraphReference): ReadGraph {
  if ('dagitty' in reference) return parseText(reference.dagitty, 'dagitty')
  if ('dot' in reference) return parseText(reference.dot, 'dot')
  if ('path' in reference)
    return parseText(readText(reference.path), formatOfFile(reference.path) ?? undefined)
  compileGraph(reference)
  return { graph: reference, roles: { treatments: [], outcomes: [], adjusted: [] }, format: 'json' }
}

/** The format is recognised where it is left out. */
export function parseText(text: string, format: GraphFormatName = recogniseFormat(text)): ReadGraph {
  const { graph, roles } = parseGraph(format, text)
  return { graph, roles, format }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw fail('FILE_NOT_FOUND', { path })
  }
}
