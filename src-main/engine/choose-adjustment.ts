import type { Analysis, AnalysisRequest } from '../contract/analyses.ts'
import { fail } from '../contract/errors.ts'
import type { Monitor } from '../contract/monitor.ts'
import { minimalAdjustmentSets, wishesOf } from '../graph/adjustment.ts'
import { namesOf } from '../graph/causal-graph.ts'
import { causalQuestion } from '../graph/causal-question.ts'
import { compileGraph } from '../graph/compile-graph.ts'
import { optimalSet } from '../graph/optimal-adjustment.ts'
import type { Table } from '../numeric/columns.ts'
import type { ReadingConnection } from '../store/connection.ts'
import { readCurrentGraph } from '../store/graph-versions.ts'
import { adjustmentFormula } from './adjustment-formula.ts'

/** Most sets that are compared. */
const limit = 200

/**
 * What to adjust for: the columns asked for, or else, of the sets that are valid in the project's graph and measured in the
 * table, the one with the smallest asymptotic variance, or the smallest where none is best for every distribution. Throws EFFECTS_NO_GRAPH, EFFECTS_NOT_IN_GRAPH, EFFECTS_NOT_IDENTIFIED.
 */
export function chooseAdjustment(
  request: AnalysisRequest,
  table: Table,
  reader: ReadingConnection,
  monitor: Monitor,
): Analysis['adjustment'] {
  const { treatment, outcome } = request
  const estimand = (set: readonly string[]) => adjustmentFormula(treatment, outcome, set)
  if (request.adjustFor !== undefined) {
    return {
      set: request.adjustFor,
      from: 'request',
      graphVersion: null,
      estimand: estimand(request.adjustFor),
    }
  }
  const { graph, version } = readCurrentGraph(reader)
  if (graph.nodes.length === 0) throw fail('EFFECTS_NO_GRAPH')
  for (const column of [treatment, outcome]) {
    if (!graph.nodes.some(({ id }) => id === column)) throw fail('EFFECTS_NOT_IN_GRAPH', { column })
  }
  const columns = new Set(table.columns.map(({ name }) => name))
  const unmeasured = graph.nodes
    .filter(({ id, latent }) => latent !== true && !columns.has(id))
    .map(({ id }) => id)
  const question = causalQuestion(compileGraph(graph), [treatment], [outcome], 'total')
  const wishes = wishesOf(question, [], unmeasured)
  const chosen =
    optimalSet(question, wishes) ?? minimalAdjustmentSets(question, wishes, limit, monitor).minimal[0]
  if (chosen === undefined) throw fail('EFFECTS_NOT_IDENTIFIED', { treatment, outcome })
  const set = namesOf(question.graph, chosen)
  return { set, from: 'graph', graphVersion: version, estimand: estimand(set) }
}
