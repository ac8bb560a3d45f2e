import { fail } from '../contract/errors.ts'
import type { Monitor } from '../contract/monitor.ts'
import { canonicalSet, minimalAdjustmentSets } from './adjustment.ts'
import { indicesOf, namesOf } from './causal-graph.ts'
import type { CausalQuestion } from './causal-question.ts'
import { type Estimand, probability, product, sum } from './estimand.ts'
import { frontdoorEstimand, someFrontdoorSet } from './frontdoor.ts'
import { arbitraryNames, type Hedge, identifyConditional } from './identify-effect.ts'
import { instruments } from './instruments.ts'
import { project } from './latent-projection.ts'
import { separated } from './separation.ts'
import { simplify } from './simplify-estimand.ts'
import { type WrittenEstimand, writeEstimand } from './write-estimand.ts'

export type Strategy = 'backdoor' | 'frontdoor' | 'instrument' | 'id'

export interface Identification {
  readonly identifiable: boolean
  readonly strategies: readonly Strategy[]
  readonly estimand:
    | (WrittenEstimand & { readonly tree: Estimand; readonly arbitrary: readonly string[] })
    | null
  /** Nodes of the graph that belong to the larger and the smaller district of the hedge. */
  readonly hedge: Hedge | null
}

const none = { include: [], exclude: [] }

/**
 * Whether P(y | do(x), given) follows from what is observed, by which strategies, and as which functional: by
 * adjustment where a set is valid, through a front door where there is one, by the general algorithm otherwise. An
 * instrument alone identifies nothing without further assumptions and is only listed.
 *
 * Throws GRAPH_TYPE_UNSUPPORTED for a pdag, mag or pag where adjustment does not answer, GRAPH_SELECTION_UNSUPPORTED
 * for selected data where adjustment does not recover the effect.
 */
export function identifyEffect(
  question: CausalQuestion,
  given: readonly number[],
  monitor?: Monitor,
): Identification {
  const { graph, x, y, selected } = question
  const names = { x: namesOf(graph, x), y: namesOf(graph, y), given: namesOf(graph, given) }
  const backdoor = given.length === 0 ? smallestSet(question, monitor) : null
  if (graph.type !== 'dag' || selected.length > 0) {
    if (backdoor !== null)
      return answer(
        question,
        names,
        ['backdoor'],
        byAdjustment(names, namesOf(graph, backdoor), namesOf(graph, selected)),
      )
    if (selected.length > 0) throw fail('GRAPH_SELECTION_UNSUPPORTED')
    if (given.length === 0 && indicesOf(question.onCausalPath).length === 0)
      return answer(question, names, ['id'], probability(names.y))
    throw fail('GRAPH_TYPE_UNSUPPORTED', { type: graph.type })
  }
  const door = given.length === 0 ? someFrontdoorSet(question) : null
  const hasInstrument = x.length === 1 && y.length === 1 && instruments(question).length > 0
  const seen = project(graph, graph.latent)
  const inSeen = (nodes: readonly number[]) => nodes.map((v) => seen.index.get(graph.names[v])!)
  refuseHidden(question, [...x, ...y, ...given])
  const general = identifyConditional(seen, inSeen(x), inSeen(y), inSeen(given))
  const strategies: Strategy[] = [
    ...(backdoor === null ? [] : (['backdoor'] as const)),
    ...(door === null ? [] : (['frontdoor'] as const)),
    ...(hasInstrument ? (['instrument'] as const) : []),
    ...(general.identifiable ? (['id'] as const) : []),
  ]
  if (!general.identifiable) {
    const back = (nodes: readonly number[]) => nodes.map((v) => graph.index.get(seen.names[v])!)
    const hedge = { outer: back(general.hedge.outer), inner: back(general.hedge.inner) }
    return { identifiable: false, strategies, estimand: null, hedge }
  }
  const independent = (a: readonly string[], b: readonly string[], c: readonly string[]) => {
    const [i, j, k] = [a, b, c].map((list) => list.map((name) => seen.index.get(name)!))
    return separated(seen, i, j, k)
  }
  const simplest = simplify(general.estimand, independent)
  if (simplest.kind === 'probability' || (backdoor === null && door === null))
    return answer(question, names, strategies, simplest)
  if (backdoor !== null)
    return answer(
      question,
      names,
      strategies,
      simplify(byAdjustment(names, namesOf(graph, backdoor), namesOf(graph, selected)), independent),
    )
  return answer(question, names, strategies, frontdoorEstimand(names.x, names.y, namesOf(graph, door!)))
}

function smallestSet(question: CausalQuestion, monitor?: Monitor): readonly number[] | null {
  if (canonicalSet(question, none) === null) return null
  return minimalAdjustmentSets(question, none, 50, monitor).minimal[0] ?? null
}

interface Named {
  readonly x: readonly string[]
  readonly y: readonly string[]
  readonly given: readonly string[]
}

/** Σ_z P(y | x, z) P(z), all given what the data are selected on. */
function byAdjustment({ x, y }: Named, set: readonly string[], selected: readonly string[]): Estimand {
  if (set.length === 0) return probability(y, [...x, ...selected])
  return sum(set, product([probability(y, [...x, ...set, ...selected]), probability(set, selected)]))
}

function answer(
  question: CausalQuestion,
  { x, y, given }: Named,
  strategies: readonly Strategy[],
  tree: Estimand,
): Identification {
  const written = writeEstimand(tree, x, y, given)
  const arbitrary = arbitraryNames(tree, [
    ...x,
    ...y,
    ...given,
    ...namesOf(question.graph, question.selected),
  ])
  return { identifiable: true, strategies, estimand: { ...written, tree, arbitrary }, hedge: null }
}

function refuseHidden({ graph }: CausalQuestion, nodes: readonly number[]): void {
  const hidden = nodes.find((v) => graph.latent[v] === 1)
  if (hidden !== undefined) throw fail('GRAPH_NODE_LATENT', { name: graph.names[hidden] })
}
