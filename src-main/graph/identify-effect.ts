import { ancestors, topologicalOrder } from './ancestry.ts'
import {
  type CausalGraph,
  headOf,
  indicesOf,
  maskOf,
  namesOf,
  parentsOf,
  tailOf,
  withEdges,
} from './causal-graph.ts'
import { districtOf, districts } from './districts.ts'
import { type Estimand, freeNames, probability, product, quotient, sum } from './estimand.ts'
import { separated } from './separation.ts'

/** Two districts, one within the other, that no observed distribution can tell apart. */
export interface Hedge {
  readonly outer: readonly number[]
  readonly inner: readonly number[]
}

export type Identified =
  | { readonly identifiable: true; readonly estimand: Estimand }
  | { readonly identifiable: false; readonly hedge: Hedge }

/**
 * P(y | do(x)) from the observed distribution, or the hedge that forbids it. Sound and complete: the effect is
 * written with the c-factors of the ancestral districts, each found by Tian and Pearl's (2002) recursion, whose
 * failures are the hedges of Shpitser and Pearl (2006); Huang and Valtorta (2006) prove the two equal.
 *
 * @param graph a dag over observed nodes with bidirected edges (`project` makes one of a dag with latents)
 */
export function identify(graph: CausalGraph, x: readonly number[], y: readonly number[]): Identified {
  const everything = indicesOf(ancestors(graph, y))
  const treated = maskOf(graph.size, x)
  const order = topologicalOrder(graph).filter((v) => everything.includes(v))
  const relevant = indicesOf(ancestors(withoutEdgesInto(graph, treated), y)).filter((v) => treated[v] === 0)
  const factors: Estimand[] = []
  for (const wanted of districts(graph, relevant)) {
    const outer = districtOf(graph, wanted[0], everything)
    const known = { nodes: inOrder(order, outer), value: districtFactor(graph, order, outer) }
    const found = factorWithin(graph, wanted, known)
    if ('outer' in found) return { identifiable: false, hedge: found }
    factors.push(found.value)
  }
  const outcomes = new Set(y)
  const summed = inOrder(order, relevant).filter((v) => !outcomes.has(v))
  return { identifiable: true, estimand: sum(namesOf(graph, summed), product(factors)) }
}

/**
 * P(y | do(x), z) by moving every condition that acts like an intervention behind the bar's do (IDC, Shpitser and
 * Pearl 2006, "Identification of conditional interventional distributions").
 */
export function identifyConditional(
  graph: CausalGraph,
  x: readonly number[],
  y: readonly number[],
  given: readonly number[],
): Identified {
  for (const z of given) {
    const rest = given.filter((v) => v !== z)
    const cut = withoutEdgesOutOf(withoutEdgesInto(graph, maskOf(graph.size, x)), z)
    if (separated(cut, y, [z], [...x, ...rest])) return identifyConditional(graph, [...x, z], y, rest)
  }
  if (given.length === 0) return identify(graph, x, y)
  const joint = identify(graph, x, [...y, ...given])
  if (!joint.identifiable) return joint
  return {
    identifiable: true,
    estimand: quotient(joint.estimand, sum(namesOf(graph, y), joint.estimand)),
  }
}

/** A c-factor Q[nodes] with its nodes in topological order. */
interface Factor {
  readonly nodes: readonly number[]
  readonly value: Estimand
}

function factorWithin(graph: CausalGraph, wanted: readonly number[], known: Factor): Factor | Hedge {
  const inside = maskOf(graph.size, known.nodes)
  const needed = ancestorsWithin(graph, wanted, inside)
  const closure = known.nodes.filter((v) => needed[v] === 1)
  if (closure.length === wanted.length) return marginal(graph, known, closure)
  if (closure.length === known.nodes.length) return { outer: known.nodes, inner: wanted }
  const ancestral = marginal(graph, known, closure)
  const smaller = districtOf(graph, wanted[0], closure)
  return factorWithin(graph, wanted, districtWithin(graph, ancestral, smaller))
}

/** Q of an ancestral subset: the rest is summed out (Tian and Pearl 2002, Lemma 3). */
function marginal(graph: CausalGraph, known: Factor, kept: readonly number[]): Factor {
  const summed = known.nodes.filter((v) => !kept.includes(v))
  return { nodes: kept, value: sum(namesOf(graph, summed), known.value) }
}

/** Q of one district of an ancestral factor: a quotient of marginals for each node (Tian and Pearl 2002, Lemma 4). */
function districtWithin(graph: CausalGraph, whole: Factor, district: readonly number[]): Factor {
  const after = (place: number) => namesOf(graph, whole.nodes.slice(place))
  const nodes = whole.nodes.filter((v) => district.includes(v))
  const factors = nodes.map((v) => {
    const place = whole.nodes.indexOf(v)
    return quotient(sum(after(place + 1), whole.value), sum(after(place), whole.value))
  })
  return { nodes, value: product(factors) }
}

/**
 * Q of a district of the whole graph: every node given those before it that matter: the rest of its district among
 * the predecessors, and the parents of that district (Tian and Pearl 2002, equation 21).
 */
function districtFactor(graph: CausalGraph, order: readonly number[], district: readonly number[]): Estimand {
  const factors = inOrder(order, district).map((v) => {
    const before = order.slice(0, order.indexOf(v) + 1)
    const local = districtOf(graph, v, before)
    const given = new Set([...local, ...local.flatMap((w) => parentsOf(graph, w))])
    given.delete(v)
    return probability([graph.names[v]], namesOf(graph, inOrder(order, [...given])))
  })
  return product(factors)
}

function inOrder(order: readonly number[], nodes: readonly number[]): number[] {
  const wanted = new Set(nodes)
  return order.filter((v) => wanted.has(v))
}

function ancestorsWithin(graph: CausalGraph, of: readonly number[], inside: Uint8Array): Uint8Array {
  const found = maskOf(graph.size, of)
  const stack = [...of]
  while (stack.length > 0)
    for (const parent of parentsOf(graph, stack.pop()!)) {
      if (found[parent] === 1 || inside[parent] === 0) continue
      found[parent] = 1
      stack.push(parent)
    }
  return found
}

function withoutEdgesInto(graph: CausalGraph, nodes: Uint8Array): CausalGraph {
  return withEdges(
    graph,
    graph.edges.filter((edge) => {
      const head = headOf(edge)
      return head >= 0 ? nodes[head] === 0 : nodes[edge.a] === 0 && nodes[edge.b] === 0
    }),
  )
}

function withoutEdgesOutOf(graph: CausalGraph, node: number): CausalGraph {
  return withEdges(
    graph,
    graph.edges.filter((edge) => tailOf(edge) !== node),
  )
}

/** The free names of the estimand that are neither treatment, outcome nor condition: any value will do for them. */
export function arbitraryNames(estimand: Estimand, named: readonly string[]): string[] {
  return [...freeNames(estimand)].filter((name) => !named.includes(name))
}
