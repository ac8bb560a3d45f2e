import { isAdjustmentSet } from './adjustment.ts'
import { ancestors, descendants } from './ancestry.ts'
import { headOf, indicesOf, namesOf, tailOf } from './causal-graph.ts'
import { type CausalQuestion, causalQuestion } from './causal-question.ts'

/** The nodes strictly between treatments and outcomes on causal paths. */
export function mediators({ onCausalPath, y }: CausalQuestion): number[] {
  return indicesOf(onCausalPath).filter((v) => !y.includes(v))
}

/** Whether every causal path is a single edge, so that direct and total effect are one. */
export function directEqualsTotal({ graph, onCausalPath }: CausalQuestion): boolean {
  return !graph.edges.some(
    (edge) => tailOf(edge) >= 0 && onCausalPath[tailOf(edge)] === 1 && onCausalPath[headOf(edge)] === 1,
  )
}

/**
 * A set that makes natural direct and indirect effects through all observed mediators identifiable: nothing in it
 * follows from the treatment, it adjusts for treatment → mediators and outcome, and with the treatment for mediators
 * → outcome (Pearl 2014, "Interpretation and identification of causal mediation", conditions ). Null where
 * there is none or a mediator is hidden.
 */
export function decompositionSet(question: CausalQuestion): number[] | null {
  const { graph, x, y } = question
  const between = mediators(question)
  if (graph.type !== 'dag' || between.length === 0 || between.some((v) => graph.latent[v] === 1)) return null
  const after = descendants(graph, x)
  const named = (nodes: readonly number[]) => namesOf(graph, nodes)
  const first = causalQuestion(graph, named(x), named([...between, ...y]), 'total')
  const second = causalQuestion(graph, named([...x, ...between]), named(y), 'total')
  const allows = (set: readonly number[]) => isAdjustmentSet(first, set) && isAdjustmentSet(second, set)
  const ancestral = canonicalCandidates(question, after)
  if (!allows(ancestral)) return null
  let set = ancestral
  for (const v of ancestral) {
    const smaller = set.filter((w) => w !== v)
    if (allows(smaller)) set = smaller
  }
  return set
}

function canonicalCandidates({ graph, x, y, forbidden }: CausalQuestion, after: Uint8Array): number[] {
  const found: number[] = []
  for (let v = 0; v < graph.size; v++)
    if (graph.latent[v] === 0 && graph.selected[v] === 0 && after[v] === 0 && forbidden[v] === 0)
      if (!x.includes(v) && !y.includes(v)) found.push(v)
  const above = ancestors(graph, [...x, ...y])
  return found.filter((v) => above[v] === 1)
}
