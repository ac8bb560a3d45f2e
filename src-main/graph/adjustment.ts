import { fail } from '../contract/errors.ts'
import type { Monitor } from '../contract/monitor.ts'
import { type Words, words } from '../contract/words.ts'
import { anteriors } from './ancestry.ts'
import { type CausalGraph, indicesOf, maskOf, namesOf, tailOf } from './causal-graph.ts'
import type { CausalQuestion } from './causal-question.ts'
import { nodesNamed } from './compile-graph.ts'
import { possibleAncestors } from './possible-paths.ts'
import { openPath, separated } from './separation.ts'
import { type SeparationNetwork, separationNetwork } from './separation-network.ts'
import { minimalSeparators } from './separators.ts'
import { type Path, writePath } from './write-path.ts'

/** What a list of adjustment sets must and must not hold. */
export interface Wishes {
  readonly include: readonly number[]
  readonly exclude: readonly number[]
}

/** Throws GRAPH_NODE_UNKNOWN, GRAPH_SETS_OVERLAP. */
export function wishesOf(
  question: CausalQuestion,
  include: readonly string[],
  exclude: readonly string[],
): Wishes {
  const { graph, x, y } = question
  const wishes = { include: nodesNamed(graph, include), exclude: nodesNamed(graph, exclude) }
  refuseOverlap(graph, wishes.include, [...x, ...y, ...wishes.exclude])
  return wishes
}

/** Throws GRAPH_SETS_OVERLAP with the first node that both hold. */
export function refuseOverlap(graph: CausalGraph, one: readonly number[], other: readonly number[]): void {
  const both = one.find((v) => other.includes(v))
  if (both !== undefined) throw fail('GRAPH_SETS_OVERLAP', { name: graph.names[both] })
}

export interface Verdict {
  readonly valid: boolean
  readonly reason: Words | null
  readonly forbidden: readonly number[]
  readonly openPath: Path | null
}

/**
 * The adjustment criterion: sound and complete for dags (Shpitser, VanderWeele and Robins 2010), cpdags, mags and
 * pags (Perković et al. 2018). Under selection S also: S separates nothing from y in the back-door graph, so that
 * the average over the selected is that over all (as DAGitty decides it). `set` is disjoint from x and y.
 */
export function checkAdjustment(question: CausalQuestion, set: readonly number[]): Verdict {
  const { graph, backdoor, x, y, forbidden, selected, notAmenable } = question
  const refuse = (reason: Words, more: Partial<Verdict> = {}): Verdict => ({
    ...{ valid: false, reason, forbidden: [], openPath: null },
    ...more,
  })
  if (notAmenable !== null)
    return refuse(
      words('graph_reason_not_amenable', {
        from: graph.names[notAmenable.a],
        to: graph.names[notAmenable.b],
      }),
    )
  const hidden = set.filter((v) => graph.latent[v] === 1)
  if (hidden.length > 0) return refuse(words('graph_reason_latent', { names: list(graph, hidden) }))
  const wrong = set.filter((v) => forbidden[v] === 1)
  if (wrong.length > 0)
    return refuse(words('graph_reason_forbidden', { names: list(graph, wrong) }), { forbidden: wrong })
  const path = openPath(backdoor, x, y, set)
  if (path !== null)
    return refuse(
      words(isIndirect(question, path) ? 'graph_reason_indirect' : 'graph_reason_open', {
        path: writePath(backdoor, path),
      }),
      { openPath: path },
    )
  const biased = selected.length === 0 ? null : pathFromSelection(question)
  if (biased !== null)
    return refuse(words('graph_reason_selection', { path: writePath(backdoor, biased) }), {
      openPath: biased,
    })
  return { valid: true, reason: null, forbidden: [], openPath: null }
}

/** Whether the path is causal, which only the direct effect is not about. */
function isIndirect({ backdoor, effect }: CausalQuestion, { nodes, edges }: Path): boolean {
  return effect === 'direct' && edges.every((e, i) => tailOf(backdoor.edges[e]) === nodes[i])
}

export function isAdjustmentSet(question: CausalQuestion, set: readonly number[]): boolean {
  return (
    question.notAmenable === null &&
    set.every((v) => question.forbidden[v] === 0 && question.graph.latent[v] === 0) &&
    selectionHarmless(question) &&
    separated(question.backdoor, question.x, question.y, set)
  )
}

/**
 * The set of all possible ancestors of treatments, outcomes and `include` that may be adjusted for, which is valid
 * whenever any set is; null where none is.
 */
export function canonicalSet(question: CausalQuestion, wishes: Wishes): number[] | null {
  const usable = usableNodes(question, wishes)
  const roots = [...question.x, ...question.y, ...wishes.include]
  const within = (mask: Uint8Array) => indicesOf(mask).filter((v) => usable[v] === 1)
  const known = question.graph.type === 'dag' ? anteriors(question.graph, roots) : null
  const candidates =
    known === null
      ? [
          possibleAncestors(question.known, roots),
          anteriors(question.backdoor, [...roots, ...question.selected]),
        ]
      : [known, anteriors(question.backdoor, [...roots, ...question.selected])]
  for (const mask of candidates) {
    const set = indicesOf(maskOf(question.graph.size, [...within(mask), ...wishes.include]))
    if (isAdjustmentSet(question, set)) return set
  }
  return null
}

export interface AdjustmentSets {
  readonly minimal: readonly (readonly number[])[]
  readonly complete: boolean
}

/** All sets that hold `include`, are valid, and are so no longer when anything else is taken away. */
export function minimalAdjustmentSets(
  question: CausalQuestion,
  wishes: Wishes,
  limit: number,
  monitor?: Monitor,
): AdjustmentSets {
  const network = adjustmentNetwork(question, wishes)
  if (network === null) return { minimal: [], complete: true }
  const { sets, complete } = minimalSeparators(network, limit, monitor)
  const minimal = sets.map((set) => indicesOf(maskOf(question.graph.size, [...set, ...wishes.include])))
  return { minimal: minimal.sort(bySizeThenOrder), complete }
}

/** The network whose separators, with `include`, are the adjustment sets; null where there can be none. */
export function adjustmentNetwork(question: CausalQuestion, wishes: Wishes): SeparationNetwork | null {
  if (question.notAmenable !== null || !selectionHarmless(question)) return null
  const { graph } = question
  if (wishes.include.some((v) => question.forbidden[v] === 1 || graph.latent[v] === 1)) return null
  return separationNetwork(
    question.backdoor,
    question.x,
    question.y,
    [...wishes.include, ...question.selected],
    usableNodes(question, wishes),
  )
}

/** 1 for what an adjustment set may use. */
export function usableNodes({ graph, forbidden, x, y }: CausalQuestion, wishes: Wishes): Uint8Array {
  const usable = new Uint8Array(graph.size)
  for (let v = 0; v < graph.size; v++)
    usable[v] = forbidden[v] === 0 && graph.latent[v] === 0 && graph.selected[v] === 0 ? 1 : 0
  for (const v of [...x, ...y, ...wishes.exclude]) usable[v] = 0
  return usable
}

export function bySizeThenOrder(one: readonly number[], other: readonly number[]): number {
  if (one.length !== other.length) return one.length - other.length
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return one[i] - other[i]
  return 0
}

function selectionHarmless(question: CausalQuestion): boolean {
  return question.selected.length === 0 || pathFromSelection(question) === null
}

/** In the back-door graph, an open path from a selected node to an outcome, with nothing given. */
function pathFromSelection({ backdoor, selected, y }: CausalQuestion): Path | null {
  const unselected: CausalGraph = { ...backdoor, selected: new Uint8Array(backdoor.size) }
  return openPath(unselected, selected, y, [])
}

const list = (graph: CausalGraph, nodes: readonly number[]) => namesOf(graph, nodes).join(', ')
