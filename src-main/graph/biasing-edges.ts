import { ancestors, anteriors, descendants } from './ancestry.ts'
import {
  arrow,
  buildGraph,
  type CausalGraph,
  directed,
  type Edge,
  headOf,
  indicesOf,
  maskOf,
  nodeList,
  tailOf,
} from './causal-graph.ts'
import type { CausalQuestion } from './causal-question.ts'
import { pathsBetween } from './paths.ts'
import { openArrivals } from './separation.ts'
import { separationNetwork } from './separation-network.ts'
import { onSimplePaths } from './simple-paths.ts'

/**
 * The edges that carry bias when `given` is adjusted for, by index: those on open paths that are not causal, and
 * where something given follows from a causal path without blocking it, that path's edges and those that lead down to
 * what is given (as DAGitty draws them). Where the direct effect is asked for, paths through mediators carry bias too.
 */
export function biasingEdges(question: CausalQuestion, given: readonly number[]): number[] {
  const { graph, backdoor } = question
  const original = new Map(graph.edges.map((edge, e) => [edge, e]))
  const found = new Set<number>()
  for (const e of onOpenPaths(question, given)) found.add(original.get(backdoor.edges[e]) ?? -1)
  if (question.effect === 'total') for (const e of distortedCausalEdges(question, given)) found.add(e)
  found.delete(-1)
  return [...found].sort((a, b) => a - b)
}

/** The edges along which the effect runs: those of proper causal paths, or from treatment to outcome, by index. */
export function causalEdges({ graph, effect, x, y, onCausalPath }: CausalQuestion): number[] {
  const isTreatment = maskOf(graph.size, x)
  if (effect === 'direct')
    return graph.edges.flatMap((edge, e) =>
      tailOf(edge) >= 0 && isTreatment[tailOf(edge)] === 1 && y.includes(headOf(edge)) ? [e] : [],
    )
  return graph.edges.flatMap((edge, e) => {
    const [from, to] = [tailOf(edge), headOf(edge)]
    return from >= 0 && onCausalPath[to] === 1 && (isTreatment[from] === 1 || onCausalPath[from] === 1)
      ? [e]
      : []
  })
}

/** So many paths are looked at one by one; beyond, walks and blocks of the moral graph stand in for them. */
const mostPaths = 300

/** Indices of edges of the back-door graph. */
function onOpenPaths(question: CausalQuestion, given: readonly number[]): number[] {
  const { backdoor, x, y } = question
  const { paths, complete } = pathsBetween(backdoor, x, y, given, mostPaths)
  return complete
    ? [...new Set(paths.flatMap(({ open, edges }) => (open ? edges : [])))]
    : edgesOfOpenWalks(question, given)
}

/**
 * In linear time, every edge on an open path, and besides only some whose path would pass beside a collider that it
 * also visits: an edge counts where an open walk takes it and it lies on a simple path of the moralised graph.
 */
export function edgesOfOpenWalks(question: CausalQuestion, given: readonly number[]): number[] {
  const { graph, edgeOf } = withCommonCauses(question.backdoor)
  const found = openEdges({ ...question, backdoor: graph }, given)
  return [...new Set(found.map((e) => edgeOf[e]))]
}

/** Every bidirected edge as a hidden common cause, so that each end of it is an edge of its own. */
function withCommonCauses(graph: CausalGraph): { graph: CausalGraph; edgeOf: number[] } {
  const names = [...graph.names]
  const edges: Edge[] = []
  const edgeOf: number[] = []
  graph.edges.forEach((edge, e) => {
    const isBidirected = edge.markA === arrow && edge.markB === arrow
    const parts = isBidirected ? [directed(names.length, edge.a), directed(names.length, edge.b)] : [edge]
    if (isBidirected) names.push(`${graph.names[edge.a]} ↔ ${graph.names[edge.b]}`)
    for (const part of parts) {
      edges.push(part)
      edgeOf.push(e)
    }
  })
  const nodes = nodeList(names)
  nodes.selected.set(graph.selected)
  return { graph: buildGraph(graph.type, nodes, edges), edgeOf }
}

function openEdges({ backdoor, x, y, selected }: CausalQuestion, given: readonly number[]): number[] {
  const always = [...new Set([...given, ...selected])]
  const network = separationNetwork(backdoor, x, y, always, new Uint8Array(backdoor.size))
  const conditioned = maskOf(backdoor.size, always)
  const opensCollider = anteriors(backdoor, always)
  const joins = onSimplePaths(network, opensCollider)
  if (joins === null) return []
  const isEnd = maskOf(backdoor.size, [...x, ...y])
  const fromX = openArrivals(backdoor, x, given, isEnd)
  const fromY = openArrivals(backdoor, y, given, isEnd)
  const isX = maskOf(backdoor.size, x)
  const isY = maskOf(backdoor.size, y)
  const mayLeave = (arrivals: Uint8Array, isSource: Uint8Array, v: number, near: number): boolean => {
    if (isSource[v] === 1) return true
    if (isEnd[v] === 1) return false
    if ((arrivals[v] & 1) !== 0 && conditioned[v] === 0) return true
    if ((arrivals[v] & 2) === 0) return false
    return near === arrow ? opensCollider[v] === 1 : conditioned[v] === 0
  }
  return backdoor.edges.flatMap((edge, e) => {
    const forwards = mayLeave(fromX, isX, edge.a, edge.markA) && mayLeave(fromY, isY, edge.b, edge.markB)
    const backwards = mayLeave(fromX, isX, edge.b, edge.markB) && mayLeave(fromY, isY, edge.a, edge.markA)
    return (forwards || backwards) && joins(edge) ? [e] : []
  })
}

function distortedCausalEdges(question: CausalQuestion, given: readonly number[]): number[] {
  const { graph, x } = question
  const isGiven = maskOf(graph.size, given)
  const live = unblocked(question, isGiven)
  const aboveGiven = ancestors(graph, given)
  const bent = indicesOf(live).filter((v) => aboveGiven[v] === 1)
  if (bent.length === 0) return []
  const onLive = (edge: CausalGraph['edges'][number]) =>
    headOf(edge) >= 0 && live[headOf(edge)] === 1 && (live[tailOf(edge)] === 1 || x.includes(tailOf(edge)))
  const upstream = ancestors(graph, bent)
  const downstream = descendants(graph, bent)
  return graph.edges.flatMap((edge, e) => {
    const [from, to] = [tailOf(edge), headOf(edge)]
    if (from < 0) return []
    const causal = onLive(edge) && (upstream[to] === 1 || downstream[from] === 1)
    const towardsGiven = downstream[from] === 1 && aboveGiven[to] === 1 && isGiven[from] === 0
    return causal || towardsGiven ? [e] : []
  })
}

/** 1 for the nodes of causal paths on which nothing is given. */
function unblocked({ graph, x, y, onCausalPath }: CausalQuestion, isGiven: Uint8Array): Uint8Array {
  const usable = (v: number) => onCausalPath[v] === 1 && isGiven[v] === 0
  const spread = (from: readonly number[], forwards: boolean): Uint8Array => {
    const seen = maskOf(graph.size, from)
    const stack = [...from]
    while (stack.length > 0) {
      const v = stack.pop()!
      for (let slot = graph.start[v]; slot < graph.start[v + 1]; slot++) {
        const edge = graph.edges[graph.edgeOf[slot]]
        const w = graph.neighbour[slot]
        if ((forwards ? tailOf(edge) : headOf(edge)) !== v || seen[w] === 1 || !usable(w)) continue
        seen[w] = 1
        stack.push(w)
      }
    }
    return seen
  }
  const below = spread(x, true)
  const above = spread(
    y.filter((v) => usable(v)),
    false,
  )
  const live = new Uint8Array(graph.size)
  for (let v = 0; v < graph.size; v++) live[v] = usable(v) ? below[v] & above[v] : 0
  return live
}
