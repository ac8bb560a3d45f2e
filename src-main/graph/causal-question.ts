import { fail } from '../contract/errors.ts'
import { descendants } from './ancestry.ts'
import { type CausalGraph, type Edge, headOf, indicesOf, maskOf, tailOf, withEdges } from './causal-graph.ts'
import { classMember, completePdag } from './class-member.ts'
import { nodesNamed } from './compile-graph.ts'
import { type PossiblePaths, possibleDescendants, possiblyCausalPaths } from './possible-paths.ts'
import { isVisible } from './visible-edges.ts'

export type Effect = 'total' | 'direct'

/**
 * What every question about the effect of x on y looks at. For a class of graphs (pdag, pag) the forbidden nodes
 * are those of the class, separation is asked of one member: under amenability all members agree (Perković,
 * Textor, Kalisch and Maathuis 2018, "Complete graphical characterization and construction of adjustment sets in
 * Markov equivalence classes of ancestral graphs").
 */
export interface CausalQuestion {
  readonly graph: CausalGraph
  /** The graph with everything that follows from its directions: for a pdag, Meek's rules applied. */
  readonly known: CausalGraph
  readonly effect: Effect
  readonly x: readonly number[]
  readonly y: readonly number[]
  /** 1 on the nodes of proper (possibly) causal paths from x to y, x left out. */
  readonly onCausalPath: Uint8Array
  /** 1 for what no adjustment set may hold besides x and y. */
  readonly forbidden: Uint8Array
  /** An edge out of x on a possibly causal path that is not visibly directed: no set is valid; else null. */
  readonly notAmenable: Edge | null
  /** A member without the first edges of causal paths (total), or without the edges from x to y (direct). */
  readonly backdoor: CausalGraph
  readonly selected: readonly number[]
}

/**
 * Throws GRAPH_NODE_UNKNOWN, GRAPH_TREATMENTS_MISSING, GRAPH_OUTCOMES_MISSING, GRAPH_TREATMENT_IS_OUTCOME, and
 * GRAPH_TYPE_UNSUPPORTED where a direct effect is asked of anything but a dag.
 */
export function causalQuestion(
  graph: CausalGraph,
  treatments: readonly string[],
  outcomes: readonly string[],
  effect: Effect,
): CausalQuestion {
  if (treatments.length === 0) throw fail('GRAPH_TREATMENTS_MISSING')
  if (outcomes.length === 0) throw fail('GRAPH_OUTCOMES_MISSING')
  const x = nodesNamed(graph, treatments)
  const y = nodesNamed(graph, outcomes)
  for (const name of treatments)
    if (outcomes.includes(name)) throw fail('GRAPH_TREATMENT_IS_OUTCOME', { name })
  if (effect === 'direct' && graph.type !== 'dag') throw fail('GRAPH_TYPE_UNSUPPORTED', { type: graph.type })
  const known = graph.type === 'pdag' ? completePdag(graph) : graph
  const paths = possiblyCausalPaths(known, x, y)
  const onCausalPath = paths.nodes
  const selected = indicesOf(graph.selected)
  return effect === 'direct'
    ? {
        ...{ graph, known, effect, x, y, onCausalPath, selected },
        forbidden: descendants(
          graph,
          y.filter((v) => onCausalPath[v] === 1),
        ),
        notAmenable: null,
        backdoor: withoutEdgesBetween(graph, x, y),
      }
    : {
        ...{ graph, known, effect, x, y, onCausalPath, selected },
        forbidden: possibleDescendants(known, indicesOf(onCausalPath)),
        notAmenable: hiddenFirstEdge(known, x, paths),
        backdoor: properBackdoorGraph(classMember(known), x, y),
      }
}

/** An edge that opens a possibly causal path without being visibly directed. */
function hiddenFirstEdge(graph: CausalGraph, x: readonly number[], { slots }: PossiblePaths): Edge | null {
  if (graph.type === 'dag') return null
  for (const v of x)
    for (let slot = graph.start[v]; slot < graph.start[v + 1]; slot++)
      if (slots[slot] === 1 && !isVisible(graph, v, graph.neighbour[slot]))
        return graph.edges[graph.edgeOf[slot]]
  return null
}

/** The graph without the first edge of every proper causal path (van der Zander, Liśkiewicz, Textor 2014). */
export function properBackdoorGraph(
  graph: CausalGraph,
  x: readonly number[],
  y: readonly number[],
): CausalGraph {
  const isTreatment = maskOf(graph.size, x)
  const onCausalPath = possiblyCausalPaths(graph, x, y).nodes
  return withEdges(
    graph,
    graph.edges.filter((edge) => {
      const from = tailOf(edge)
      return from < 0 || isTreatment[from] === 0 || onCausalPath[headOf(edge)] === 0
    }),
  )
}

function withoutEdgesBetween(graph: CausalGraph, x: readonly number[], y: readonly number[]): CausalGraph {
  const isTreatment = maskOf(graph.size, x)
  const isOutcome = maskOf(graph.size, y)
  return withEdges(
    graph,
    graph.edges.filter((edge) => {
      const from = tailOf(edge)
      return from < 0 || isTreatment[from] === 0 || isOutcome[headOf(edge)] === 0
    }),
  )
}
