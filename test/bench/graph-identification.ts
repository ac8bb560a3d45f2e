import type { Graph } from '../../src-main/contract/graph.ts'
import { indicesOf } from '../../src-main/graph/causal-graph.ts'
import { causalQuestion } from '../../src-main/graph/causal-question.ts'
import { compileGraph } from '../../src-main/graph/compile-graph.ts'
import { identifyEffect } from '../../src-main/graph/identification.ts'
import { identify } from '../../src-main/graph/identify-effect.ts'
import { project } from '../../src-main/graph/latent-projection.ts'
import { random } from '../../src-main/numeric/random.ts'
import { randomDag } from './graph-random.ts'
import { medianMs } from './graph-timing.ts'

/**
 * Identification in 30 nodes of which 6 are latent, with every strategy and the printed estimand, over 20 random graphs,
 * against the plain recursion on the same graphs, whose estimand is neither simplified nor written.
 */
const questions = Array.from({ length: 20 }, (_, seed) => {
  const graph = randomDag(30, 60, seed + 1)
  const source = random(seed, 'latent')
  const latent = new Set(Array.from({ length: 6 }, () => `v${1 + source.integer(28)}`))
  for (const name of ['v10', 'v29']) latent.delete(name)
  const nodes = graph.nodes.map((node) => (latent.has(node.id) ? { ...node, latent: true } : node))
  return { ...graph, nodes } satisfies Graph
})
const times = questions.map((graph) =>
  medianMs(() => identifyEffect(causalQuestion(compileGraph(graph), ['v10'], ['v29'], 'total'), []), 5),
)
const plain = questions.map((graph) =>
  medianMs(() => {
    const compiled = compileGraph(graph)
    const seen = project(compiled, compiled.latent)
    return identify(seen, [seen.index.get('v10')!], [seen.index.get('v29')!])
  }, 5),
)
const sorted = [...times].sort((a, b) => a - b)
const identified = questions.filter(
  (graph) => identifyEffect(causalQuestion(compileGraph(graph), ['v10'], ['v29'], 'total'), []).identifiable,
).length
const median = sorted[10]
const plainMedian = [...plain].sort((a, b) => a - b)[10]
const latentCount = indicesOf(compileGraph(questions[0]).latent).length
console.log(
  `identification, 30 nodes (${latentCount} latent), 20 graphs, ${identified} identifiable: median ${median.toFixed(1)} ms, slowest ${sorted[19].toFixed(1)} ms (to beat: 50 ms); bare recursion ${plainMedian.toFixed(2)} ms, ratio ${(plainMedian / median).toFixed(2)}`,
)
