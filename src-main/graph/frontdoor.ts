import type { Monitor } from '../contract/monitor.ts'
import { ancestors, descendants } from './ancestry.ts'
import { type CausalGraph, maskOf, tailOf, withEdges } from './causal-graph.ts'
import type { CausalQuestion } from './causal-question.ts'
import { type Estimand, probability, product, sum } from './estimand.ts'
import { separated } from './separation.ts'

/** Why a set is no front door; null where it is one. */
export type FrontdoorFault =
  | 'hidden'
  | 'given-affected'
  | 'not-intercepted'
  | 'treatment-confounded'
  | 'outcome-confounded'

/**
 * Pearl's front-door criterion (2009, Definition 3.3.3): the set intercepts every causal path, nothing confounds
 * treatment and set, and the treatment blocks whatever confounds set and outcome. Where covariates are `given`, which
 * the treatment must not affect, they may block besides (Fulcher, Shpitser, Marealle and Tchetgen Tchetgen 2020,
 * "Robust inference on population indirect causal effects: the generalized front door criterion"): then
 * P(y | do(x)) = Σ_c P(c) Σ_m P(m | x, c) Σ_x′ P(y | x′, m, c) P(x′ | c).
 */
export function frontdoorFault(
  question: CausalQuestion,
  set: readonly number[],
  given: readonly number[] = [],
): FrontdoorFault | null {
  const { graph, x, y } = question
  if ([...set, ...given].some((v) => graph.latent[v] === 1)) return 'hidden'
  const after = descendants(graph, x)
  if (given.some((v) => after[v] === 1)) return 'given-affected'
  if (!intercepts(graph, x, y, set)) return 'not-intercepted'
  if (!separated(withoutEdgesOutOf(graph, x), x, set, given)) return 'treatment-confounded'
  return separated(withoutEdgesOutOf(graph, set), set, y, [...x, ...given]) ? null : 'outcome-confounded'
}

/** What front-door sets must hold, must not hold, and what may be conditioned on besides. */
export interface FrontdoorWishes {
  readonly include: readonly number[]
  readonly exclude: readonly number[]
  readonly given: readonly number[]
}

const noWishes: FrontdoorWishes = { include: [], exclude: [], given: [] }

/** So many candidates are tried in all combinations. */
const mostCandidates = 12

/**
 * Front-door sets from which nothing but `include` can be left out, smallest first. There is one if and only if the
 * largest candidate set is one (Jeong, Tian and Bareinboim 2022, "Finding and listing front-door adjustment sets"); with more than 12 candidates one is found from each order of
 * leaving nodes out that starts at a different node.
 */
export function frontdoorSets(
  question: CausalQuestion,
  wishes: FrontdoorWishes,
  limit: number,
  monitor?: Monitor,
): number[][] {
  if (question.onCausalPath.every((flag) => flag === 0)) return []
  const largest = largestSet(question, wishes)
  if (largest.length === 0 || frontdoorFault(question, largest, wishes.given) !== null) return []
  if (wishes.include.some((v) => !largest.includes(v))) return []
  const found =
    largest.length - wishes.include.length > mostCandidates
      ? shrinkEachWay(question, largest, wishes)
      : bySize(question, largest, wishes, limit, monitor)
  return found.slice(0, limit)
}

/** One of the sets, or null where there is none. */
export function someFrontdoorSet(question: CausalQuestion): number[] | null {
  if (question.onCausalPath.every((flag) => flag === 0)) return null
  const largest = largestSet(question, noWishes)
  if (largest.length === 0 || frontdoorFault(question, largest) !== null) return null
  return shrink(question, largest, noWishes, 0)
}

/** Σ_m P(m | x) Σ_x′ P(y | x′, m) P(x′) */
export function frontdoorEstimand(
  treatments: readonly string[],
  outcomes: readonly string[],
  set: readonly string[],
): Estimand {
  const adjusted = sum(
    treatments,
    product([probability(outcomes, [...treatments, ...set]), probability(treatments)]),
  )
  return sum(set, product([probability(set, treatments), adjusted]))
}

/** Only ancestors of the outcome and what is wished for: what is none can always be left out. */
function largestSet({ graph, x, y }: CausalQuestion, { include, exclude, given }: FrontdoorWishes): number[] {
  const cut = withoutEdgesOutOf(graph, x)
  const above = ancestors(graph, y)
  for (const v of include) above[v] = 1
  const barred = maskOf(graph.size, [...x, ...y, ...exclude, ...given])
  let candidates: number[] = []
  for (let v = 0; v < graph.size; v++) {
    const usable = above[v] === 1 && graph.latent[v] === 0 && graph.selected[v] === 0 && barred[v] === 0
    if (usable && separated(cut, x, [v], given)) candidates.push(v)
  }
  for (;;) {
    const cutOff = withoutEdgesOutOf(graph, candidates)
    const kept = candidates.filter((v) => separated(cutOff, [v], y, [...x, ...given]))
    if (kept.length === candidates.length) return kept
    candidates = kept
  }
}

function bySize(
  question: CausalQuestion,
  largest: readonly number[],
  { include, given }: FrontdoorWishes,
  limit: number,
  monitor?: Monitor,
): number[][] {
  const candidates = largest.filter((v) => !include.includes(v))
  const found: number[][] = []
  const masks: number[] = []
  const subsets = Array.from({ length: 2 ** candidates.length }, (_, i) => i)
  subsets.sort((a, b) => bitCount(a) - bitCount(b) || a - b)
  for (const mask of subsets) {
    monitor?.check()
    if (found.length === limit) return found
    if (masks.some((smaller) => (smaller & mask) === smaller)) continue
    const chosen = candidates.filter((_, i) => (mask & (1 << i)) !== 0)
    const set = largest.filter((v) => include.includes(v) || chosen.includes(v))
    if (set.length === 0 || frontdoorFault(question, set, given) !== null) continue
    found.push(set)
    masks.push(mask)
  }
  return found
}

function bitCount(mask: number): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++
  return count
}

function shrinkEachWay(
  question: CausalQuestion,
  largest: readonly number[],
  wishes: FrontdoorWishes,
): number[][] {
  const found = new Map<string, number[]>()
  for (let first = 0; first < largest.length; first++) {
    const set = shrink(question, largest, wishes, first)
    found.set(set.join(), set)
  }
  return [...found.values()].sort((a, b) => a.length - b.length)
}

/** Nodes are left out one by one, beginning with the `first`, as long as the rest is a front door. */
function shrink(
  question: CausalQuestion,
  largest: readonly number[],
  { include, given }: FrontdoorWishes,
  first: number,
): number[] {
  let set = [...largest]
  for (const v of [...largest.slice(first), ...largest.slice(0, first)]) {
    const smaller = set.filter((w) => w !== v)
    if (smaller.length === 0 || include.includes(v)) continue
    if (frontdoorFault(question, smaller, given) === null) set = smaller
  }
  return set
}

function intercepts(
  graph: CausalGraph,
  x: readonly number[],
  y: readonly number[],
  set: readonly number[],
): boolean {
  const seen = maskOf(graph.size, [...x, ...set])
  const outcome = maskOf(graph.size, y)
  const stack = [...x]
  while (stack.length > 0) {
    const v = stack.pop()!
    for (let slot = graph.start[v]; slot < graph.start[v + 1]; slot++) {
      const w = graph.neighbour[slot]
      if (tailOf(graph.edges[graph.edgeOf[slot]]) !== v || seen[w] === 1) continue
      if (outcome[w] === 1) return false
      seen[w] = 1
      stack.push(w)
    }
  }
  return true
}

function withoutEdgesOutOf(graph: CausalGraph, nodes: readonly number[]): CausalGraph {
  const from = maskOf(graph.size, nodes)
  return withEdges(
    graph,
    graph.edges.filter((edge) => tailOf(edge) < 0 || from[tailOf(edge)] === 0),
  )
}
