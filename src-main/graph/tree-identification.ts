import { fail } from '../contract/errors.ts'
import { hash32 } from '../numeric/random.ts'
import { topologicalOrder } from './ancestry.ts'
import { arrow, type CausalGraph, parentsOf } from './causal-graph.ts'

/** How the coefficient of the only edge into `node` follows from covariances. */
export interface IdentifiedCoefficient {
  readonly node: number
  readonly parent: number
  readonly by: 'instrument' | 'propagation' | 'missing-cycle'
  /** The instrument, or the node whose coefficient was known before; −1 for a missing cycle. */
  readonly via: number
  /** 1 where the coefficient is unique, 2 where the covariances fit two values. */
  readonly solutions: 1 | 2
}

/**
 * Coefficients of a linear model whose directed edges form a tree, from its missing bidirected edges: each gives
 * λi λj σ(pi, pj) − λi σ(pi, j) − λj σ(i, pj) + σ(i, j) = 0, where λ of the root is 0. An equation with the root is
 * an instrument, one with a known λ propagates it, and a cycle of them is a quadratic (van der Zander, Wienöbst,
 * Bläser and Liśkiewicz 2022, "Identification in tree-shaped linear structural causal models"). The equations are
 * solved in a prime field at a random model, as polynomial identity testing allows.
 *
 * Throws GRAPH_TYPE_UNSUPPORTED, and GRAPH_NOT_A_TREE where a node has two parents or there are two roots.
 */
export function identifyTree(graph: CausalGraph): IdentifiedCoefficient[] {
  if (graph.type !== 'dag') throw fail('GRAPH_TYPE_UNSUPPORTED', { type: graph.type })
  const model = randomModel(graph)
  const found: (IdentifiedCoefficient | undefined)[] = []
  const waiting: number[] = []
  const learn = (coefficient: IdentifiedCoefficient) => {
    if (found[coefficient.node] !== undefined) return
    found[coefficient.node] = coefficient
    waiting.push(coefficient.node)
  }
  const propagate = () => {
    while (waiting.length > 0) {
      const known = waiting.shift()!
      for (const j of model.missing[known])
        if (j !== model.root && found[j] === undefined && follows(model, known, j))
          learn({
            node: j,
            parent: model.parent[j],
            by: 'propagation',
            via: known,
            solutions: found[known]!.solutions,
          })
    }
  }
  for (const j of model.missing[model.root])
    if (model.sigma(model.root, model.parent[j]) !== 0n)
      learn({ node: j, parent: model.parent[j], by: 'instrument', via: model.root, solutions: 1 })
  propagate()
  for (let base = 0; base < graph.size; base++) {
    if (base === model.root || found[base] !== undefined) continue
    const solutions = cycleSolutions(model, base)
    if (solutions === null) continue
    learn({ node: base, parent: model.parent[base], by: 'missing-cycle', via: -1, solutions })
    propagate()
  }
  return found.filter((coefficient) => coefficient !== undefined)
}

/** A Mersenne prime: sums and products of residues stay exact in BigInt and collide with probability below 10⁻¹⁵. */
const prime = 2n ** 61n - 1n
const mod = (value: bigint) => ((value % prime) + prime) % prime

function inverse(value: bigint): bigint {
  let result = 1n
  let base = mod(value)
  for (let power = prime - 2n; power > 0n; power >>= 1n) {
    if ((power & 1n) === 1n) result = mod(result * base)
    base = mod(base * base)
  }
  return result
}

interface TreeModel {
  readonly root: number
  readonly parent: readonly number[]
  /** For each node, those without a bidirected edge to it. */
  readonly missing: readonly (readonly number[])[]
  readonly lambda: readonly bigint[]
  readonly sigma: (a: number, b: number) => bigint
}

function randomModel(graph: CausalGraph): TreeModel {
  const parents = graph.names.map((_, v) => parentsOf(graph, v))
  const roots = parents.flatMap((list, v) => (list.length === 0 ? [v] : []))
  if (roots.length !== 1 || parents.some((list) => list.length > 1)) throw fail('GRAPH_NOT_A_TREE')
  const parent = parents.map((list) => list[0] ?? -1)
  const linked = (a: number, b: number) => {
    for (let slot = graph.start[a]; slot < graph.start[a + 1]; slot++)
      if (graph.neighbour[slot] === b && graph.near[slot] === arrow && graph.far[slot] === arrow) return true
    return false
  }
  const draw = (...stream: number[]) => {
    const high = hash32(7, stream.join()) >>> 0
    const low = hash32(11, stream.join()) >>> 0
    return mod((BigInt(high) << 32n) | BigInt(low))
  }
  const nodes = graph.names.map((_, v) => v)
  const lambda = nodes.map((v) => (parent[v] < 0 ? 0n : draw(v)))
  const omega = nodes.map((a) =>
    nodes.map((b) => (a === b || linked(a, b) ? draw(graph.size + Math.min(a, b), Math.max(a, b)) : 0n)),
  )
  const covariance: bigint[][] = nodes.map(() => [])
  const order = topologicalOrder(graph)
  order.forEach((v, place) => {
    for (const w of order.slice(0, place)) {
      const value = mod(lambda[v] * (parent[v] < 0 ? 0n : covariance[w][parent[v]]) + crossOmega(v, w))
      covariance[v][w] = value
      covariance[w][v] = value
    }
    const own = parent[v] < 0 ? 0n : lambda[v] * lambda[v] * covariance[parent[v]][parent[v]]
    const cross = parent[v] < 0 ? 0n : 2n * lambda[v] * crossOmega(v, parent[v])
    covariance[v][v] = mod(own + cross + omega[v][v])
  })
  /** cov(noise of v, w), by the tree above w. */
  function crossOmega(v: number, w: number): bigint {
    let total = 0n
    let weight = 1n
    for (let at = w; at >= 0; at = parent[at]) {
      total += weight * omega[v][at]
      weight = mod(weight * lambda[at])
    }
    return mod(total)
  }
  return {
    root: roots[0],
    parent,
    missing: nodes.map((a) => nodes.filter((b) => a !== b && !linked(a, b))),
    lambda,
    sigma: (a, b) => covariance[a][b],
  }
}

/** λj = (a λi + b) / (c λi + d) */
interface Moebius {
  readonly a: bigint
  readonly b: bigint
  readonly c: bigint
  readonly d: bigint
}

function step({ parent, sigma }: TreeModel, i: number, j: number): Moebius {
  return {
    a: sigma(parent[i], j),
    b: mod(-sigma(i, j)),
    c: sigma(parent[i], parent[j]),
    d: mod(-sigma(i, parent[j])),
  }
}

const determinant = ({ a, b, c, d }: Moebius) => mod(a * d - b * c)

function after(first: Moebius, second: Moebius): Moebius {
  return {
    a: mod(second.a * first.a + second.b * first.c),
    b: mod(second.a * first.b + second.b * first.d),
    c: mod(second.c * first.a + second.d * first.c),
    d: mod(second.c * first.b + second.d * first.d),
  }
}

function follows(model: TreeModel, i: number, j: number): boolean {
  const { c, d } = step(model, i, j)
  return mod(c * model.lambda[i] + d) !== 0n
}

/** How many values of λ(base) fit all cycles of missing edges around it; null where infinitely many do. */
function cycleSolutions(model: TreeModel, base: number): 1 | 2 | null {
  const toNode = new Map<number, Moebius>([[base, { a: 1n, b: 0n, c: 0n, d: 1n }]])
  const reached = [base]
  let other: bigint | null | undefined
  const quadratics: [bigint, bigint, bigint][] = []
  for (let at = 0; at < reached.length; at++) {
    const i = reached[at]
    for (const j of model.missing[i]) {
      if (j === model.root) continue
      const edge = step(model, i, j)
      const whole = after(toNode.get(i)!, edge)
      const known = toNode.get(j)
      if (known === undefined) {
        if (determinant(edge) === 0n) continue
        toNode.set(j, whole)
        reached.push(j)
        continue
      }
      quadratics.push([
        mod(whole.a * known.c - known.a * whole.c),
        mod(whole.a * known.d + whole.b * known.c - known.a * whole.d - known.b * whole.c),
        mod(whole.b * known.d - known.b * whole.d),
      ])
    }
  }
  const truth = model.lambda[base]
  for (const [r, s, t] of quadratics) {
    if (r === 0n && s === 0n) continue
    if (other === undefined) other = r === 0n ? null : mod(-s * inverse(r) - truth)
    else if (other !== null && mod(r * other * other + s * other + t) !== 0n) other = null
  }
  if (other === undefined) return null
  return other === null || other === truth ? 1 : 2
}
