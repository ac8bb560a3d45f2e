import type { PathAnswer, PathsAnswer } from '../../contract/graph-answers.ts'
import type { graphMethods } from '../../contract/graph-methods.ts'
import { type Words, words } from '../../contract/words.ts'
import { refuseOverlap } from '../../graph/adjustment.ts'
import { type CausalGraph, indicesOf, namesOf } from '../../graph/causal-graph.ts'
import { classMember } from '../../graph/class-member.ts'
import { nodesNamed } from '../../graph/compile-graph.ts'
import { minimumCostSeparator } from '../../graph/minimum-cost-separator.ts'
import { type DescribedPath, forDirectEffect, type Paths, pathsBetween } from '../../graph/paths.ts'
import { readGraph } from '../../graph/read-graph.ts'
import { connectedTo, openPath } from '../../graph/separation.ts'
import { separationNetwork } from '../../graph/separation-network.ts'
import { minimalSeparators, nearestSeparator } from '../../graph/separators.ts'
import { minimumVertexCut } from '../../graph/vertex-cut.ts'
import { writePath } from '../../graph/write-path.ts'
import type { Handlers } from '../handler.ts'

type Methods = Pick<
  typeof graphMethods,
  | 'graph.dSeparated'
  | 'graph.connectedNodes'
  | 'graph.minimalSeparators'
  | 'graph.minimumVertexCut'
  | 'graph.paths'
>

export const graphSeparationHandlers: Handlers<Methods> = {
  'graph.dSeparated': (params) => {
    const graph = classMember(readGraph(params.graph))
    const { x, y, given } = disjointSets(graph, params)
    const path = openPath(graph, x, y, given)
    return {
      separated: path === null,
      openPath: path === null ? null : namesOf(graph, path.nodes),
      openPathText: path === null ? null : writePath(graph, path),
    }
  },

  'graph.connectedNodes': (params) => {
    const graph = classMember(readGraph(params.graph))
    const { x, given } = disjointSets(graph, { ...params, y: [] })
    const connected = connectedTo(graph, x, given)
    const free = graph.names.flatMap((_, v) => (given.includes(v) || graph.selected[v] === 1 ? [] : [v]))
    return {
      connected: namesOf(graph, indicesOf(connected)),
      separated: namesOf(
        graph,
        free.filter((v) => connected[v] === 0),
      ),
    }
  },

  'graph.minimalSeparators': (params, { monitor }) => {
    const graph = classMember(readGraph(params.graph))
    const { x, y, given: include } = disjointSets(graph, { ...params, given: params.include })
    const exclude = nodesNamed(graph, params.exclude)
    refuseOverlap(graph, include, exclude)
    const usable = Uint8Array.from(graph.latent, (latent) => 1 - latent)
    for (const v of exclude) usable[v] = 0
    const always = [...new Set([...include, ...indicesOf(graph.selected)])]
    const network = separationNetwork(graph, x, y, always, usable)
    const whole = (set: readonly number[]) => namesInOrder(graph, [...set, ...include])
    const { sets, complete } = minimalSeparators(network, params.limit, monitor)
    const nearest = nearestSeparator(network)
    const cost = costsOf(graph, params.costs)
    const cheapest = minimumCostSeparator(network, cost)
    return {
      sets: sets.map(whole),
      complete,
      nearest: nearest === null ? null : whole(nearest),
      cheapest:
        cheapest === null
          ? null
          : { set: whole(cheapest.set), cost: cheapest.cost + include.reduce((sum, v) => sum + cost[v], 0) },
    }
  },

  'graph.minimumVertexCut': (params) => {
    const graph = readGraph(params.graph)
    const [x, y] = [nodesNamed(graph, params.x), nodesNamed(graph, params.y)]
    refuseOverlap(graph, x, y)
    const cut = minimumVertexCut(graph, x, y)
    return cut === null ? { size: null, nodes: [] } : { size: cut.length, nodes: namesOf(graph, cut) }
  },

  'graph.paths': (params, { monitor }) => {
    const graph = readGraph(params.graph)
    const { x, y, given } = disjointSets(graph, params)
    const paths = pathsBetween(graph, x, y, given, params.limit, monitor)
    return answerPaths(graph, params.effect === 'direct' ? forDirectEffect(paths) : paths)
  },
}

export function answerPaths(graph: CausalGraph, { paths, complete }: Paths): PathsAnswer {
  return { paths: paths.map((path) => answerPath(graph, path)), count: paths.length, complete }
}

function answerPath(graph: CausalGraph, path: DescribedPath): PathAnswer {
  return {
    nodes: namesOf(graph, path.nodes),
    text: writePath(graph, path),
    causal: path.causal,
    indirect: path.indirect,
    open: path.open,
    blockedBy: namesOf(graph, path.blockedBy),
    closedColliders: namesOf(graph, path.closedColliders),
    openedColliders: namesOf(graph, path.openedColliders),
    inWords: pathInWords(graph, path),
  }
}

function pathInWords(graph: CausalGraph, path: DescribedPath): Words {
  const list = (nodes: readonly number[]) => namesOf(graph, nodes).join(', ')
  if (path.blockedBy.length > 0) return words('graph_path_blocked', { names: list(path.blockedBy) })
  if (path.closedColliders.length > 0)
    return words('graph_path_collider', { names: list(path.closedColliders) })
  if (path.openedColliders.length > 0)
    return words('graph_path_opened', { names: list(path.openedColliders) })
  if (path.indirect) return words('graph_path_indirect')
  return path.causal ? words('graph_path_causal') : words('graph_path_open')
}

/** In the order of the graph, each once. */
export function namesInOrder(graph: CausalGraph, nodes: readonly number[]): string[] {
  return namesOf(
    graph,
    [...new Set(nodes)].sort((a, b) => a - b),
  )
}

/** Throws GRAPH_NODE_UNKNOWN for a cost of what is not there. */
export function costsOf(graph: CausalGraph, costs: Readonly<Record<string, number>> | null): Float64Array {
  const all = new Float64Array(graph.size).fill(1)
  for (const [name, cost] of Object.entries(costs ?? {})) all[nodesNamed(graph, [name])[0]] = cost
  return all
}

function disjointSets(
  graph: CausalGraph,
  params: { readonly x: readonly string[]; readonly y: readonly string[]; readonly given: readonly string[] },
) {
  const [x, y, given] = [params.x, params.y, params.given].map((names) => nodesNamed(graph, names))
  refuseOverlap(graph, x, [...y, ...given])
  refuseOverlap(graph, y, given)
  return { x, y, given }
}
