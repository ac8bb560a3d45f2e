import { type Words, words } from '../contract/words.ts'
import { checkAdjustment, type Verdict } from './adjustment.ts'
import type { CausalGraph } from './causal-graph.ts'
import type { CausalQuestion } from './causal-question.ts'
import { openPath } from './separation.ts'
import { writePath } from './write-path.ts'

/**
 * Whether the odds ratio of treatment and outcome given the set is causal although the data are selected: the set is
 * valid where nothing is selected, and the selection depends on at most one of treatment and outcome once the other
 * and the set are known (Didelez, Kreiner and Keiding 2010, "Graphical models for inference under outcome-dependent
 * sampling").
 */
export function checkOddsRatio(question: CausalQuestion, set: readonly number[]): Verdict {
  const { graph, x, y, selected } = question
  const unselect = (g: CausalGraph): CausalGraph => ({ ...g, selected: new Uint8Array(g.size) })
  const verdict = checkAdjustment(
    { ...question, graph: unselect(graph), backdoor: unselect(question.backdoor), selected: [] },
    set,
  )
  if (!verdict.valid || selected.length === 0) return verdict
  const open = unselect(graph)
  const fromTreatment = openPath(open, selected, x, [...y, ...set])
  const fromOutcome = openPath(open, selected, y, [...x, ...set])
  if (fromTreatment === null || fromOutcome === null) return verdict
  const reason: Words = words('graph_reason_selection', { path: writePath(open, fromTreatment) })
  return { valid: false, reason, forbidden: [], openPath: fromTreatment }
}
