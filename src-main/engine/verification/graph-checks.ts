import { silent } from '../../contract/monitor.ts'
import { minimalAdjustmentSets, wishesOf } from '../../graph/adjustment.ts'
import { namesOf } from '../../graph/causal-graph.ts'
import { causalQuestion } from '../../graph/causal-question.ts'
import { nodesNamed } from '../../graph/compile-graph.ts'
import { readGraph } from '../../graph/read-graph.ts'
import { openPath } from '../../graph/separation.ts'
import type { Check } from './check.ts'

const mBias = 'dag{ u1 [latent] u2 [latent] u1 -> x u1 -> m u2 -> m u2 -> y x -> y }'
/** Pearl 2009, figure 3.4, with its names. */
const back =
  'dag{ X1 -> X3 X1 -> X4 X2 -> X4 X2 -> X5 X3 -> Xi X4 -> Xi X4 -> Xj X5 -> Xj Xi -> X6 X6 -> Xj }'

function setsOf(dagitty: string, x: string, y: string): string {
  const question = causalQuestion(readGraph({ dagitty }), [x], [y], 'total')
  const { minimal } = minimalAdjustmentSets(question, wishesOf(question, [], []), 100, silent)
  return minimal
    .map((set) => `{${namesOf(question.graph, set).toSorted().join(', ')}}`)
    .toSorted()
    .join(' ')
}

function separatedIn(dagitty: string, x: string, y: string, given: readonly string[]): string {
  const graph = readGraph({ dagitty })
  const [from, to, z] = [[x], [y], given].map((names) => nodesNamed(graph, names))
  return openPath(graph, from, to, z) === null ? 'separated' : 'connected'
}

export const graphChecks: readonly Check[] = [
  {
    name: 'M-bias: nothing needs adjusting',
    source: 'Greenland, Pearl and Robins 1999, Causal Diagrams for Epidemiologic Research',
    expected: '{}',
    tolerance: 0,
    compute: () => setsOf(mBias, 'x', 'y'),
  },
  {
    name: 'M-bias: adjusting for the collider opens a path',
    source: 'Greenland, Pearl and Robins 1999, Causal Diagrams for Epidemiologic Research',
    expected: 'connected',
    tolerance: 0,
    compute: () => separatedIn(mBias.replace('x -> y', ''), 'x', 'y', ['m']),
  },
  {
    name: 'Back-door sets of the textbook graph',
    source:
      'Pearl 2009, Causality, section 3.3.1, figure 3.4: {X3, X4} and {X4, X5} are sufficient, {X4} is not',
    expected: '{X1, X4} {X2, X4} {X3, X4} {X4, X5}',
    tolerance: 0,
    compute: () => setsOf(back, 'Xi', 'Xj'),
  },
]
