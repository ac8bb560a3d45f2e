import { fail } from '../contract/errors.ts'
import type { Monitor } from '../contract/monitor.ts'
import { checkAdjustment, minimalAdjustmentSets, type Verdict } from './adjustment.ts'
import { biasingEdges, causalEdges } from './biasing-edges.ts'
import type { CausalGraph } from './causal-graph.ts'
import { type CausalQuestion, causalQuestion, type Effect } from './causal-question.ts'
import { basisImplications, type Implications } from './implications.ts'
import { forDirectEffect, type Paths, pathsBetween } from './paths.ts'

/** What the drawing shows of an edge: bias is shown before cause. */
export type EdgeRole = 'causal' | 'biasing' | 'neither'

export interface DrawingAnswers {
  readonly roles: readonly EdgeRole[]
  readonly question: QuestionAnswers | null
  readonly implications: Implications
}

export interface QuestionAnswers {
  readonly verdict: Verdict
  readonly minimal: readonly (readonly number[])[]
  readonly minimalComplete: boolean
  readonly paths: Paths
}

/** A drawing with more nodes cannot be looked at. */
export const mostDrawnNodes = 2000
const limits = { sets: 20, paths: 100, implications: 500 }

/**
 * All that a drawing answers while it is edited, for the question that its roles ask; without treatment or outcome
 * only the implications. Throws GRAPH_TOO_LARGE beyond 2,000 nodes, and what `causalQuestion` throws.
 */
export function drawingAnswers(
  graph: CausalGraph,
  treatments: readonly string[],
  outcomes: readonly string[],
  adjusted: readonly number[],
  effect: Effect,
  monitor?: Monitor,
): DrawingAnswers {
  if (graph.size > mostDrawnNodes) throw fail('GRAPH_TOO_LARGE', { count: graph.size, limit: mostDrawnNodes })
  const implications = basisImplications(graph, limits.implications)
  if (treatments.length === 0 || outcomes.length === 0)
    return { roles: graph.edges.map(() => 'neither'), question: null, implications }
  const question = causalQuestion(graph, treatments, outcomes, effect)
  const { minimal, complete } = minimalAdjustmentSets(
    question,
    { include: [], exclude: [] },
    limits.sets,
    monitor,
  )
  const paths = pathsBetween(graph, question.x, question.y, adjusted, limits.paths, monitor)
  return {
    roles: edgeRoles(question, adjusted),
    question: {
      verdict: checkAdjustment(question, adjusted),
      minimal,
      minimalComplete: complete,
      paths: effect === 'direct' ? forDirectEffect(paths) : paths,
    },
    implications,
  }
}

/** What each edge is to the question, in the order of the graph's edges. */
export function edgeRoles(question: CausalQuestion, adjusted: readonly number[]): EdgeRole[] {
  const roles: EdgeRole[] = question.graph.edges.map(() => 'neither')
  for (const e of causalEdges(question)) roles[e] = 'causal'
  for (const e of biasingEdges(question, adjusted)) roles[e] = 'biasing'
  return roles
}
