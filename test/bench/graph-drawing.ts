import { causalQuestion } from '../../src-main/graph/causal-question.ts'
import { compileGraph } from '../../src-main/graph/compile-graph.ts'
import { drawingAnswers } from '../../src-main/graph/drawing-answers.ts'
import { separated } from '../../src-main/graph/separation.ts'
import { randomDag } from './graph-random.ts'
import { medianMs } from './graph-timing.ts'

/**
 * All answers of a drawing of 300 nodes and 450 edges after an edge was added, against the plain way to know which edges
 * carry bias: leave each out in turn and ask again whether treatment and outcome are separated.
 */
const graph = randomDag(300, 450, 3, 60)
const edited = { ...graph, edges: [...graph.edges, { from: 'v20', to: 'v280', kind: 'directed' as const }] }
const ours = medianMs(() => drawingAnswers(compileGraph(edited), ['v150'], ['v290'], [], 'total'), 15)
const plain = medianMs(() => {
  const question = causalQuestion(compileGraph(edited), ['v150'], ['v290'], 'total')
  return edited.edges.filter((_, e) => {
    const without = compileGraph({ ...edited, edges: edited.edges.filter((__, other) => other !== e) })
    return separated(
      causalQuestion(without, ['v150'], ['v290'], 'total').backdoor,
      question.x,
      question.y,
      [],
    )
  })
}, 3)
console.log(
  `all answers of a drawing, 300 nodes and 451 edges: ${ours.toFixed(1)} ms (to beat: 100 ms); leaving out edge by edge ${plain.toFixed(0)} ms, ratio ${(plain / ours).toFixed(1)}`,
)
