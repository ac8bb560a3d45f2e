import type { CausalGraph } from '../../src-main/graph/causal-graph.ts'
import { headOf, isDirected, namesOf, tailOf } from '../../src-main/graph/causal-graph.ts'

interface Plain {
  readonly nodes: readonly string[]
  readonly directed: readonly (readonly [string, string])[]
  readonly bidirected: readonly (readonly [string, string])[]
}

/**
 * The ID algorithm line by line as Shpitser and Pearl (2006) print it, over lists of names, for the decision alone: the
 * plain reference that the benchmark of identification is compared with.
 */
export function identifiableByTheBook(
  graph: CausalGraph,
  x: readonly string[],
  y: readonly string[],
): boolean {
  const plain: Plain = {
    nodes: namesOf(graph, graph.names.keys()),
    directed: graph.edges
      .filter(isDirected)
      .map((edge) => [graph.names[tailOf(edge)], graph.names[headOf(edge)]]),
    bidirected: graph.edges
      .filter((edge) => !isDirected(edge))
      .map(({ a, b }) => [graph.names[a], graph.names[b]]),
  }
  return id(y, x, plain)
}

function id(y: readonly string[], x: readonly string[], g: Plain): boolean {
  if (x.length === 0) return true
  const above = ancestors(g, y)
  if (above.length < g.nodes.length) return id(y, both(x, above), within(g, above))
  const free = without(
    without(g.nodes, x),
    ancestors({ ...g, directed: g.directed.filter(([, to]) => !x.includes(to)) }, y),
  )
  if (free.length > 0) return id(y, [...x, ...free], g)
  const parts = components(within(g, without(g.nodes, x)))
  if (parts.length > 1) return parts.every((part) => id(part, without(g.nodes, part), g))
  const [part] = parts
  const whole = components(g)
  if (whole.length === 1) return false
  const outer = whole.find((other) => part.every((name) => other.includes(name)))!
  if (outer.length === part.length) return true
  return id(y, both(x, outer), within(g, outer))
}

const both = (one: readonly string[], other: readonly string[]) => one.filter((name) => other.includes(name))
const without = (one: readonly string[], other: readonly string[]) =>
  one.filter((name) => !other.includes(name))

function within(g: Plain, nodes: readonly string[]): Plain {
  const keeps = ([a, b]: readonly [string, string]) => nodes.includes(a) && nodes.includes(b)
  return {
    nodes: both(g.nodes, nodes),
    directed: g.directed.filter(keeps),
    bidirected: g.bidirected.filter(keeps),
  }
}

function ancestors(g: Plain, of: readonly string[]): string[] {
  const found = [...of]
  for (const name of found)
    for (const [from, to] of g.directed) if (to === name && !found.includes(from)) found.push(from)
  return both(g.nodes, found)
}

function components(g: Plain): string[][] {
  const parts: string[][] = []
  for (const root of g.nodes) {
    if (parts.some((part) => part.includes(root))) continue
    const part = [root]
    for (const name of part)
      for (const [a, b] of g.bidirected)
        for (const [here, there] of [
          [a, b],
          [b, a],
        ])
          if (here === name && !part.includes(there)) part.push(there)
    parts.push(part)
  }
  return parts
}
