import type { Monitor } from '../contract/monitor.ts'
import { type CausalGraph, tail } from './causal-graph.ts'
import { equivalenceClass } from './equivalence.ts'

/**
 * How many dags are Markov equivalent to a dag, or belong to a cpdag: the product over the undirected components of
 * the cpdag of their number of acyclic orientations without v-structure, by Clique-Picking in polynomial time
 * (Wienöbst, Bannach and Liśkiewicz 2021, "Polynomial-time algorithms for counting and sampling Markov equivalent
 * DAGs"). Throws what `equivalenceClass` throws.
 */
export function countEquivalentDags(graph: CausalGraph, monitor?: Monitor): bigint {
  const lines: number[][] = Array.from({ length: graph.size }, () => [])
  for (const { a, b, markA, markB } of equivalenceClass(graph).edges) {
    if (markA !== tail || markB !== tail) continue
    lines[a].push(b)
    lines[b].push(a)
  }
  const counter = new Counter(lines, monitor)
  return components(lines, Array.from(lines.keys())).reduce((all, part) => all * counter.count(part), 1n)
}

class Counter {
  private readonly known = new Map<string, bigint>()
  private readonly lines: readonly (readonly number[])[]
  private readonly monitor: Monitor | undefined

  constructor(lines: readonly (readonly number[])[], monitor: Monitor | undefined) {
    this.lines = lines
    this.monitor = monitor
  }

  /** Orientations of a connected chordal subgraph without v-structure and cycle. */
  count(nodes: readonly number[]): bigint {
    if (nodes.length < 2) return 1n
    const key = nodes.join()
    const before = this.known.get(key)
    if (before !== undefined) return before
    this.monitor?.check()
    const tree = cliqueTree(this.lines, nodes)
    let total = 0n
    tree.forEach((clique, place) => {
      const prefixes = forbiddenPrefixes(tree, place)
      const below = componentsAfter(this.lines, nodes, clique.nodes)
      total += below.reduce(
        (all, part) => all * this.count(part),
        permutations(clique.nodes.length, prefixes),
      )
    })
    this.known.set(key, total)
    return total
  }
}

interface Clique {
  readonly nodes: readonly number[]
  /** The clique next to it on the way to the root, by place; −1 for the root. */
  readonly parent: number
  readonly separator: readonly number[]
}

/** Maximal cliques by maximum cardinality search, joined where they share most (Blair and Peyton 1993). */
function cliqueTree(lines: readonly (readonly number[])[], nodes: readonly number[]): Clique[] {
  const inside = new Set(nodes)
  const weight = new Map(nodes.map((v) => [v, 0]))
  const cliqueOf = new Map<number, number>()
  const members: number[][] = []
  const parents: number[] = []
  const separators: number[][] = []
  let previous = 0
  while (weight.size > 0) {
    let best = -1
    let heaviest = -1
    for (const [v, w] of weight)
      if (w > heaviest) {
        best = v
        heaviest = w
      }
    weight.delete(best)
    const earlier = lines[best].filter((w) => cliqueOf.has(w) && inside.has(w))
    if (members.length === 0 || heaviest <= previous) {
      const last = earlier.reduce((latest, w) => Math.max(latest, cliqueOf.get(w)!), -1)
      members.push([...earlier])
      parents.push(last)
      separators.push([...earlier])
    }
    members[members.length - 1].push(best)
    cliqueOf.set(best, members.length - 1)
    previous = heaviest
    for (const w of lines[best]) if (weight.has(w)) weight.set(w, weight.get(w)! + 1)
  }
  return members.map((of, i) => ({ nodes: of, parent: parents[i], separator: separators[i] }))
}

/** Sizes of the separators on the way to the root that lie in the clique, each inside the one nearer to it. */
function forbiddenPrefixes(tree: readonly Clique[], place: number): number[] {
  const inside = new Set(tree[place].nodes)
  const sizes: number[] = []
  for (let at = place; tree[at].parent >= 0; at = tree[at].parent)
    if (tree[at].separator.every((v) => inside.has(v))) sizes.push(tree[at].separator.length)
  return [...new Set(sizes)].sort((a, b) => a - b)
}

/** Orders of `size` nodes of which no first part is one of the nested prefixes (Wienöbst et al., equation 1). */
function permutations(size: number, prefixes: readonly number[]): bigint {
  const from = prefixes.map(() => 0n)
  for (let i = prefixes.length - 1; i >= 0; i--) {
    from[i] = factorial(size - prefixes[i])
    for (let j = i + 1; j < prefixes.length; j++) from[i] -= factorial(prefixes[j] - prefixes[i]) * from[j]
  }
  let total = factorial(size)
  prefixes.forEach((prefix, i) => {
    total -= factorial(prefix) * from[i]
  })
  return total
}

function factorial(n: number): bigint {
  let product = 1n
  for (let i = 2n; i <= BigInt(n); i++) product *= i
  return product
}

/**
 * The undirected components that stay undirected once the clique comes first: breadth-first by partition refinement,
 * each block split into what is connected (Wienöbst et al., Algorithm 1).
 */
function componentsAfter(
  lines: readonly (readonly number[])[],
  nodes: readonly number[],
  clique: readonly number[],
): number[][] {
  const chosen = new Set(clique)
  let blocks: Block[] = [
    { nodes: clique, told: true },
    { nodes: nodes.filter((v) => !chosen.has(v)), told: false },
  ]
  const found: number[][] = []
  for (;;) {
    blocks = blocks.filter((block) => block.nodes.length > 0)
    if (blocks.length === 0) return found
    const [first, ...later] = blocks
    if (!first.told) found.push(...components(lines, first.nodes))
    const [v, ...rest] = first.nodes
    const beside = new Set(lines[v])
    blocks = [{ nodes: rest, told: true }, ...later].flatMap((block) => [
      { nodes: block.nodes.filter((w) => beside.has(w)), told: block.told },
      { nodes: block.nodes.filter((w) => !beside.has(w)), told: block.told },
    ])
  }
}

interface Block {
  readonly nodes: readonly number[]
  /** Whether its components have been found, before it was split further. */
  readonly told: boolean
}

function components(lines: readonly (readonly number[])[], nodes: readonly number[]): number[][] {
  const left = new Set(nodes)
  const found: number[][] = []
  for (const root of nodes) {
    if (!left.delete(root)) continue
    const part = [root]
    for (let i = 0; i < part.length; i++) for (const w of lines[part[i]]) if (left.delete(w)) part.push(w)
    found.push(part.sort((a, b) => a - b))
  }
  return found
}
