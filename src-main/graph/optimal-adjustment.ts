import { isAdjustmentSet, type Wishes } from './adjustment.ts'
import { ancestors, descendants } from './ancestry.ts'
import {
  type CausalGraph,
  indicesOf,
  isDirected,
  maskOf,
  namesOf,
  neighboursOf,
  parentsOf,
  spousesOf,
} from './causal-graph.ts'
import { type CausalQuestion, causalQuestion } from './causal-question.ts'
import { project } from './latent-projection.ts'
import { connectedTo } from './separation.ts'

/**
 * The valid set with the smallest asymptotic variance whatever the distribution (among those that hold `include` and
 * nothing of `exclude`); null where none is valid or none is best for every distribution.
 *
 * Without hidden variables, in dags and pdags: the parents of the causal paths (Henckel, Perković and Maathuis 2022).
 * With them, for one treatment and one outcome: Runge 2021, "Necessary and sufficient graphical conditions for
 * optimal adjustment sets in causal graphical models with hidden variables". Null too where no causal path leads to the
 * outcome (the effect is known to be zero), and for mags and pags.
 */
export function optimalSet(question: CausalQuestion, wishes: Wishes): number[] | null {
  const { graph } = question
  if (question.effect !== 'total' || (graph.type !== 'dag' && graph.type !== 'pdag')) return null
  if (question.onCausalPath.every((flag) => flag === 0)) return null
  const hidden = maskOf(graph.size, [...indicesOf(graph.latent), ...wishes.exclude])
  for (const v of [...question.x, ...question.y]) hidden[v] = 0
  if (wishes.include.some((v) => hidden[v] === 1)) return null
  const allSeen = hidden.every((flag) => flag === 0) && graph.edges.every((edge) => !isTwoHeaded(graph, edge))
  if (allSeen) return parentsOfCausalPaths(question, wishes)
  if (graph.type !== 'dag' || question.x.length !== 1 || question.y.length !== 1) return null
  if (question.selected.length > 0) return null
  const seen = project(graph, hidden)
  const sameQuestion = causalQuestion(seen, namesOf(graph, question.x), namesOf(graph, question.y), 'total')
  const include = wishes.include.map((v) => seen.index.get(graph.names[v])!)
  const best = rungeSet(sameQuestion, include)
  return best === null ? null : best.map((v) => graph.index.get(seen.names[v])!).sort((a, b) => a - b)
}

function isTwoHeaded(graph: CausalGraph, edge: CausalGraph['edges'][number]): boolean {
  return graph.type === 'dag' && !isDirected(edge)
}

function parentsOfCausalPaths(question: CausalQuestion, wishes: Wishes): number[] | null {
  const { known, onCausalPath, forbidden, x } = question
  const found = new Set(wishes.include)
  for (const v of indicesOf(onCausalPath))
    for (const parent of parentsOf(known, v))
      if (forbidden[parent] === 0 && !x.includes(parent)) found.add(parent)
  const set = [...found].sort((a, b) => a - b)
  return isAdjustmentSet(question, set) ? set : null
}

interface OptimalParts {
  /** Parents of the causal paths. */
  readonly parents: ReadonlySet<number>
  /** Ends of valid collider paths. */
  readonly colliders: ReadonlySet<number>
  readonly all: readonly number[]
  /** Ancestors of treatment, outcome and conditions that are not forbidden. */
  readonly above: Uint8Array
}

function rungeSet(question: CausalQuestion, include: readonly number[]): number[] | null {
  const parts = optimalParts(question, include)
  if (!isAdjustmentSet(question, parts.all)) return null
  return isOptimal(question, include, parts) ? [...parts.all] : null
}

/** Runge 2021, Definitions 3 and 4. */
function optimalParts(question: CausalQuestion, include: readonly number[]): OptimalParts {
  const { graph, x, y } = question
  const ends = indicesOf(question.onCausalPath)
  const forbidden = descendants(graph, ends)
  for (const v of x) forbidden[v] = 1
  const above = ancestors(graph, [...x, ...y, ...include])
  for (let v = 0; v < graph.size; v++) if (forbidden[v] === 1) above[v] = 0
  const toTreatment = connectedTo(graph, x, indicesOf(above))

  const parents = new Set<number>()
  for (const v of ends) for (const p of parentsOf(graph, v)) if (forbidden[p] === 0) parents.add(p)
  const colliders = new Set<number>()
  const waiting = [...ends]
  while (waiting.length > 0)
    for (const c of spousesOf(graph, waiting.pop()!)) {
      if (forbidden[c] === 1 || colliders.has(c) || (above[c] === 0 && toTreatment[c] === 1)) continue
      colliders.add(c)
      waiting.push(c)
    }
  const all = new Set([...include, ...parents, ...colliders])
  for (const c of colliders) for (const p of parentsOf(graph, c)) if (forbidden[p] === 0) all.add(p)
  return { parents, colliders, all: [...all].sort((a, b) => a - b), above }
}

/** Runge 2021, Theorem 3, conditions (I) and (II). */
function isOptimal(question: CausalQuestion, include: readonly number[], parts: OptimalParts): boolean {
  const { graph, x, onCausalPath } = question
  const ends = indicesOf(onCausalPath)
  const chosen = new Set(parts.all)
  const forbidden = descendants(graph, ends)
  for (const v of x) forbidden[v] = 1
  const beyond = new Set([...ends, ...parts.colliders].flatMap((v) => spousesOf(graph, v)))
  for (const n of beyond) {
    if (forbidden[n] === 1 || chosen.has(n)) continue
    for (const path of colliderPaths(graph, n, parts.colliders, new Set(ends))) {
      const more = [...new Set([...include, n, ...path])]
      const other = optimalParts(question, more)
      if (isAdjustmentSet(question, other.all)) return false
    }
  }
  for (const e of parts.all) {
    if (parts.parents.has(e) || include.includes(e)) continue
    const rest = parts.all.filter((v) => v !== e)
    if (connectedTo(graph, x, rest)[e] === 0) continue
    if (!reachesByAncestralColliders(graph, e, parts, new Set(ends))) return false
  }
  return true
}

const mostPaths = 500

/** The inner nodes of every bidirected path from `n` through `inside` to one of `ends`. */
function colliderPaths(
  graph: CausalGraph,
  n: number,
  inside: ReadonlySet<number>,
  ends: ReadonlySet<number>,
): number[][] {
  const found: number[][] = []
  const open: number[][] = [[n]]
  while (open.length > 0 && found.length < mostPaths) {
    const path = open.pop()!
    for (const w of spousesOf(graph, path[path.length - 1])) {
      if (ends.has(w)) found.push(path.slice(1))
      else if (inside.has(w) && !path.includes(w)) open.push([...path, w])
    }
  }
  return found
}

/** `e ↔ w`, or `e ∗→ c ↔ … ↔ w` with every inner node a collider that is above treatment, outcome or conditions. */
function reachesByAncestralColliders(
  graph: CausalGraph,
  e: number,
  { colliders, above }: OptimalParts,
  ends: ReadonlySet<number>,
): boolean {
  if (spousesOf(graph, e).some((w) => ends.has(w))) return true
  const usable = (c: number) => colliders.has(c) && above[c] === 1
  const seen = new Set(neighboursOf(graph, e, undefined, 1).filter(usable))
  const waiting = [...seen]
  while (waiting.length > 0)
    for (const w of spousesOf(graph, waiting.pop()!)) {
      if (ends.has(w)) return true
      if (!usable(w) || seen.has(w)) continue
      seen.add(w)
      waiting.push(w)
    }
  return false
}
