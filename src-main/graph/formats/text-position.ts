import { fail } from '../../contract/errors.ts'
import type { Graph, GraphRoles } from '../../contract/graph.ts'

/** Where in a text something stands; both count from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** What a text says, with the places of its nodes and edges for errors found later. */
export interface ParsedGraph {
  readonly graph: Graph
  readonly roles: GraphRoles
  readonly nodeAt: readonly Position[]
  readonly edgeAt: readonly Position[]
}

export function positionOf(text: string, offset: number): Position {
  return positionFinder(text)(offset)
}

/** `positionOf` for many offsets of one text: the lines are counted once. */
export function positionFinder(text: string): (offset: number) => Position {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle] <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - starts[low] + 1 }
  }
}

/** As much of the text as an error should quote. */
export function excerpt(text: string): string {
  const first = text.trimStart().split(/\s/, 1)[0] ?? ''
  return first.length > 24 ? `${first.slice(0, 24)}…` : first
}

/** GRAPH_SYNTAX_EXPECTED, or GRAPH_SYNTAX_ENDED where nothing is left. `expected` is written as in the format. */
export function unexpected(format: string, at: Position, found: string, expected: string) {
  return found === ''
    ? fail('GRAPH_SYNTAX_ENDED', { format, ...at, expected })
    : fail('GRAPH_SYNTAX_EXPECTED', { format, ...at, expected, found })
}
