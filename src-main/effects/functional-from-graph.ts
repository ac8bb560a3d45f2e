import type { EstimateOptions } from '../contract/effects.ts'
import { fail } from '../contract/errors.ts'
import { hidingOthers } from '../graph/causal-graph.ts'
import { causalQuestion } from '../graph/causal-question.ts'
import { type Estimand, freeNames } from '../graph/estimand.ts'
import { identifyEffect } from '../graph/identification.ts'
import { readGraph } from '../graph/read-graph.ts'
import type { Table } from '../numeric/columns.ts'

/** P(outcome | do(treatment)) as a functional of what the table holds. */
export interface Functional {
  readonly estimand: Estimand
  /** As it is written, P(y | do(x)) = …. */
  readonly text: string
  /** Columns it speaks of, treatment and outcome apart. */
  readonly columns: readonly string[]
  /** Of those, the ones whose value it does not depend on in the population. */
  readonly arbitrary: readonly string[]
}

/**
 * What the graph says the effect is, by the general algorithm for graphs with hidden causes (Shpitser and Pearl 2006):
 * nodes that the table lacks are hidden too.
 * @throws EFFECTS_OPTION_MISSING without a graph; EFFECTS_NOT_IDENTIFIED_BY_COLUMNS where no functional of the columns is the effect
 */
export function functionalOf(options: EstimateOptions, table: Table): Functional {
  const { adjustFor, treatment, outcome, method } = options
  if (adjustFor === undefined || Array.isArray(adjustFor)) {
    throw fail('EFFECTS_OPTION_MISSING', { method, option: 'adjustFor (graph)' })
  }
  const graph = hidingOthers(readGraph(adjustFor), new Set(table.columns.map(({ name }) => name)))
  const { estimand } = identifyEffect(causalQuestion(graph, [treatment], [outcome], 'total'), [])
  if (!estimand) throw fail('EFFECTS_NOT_IDENTIFIED_BY_COLUMNS', { treatment, outcome })
  const named = new Set<string>()
  namesIn(estimand.tree, named)
  const free = freeNames(estimand.tree)
  const own = (name: string) => name === treatment || name === outcome
  return {
    estimand: estimand.tree,
    text: estimand.text,
    columns: [...named].filter((name) => !own(name)).sort(),
    arbitrary: estimand.arbitrary.filter((name) => free.has(name)),
  }
}

function namesIn(estimand: Estimand, into: Set<string>): void {
  switch (estimand.kind) {
    case 'probability':
      for (const name of [...estimand.of, ...estimand.given]) into.add(name)
      return
    case 'sum':
      namesIn(estimand.of, into)
      return
    case 'product':
      for (const factor of estimand.factors) namesIn(factor, into)
      return
    case 'quotient':
      namesIn(estimand.numerator, into)
      namesIn(estimand.denominator, into)
  }
}
