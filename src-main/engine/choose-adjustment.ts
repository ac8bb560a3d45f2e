import type { Analysis, AnalysisRequest } from '../contract/analyses.ts'
import { fail } from '../contract/errors.ts'
import type { Monitor } from '../contract/monitor.ts'
import { minimalAdjustmentSets, wishesOf } from '../graph/adjustment.ts'
import { namesOf } from '../graph/causal-graph.ts'
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
 * distribution; by the front door the smallest set of mediators; of instruments the one that needs least adjustment.
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
  const columns = new Set(table.columns.map(({ name }) => name))
  const unmeasured = graph.nodes
    .filter(({ id, latent }) => latent !== true && !columns.has(id))
    .map(({ id }) => id)
  const question = causalQuestion(compileGraph(graph), [treatment], [outcome], 'total')
  const door = doors[strategy](question, new Set(unmeasured), monitor)
  if (door === null) throw fail('EFFECTS_NOT_IDENTIFIED', { treatment, outcome })
  return { ...door, strategy, from: 'graph', graphVersion: version }
}

const doors: Readonly<
  Record<
    NonNullable<AnalysisRequest['strategy']>,
    (question: CausalQuestion, unmeasured: ReadonlySet<string>, monitor: Monitor) => Door | null
  >
> = {
  backdoor(question, unmeasured, monitor) {
    const wishes = wishesOf(question, [], [...unmeasured])
    const chosen =
      optimalSet(question, wishes) ?? minimalAdjustmentSets(question, wishes, limit, monitor).minimal[0]
    if (chosen === undefined) return null
    const set = namesOf(question.graph, chosen)
    const [x, y] = [...namesOf(question.graph, question.x), ...namesOf(question.graph, question.y)]
    return { set, estimand: adjustmentFormula(x, y, set) }
  },

  frontdoor(question, unmeasured, monitor) {
    const exclude = question.graph.names.flatMap((name, v) => (unmeasured.has(name) ? [v] : []))
    const found = frontdoorSets(question, { include: [], exclude, given: [] }, 1, monitor)[0]
    const mediators = found && namesOf(question.graph, found)
    if (mediators === undefined) return null
    const { estimand } = identifyEffect(question, [], monitor)
    return { set: [], mediators, estimand: estimand && { text: estimand.text, latex: estimand.latex } }
  },

  instrument(question, unmeasured) {
    const found = instruments(question)
      .map(({ instrument, given }) => ({
        instruments: namesOf(question.graph, [instrument]),
        set: namesOf(question.graph, given),
      }))
      .find((each) => [...each.instruments, ...each.set].every((name) => !unmeasured.has(name)))
    return found === undefined ? null : { ...found, estimand: null }
  },
}
