import type { EstimateOptions } from '../../contract/effects.ts'
import type { GraphReference } from '../../contract/graph.ts'
import { silent } from '../../contract/monitor.ts'
import type { Refutation } from '../../contract/refutations.ts'
import { words } from '../../contract/words.ts'
import { hidingOthers, namesOf } from '../../graph/causal-graph.ts'
import { basisImplications } from '../../graph/implications.ts'
import { readGraph } from '../../graph/read-graph.ts'
import { testImplications } from '../../graph/test-implications.ts'
import type { Table } from '../../numeric/columns.ts'
import { type Finding, intervalOf } from '../inference.ts'

const mostImplications = 500

/**
 * Whether the data contradict the independences that the graph behind the adjustment implies among the table's columns.
 */
export function refuteGraph(
  table: Table,
  { alpha }: EstimateOptions,
  reference: GraphReference,
  original: Finding,
): Refutation {
  const graph = hidingOthers(readGraph(reference), new Set(table.columns.map(({ name }) => name)))
  const implied = basisImplications(graph, mostImplications).implications.map(({ x, y, given }) => ({
    x: graph.names[x],
    y: graph.names[y],
    given: namesOf(graph, given),
  }))
  const tested = testImplications(implied, table, alpha, silent).filter(({ test }) => test !== undefined)
  const broken = tested.filter(({ test }) => !test!.holds)
  const pValue = tested.reduce((least, { test }) => Math.min(least, test!.qValue), 1)
  const [first] = broken
  return {
    name: 'graph',
    nullHypothesis: words('refuter_null_graph'),
    original: original.estimate,
    refuted: original.estimate,
    refutedInterval: intervalOf(original.estimate, original.standardError, alpha, original.degreesOfFreedom),
    repetitions: tested.length,
    pValue,
    verdict: tested.length === 0 ? 'unclear' : broken.length > 0 ? 'failed' : 'passed',
    inWords:
      tested.length === 0
        ? words('refutation_graph_untestable')
        : first
          ? words('refutation_graph_broken', {
              failed: broken.length,
              count: tested.length,
              first: `${first.x} ⫫ ${first.y}${first.given.length > 0 ? ` | ${first.given.join(', ')}` : ''}`,
            })
          : words('refutation_graph_held', { count: tested.length }),
  }
}
