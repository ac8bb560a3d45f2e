import type { Analysis, AnalysisRequest } from '../contract/analyses.ts'
import { fail } from '../contract/errors.ts'
import type { Monitor } from '../contract/monitor.ts'
import { minimalAdjustmentSets, wishesOf } from '../graph/adjustment.ts'
import { hidingOthers, namesOf } from '../graph/causal-graph.ts'
import { type CausalQuestion, causalQuestion } from '../graph/causal-question.ts'
import { compileGraph } from '../graph/compile-graph.ts'
import { frontdoorSets } from '../graph/frontdoor.ts'
import { identifyEffect } from '../graph/identification.ts'
import { instruments } from '../graph/instruments.ts'
import { optimalSet } from '../graph/optimal-adjustment.ts'
import type { Table } from '../numeric/columns.ts'
import type { ReadingConnection } from '../store/connection.ts'
import { readCurrentGraph } from '../store/graph-versions.ts'
import { adjustmentFormula } from './adjustment-formula.ts'

/** Most sets that are compared. */
const limit = 200

type Adjustment = Analysis['adjustment']
type Door = Pick<Adjustment, 'set' | 'mediators' | 'instruments' | 'estimand'>

/**
 * What to adjust for: the columns asked for, or else what the project's graph says of those measured in the table. Of
 * its valid sets that is the one with the smallest asymptotic variance, or the smallest where none is best for every
 * distribution; by the front door the smallest set of mediators; of instruments the one that needs least adjustment; by the
 * general algorithm nothing but the functional.
 * Throws EFFECTS_NO_GRAPH, EFFECTS_NOT_IN_GRAPH, EFFECTS_NOT_IDENTIFIED.
 */
export function chooseAdjustment(
  request: AnalysisRequest,
  table: Table,
  reader: ReadingConnection,
  monitor: Monitor,
): Adjustment {
  const { treatment, outcome, strategy = 'backdoor' } = request
  if (request.adjustFor !== undefined) {
    return {
      set: request.adjustFor,
      from: 'request',
      graphVersion: null,
      estimand: strategy === 'backdoor' ? adjustmentFormula(treatment, outcome, request.adjustFor) : null,
    }
  }
  const { graph, version } = readCurrentGraph(reader)
  if (graph.nodes.length === 0) throw fail('EFFECTS_NO_GRAPH')
  for (const column of [treatment, outcome]) {
    if (!graph.nodes.some(({ id }) => id === column)) throw fail('EFFECTS_NOT_IN_GRAPH', { column })
  }
  // What the table does not hold is hidden.
  const seen = hidingOthers(compileGraph(graph), new Set(table.columns.map(({ name }) => name)))
  const question = causalQuestion(seen, [treatment], [outcome], 'total')
  const door = doors[strategy](question, monitor)
  if (door === null) throw fail('EFFECTS_NOT_IDENTIFIED', { treatment, outcome })
  return { ...door, strategy, from: 'graph', graphVersion: version }
}

const doors: Readonly<
  Record<
    NonNullable<AnalysisRequest['strategy']>,
    (question: CausalQuestion, monitor: Monitor) => Door | null
  >
> = {
  backdoor(question, monitor) {
    const wishes = wishesOf(question, [], [])
    const chosen =
      optimalSet(question, wishes) ?? minimalAdjustmentSets(question, wishes, limit, monitor).minimal[0]
    if (chosen === undefined) return null
    const set = namesOf(question.graph, chosen)
    const [x, y] = [...namesOf(question.graph, question.x), ...namesOf(question.graph, question.y)]
    return { set, estimand: adjustmentFormula(x, y, set) }
  },

  frontdoor(question, monitor) {
    const found = frontdoorSets(question, { include: [], exclude: [], given: [] }, 1, monitor)[0]
    const mediators = found && namesOf(question.graph, found)
    return mediators === undefined ? null : { set: [], mediators, estimand: functional(question, monitor) }
  },

  instrument(question) {
    const [found] = instruments(question)
    if (found === undefined) return null
    const named = (nodes: readonly number[]) => namesOf(question.graph, nodes)
    return { instruments: named([found.instrument]), set: named(found.given), estimand: null }
  },

  id(question, monitor) {
    const estimand = functional(question, monitor)
    return estimand && { set: [], estimand }
  },
}

function functional(question: CausalQuestion, monitor: Monitor): Door['estimand'] {
  const { estimand } = identifyEffect(question, [], monitor)
  return estimand && { text: estimand.text, latex: estimand.latex }
}
