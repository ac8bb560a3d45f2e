import * as v from 'valibot'
import { fail } from '../../contract/errors.ts'
import { type Graph, type GraphRoles, graphSchema } from '../../contract/graph.ts'
import { type Located, partAt, plainValue, readLocatedJson } from './json-positions.ts'
import { excerpt, type ParsedGraph, positionFinder, positionOf } from './text-position.ts'

const document = v.object({
  ...graphSchema.entries,
  roles: v.optional(
    v.object({
      treatments: v.optional(v.array(v.string()), []),
      outcomes: v.optional(v.array(v.string()), []),
      adjusted: v.optional(v.array(v.string()), []),
    }),
    {},
  ),
})

/** The contract's `Graph` as JSON, with the drawing's `roles` beside. Throws GRAPH_SYNTAX_* with line and column. */
export function parseJsonGraph(text: string): ParsedGraph {
  const located = readLocatedJson(text)
  const outcome = v.safeParse(document, plainValue(located))
  if (!outcome.success) {
    const issue = outcome.issues[0]
    const path = (issue.path ?? []).map((step) => step.key as string | number)
    const part = partAt(located, path)
    throw fail('GRAPH_SYNTAX_VALUE', {
      format: 'JSON',
      ...positionOf(text, part.at),
      path: path.join('.'),
      expected: issue.expected ?? 'JSON',
      found: excerpt(text.slice(part.at)),
    })
  }
  const { roles, ...graph } = outcome.output
  return {
    graph,
    roles,
    nodeAt: positions(text, located, 'nodes'),
    edgeAt: positions(text, located, 'edges'),
  }
}

function positions(text: string, located: Located, key: string) {
  const list = located.kind === 'object' ? located.entries.get(key) : undefined
  const find = positionFinder(text)
  return list?.kind === 'array' ? list.items.map((item) => find(item.at)) : []
}

export function writeJsonGraph(graph: Graph, roles: GraphRoles): string {
  const hasRoles = roles.treatments.length + roles.outcomes.length + roles.adjusted.length > 0
  return `${JSON.stringify(hasRoles ? { ...graph, roles } : graph, null, 2)}\n`
}
