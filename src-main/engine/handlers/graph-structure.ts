import { fail } from '../../contract/errors.ts'
import type { GraphReference } from '../../contract/graph.ts'
import type { graphMethods } from '../../contract/graph-methods.ts'
import {
  ancestors,
  descendants,
  findCycle,
  transitiveClosure,
  transitiveReduction,
} from '../../graph/ancestry.ts'
import {
  type CausalGraph,
  directed,
  headOf,
  indicesOf,
  isDirected,
  namesOf,
  tailOf,
  toContract,
  withEdges,
} from '../../graph/causal-graph.ts'
import { nodesNamed } from '../../graph/compile-graph.ts'
import { countEquivalentDags } from '../../graph/count-equivalent-dags.ts'
import { districts } from '../../graph/districts.ts'
import { equivalenceClass, isCompelled, isStronglyProtected, magOf } from '../../graph/equivalence.ts'
import { lostInText } from '../../graph/formats/export-losses.ts'
import { formats } from '../../graph/formats/format.ts'
import { project } from '../../graph/latent-projection.ts'
import { markovBlanket } from '../../graph/markov-blanket.ts'
import { parseReference, parseText, readGraph, readWithCycles } from '../../graph/read-graph.ts'
import { isVisible } from '../../graph/visible-edges.ts'
import type { Handlers } from '../handler.ts'

type Methods = Pick<
  typeof graphMethods,
  | 'graph.markovBlanket'
  | 'graph.ancestors'
  | 'graph.descendants'
  | 'graph.districts'
  | 'graph.findCycle'
  | 'graph.transitiveClosure'
  | 'graph.transitiveReduction'
  | 'graph.equivalenceClass'
  | 'graph.mag'
  | 'graph.countEquivalentDags'
  | 'graph.edgeDirection'
  | 'graph.parse'
  | 'graph.export'
>

export const graphStructureHandlers: Handlers<Methods> = {
  'graph.markovBlanket': (params) => {
    const { graph, nodes } = graphAndNodes(params)
    return { nodes: namesOf(graph, markovBlanket(graph, nodes)) }
  },

  'graph.ancestors': (params) => {
    const { graph, nodes } = graphAndNodes(params)
    return { nodes: namesOf(graph, indicesOf(ancestors(graph, nodes))) }
  },

  'graph.descendants': (params) => {
    const { graph, nodes } = graphAndNodes(params)
    return { nodes: namesOf(graph, indicesOf(descendants(graph, nodes))) }
  },

  'graph.districts': (params) => {
    const graph = readGraph(params.graph)
    const seen = graph.type === 'dag' ? project(graph, graph.latent) : graph
    return { districts: districts(seen, Array.from(seen.names.keys())).map((nodes) => namesOf(seen, nodes)) }
  },

  'graph.findCycle': (params) => {
    const graph = readWithCycles(params.graph)
    const cycle = findCycle(graph)
    return { cycle: cycle === null ? null : namesOf(graph, cycle) }
  },

  'graph.transitiveClosure': (params) => {
    const graph = readGraph(params.graph)
    const others = graph.edges.filter((edge) => !isDirected(edge))
    const pairs = transitiveClosure(graph).map(([a, b]) => directed(a, b))
    return { graph: toContract(withEdges(graph, [...pairs, ...others])) }
  },

  'graph.transitiveReduction': (params) => {
    const graph = readGraph(params.graph)
    const kept = new Set(transitiveReduction(graph))
    return {
      graph: toContract(
        withEdges(
          graph,
          graph.edges.filter((edge, e) => kept.has(e) || !isDirected(edge)),
        ),
      ),
    }
  },

  'graph.equivalenceClass': (params) => ({ graph: toContract(equivalenceClass(readGraph(params.graph))) }),

  'graph.mag': (params, { monitor }) => ({ graph: toContract(magOf(readGraph(params.graph), monitor)) }),

  'graph.countEquivalentDags': (params, { monitor }) => {
    const count = countEquivalentDags(readGraph(params.graph), monitor)
    return { count: Number(count), exact: count.toString() }
  },

  'graph.edgeDirection': (params) => {
    const graph = readGraph(params.graph)
    const [a, b] = nodesNamed(graph, [params.from, params.to])
    if (!graph.edges.some((edge) => tailOf(edge) === a && headOf(edge) === b))
      throw fail('GRAPH_EDGE_UNKNOWN', { from: params.from, to: params.to })
    return {
      visible: isVisible(graph, a, b),
      stronglyProtected: isStronglyProtected(graph, a, b),
      compelled: hasClass(graph) ? isCompelled(graph, a, b) : null,
    }
  },

  'graph.parse': (params) =>
    'graph' in params ? parseReference(params.graph) : parseText(params.text, params.format),

  'graph.export': (params) => {
    const read = parseReference(params.graph)
    const roles = params.roles ?? read.roles
    const text = formats[params.format].write(read.graph, roles)
    return { text, lost: lostInText(params.format, text, read.graph, roles) }
  },
}

function hasClass(graph: CausalGraph): boolean {
  return graph.type === 'pdag' || (graph.type === 'dag' && graph.edges.every(isDirected))
}

function graphAndNodes(params: {
  readonly graph: GraphReference
  readonly node: string | readonly string[]
}): { graph: CausalGraph; nodes: number[] } {
  const graph = readGraph(params.graph)
  return { graph, nodes: nodesNamed(graph, typeof params.node === 'string' ? [params.node] : params.node) }
}
