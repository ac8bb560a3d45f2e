import type { EstimateOptions } from '../contract/effects.ts'
import { fail } from '../contract/errors.ts'
import { minimalAdjustmentSets, wishesOf } from '../graph/adjustment.ts'
import { namesOf } from '../graph/causal-graph.ts'
import { causalQuestion } from '../graph/causal-question.ts'
import { optimalSet } from '../graph/optimal-adjustment.ts'
import { readGraph } from '../graph/read-graph.ts'
import type { Table } from '../numeric/columns.ts'

/**
 * The options with a graph replaced by a set that is valid in it and in the table: the one of least variance
 * (Henckel, Perković and Maathuis 2022) where it is observed, else the smallest.
 * @throws EFFECTS_NO_ADJUSTMENT_SET where the table's columns hold none
 */
export function withAdjustmentSet(options: EstimateOptions, table: Table): EstimateOptions {
  const { adjustFor, treatment, outcome } = options
  if (adjustFor === undefined || Array.isArray(adjustFor) || options.method === 'id') return options
  // Where covariates play another part than a set of confounders, the graph does not choose them.
  if (['iv_2sls', 'rdd', 'frontdoor', 'mediation'].includes(options.method)) {
    throw fail('EFFECTS_OPTION_INVALID', { option: 'adjustFor', value: 'graph' })
  }
  const graph = readGraph(adjustFor)
  const question = causalQuestion(graph, [treatment], [outcome], 'total')
  const columns = new Set(table.columns.map(({ name }) => name))
  const hidden = graph.names.filter((name) => !columns.has(name) && name !== treatment && name !== outcome)
  const wishes = wishesOf(question, [], hidden)
  const best = optimalSet(question, wishes) ?? minimalAdjustmentSets(question, wishes, 1).minimal[0]
  if (best === undefined || best === null) throw fail('EFFECTS_NO_ADJUSTMENT_SET', { treatment, outcome })
  return { ...options, adjustFor: namesOf(graph, best) }
}
