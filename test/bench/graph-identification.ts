import type { Graph } from '../../src-main/contract/graph.ts'
import { causalQuestion } from '../../src-main/graph/causal-question.ts'
import { compileGraph } from '../../src-main/graph/compile-graph.ts'
import { identifyEffect } from '../../src-main/graph/identification.ts'
import { identify } from '../../src-main/graph/identify-effect.ts'
import { project } from '../../src-main/graph/latent-projection.ts'
import { random } from '../../src-main/numeric/random.ts'
import { randomDag } from './graph-random.ts'
import { identifiableByTheBook } from './graph-textbook-id.ts'
import { medianMs } from './graph-timing.ts'

/**
 * Identification in 30 nodes of which up to 6 are latent, over 40 random graphs: the decision with its functional,
 * against the ID algorithm as printed, which here only decides; then the whole answer with every strategy and the
 * estimand simplified and written.
 */
const [x, y] = ['v10', 'v29']
const graphs = Array.from({ length: 40 }, (_, seed): Graph => {
  const graph = randomDag(30, 60, seed + 1)
  const source = random(seed, 'latent')
  const latent = new Set(Array.from({ length: 6 }, () => `v${1 + source.integer(28)}`))
  latent.delete(x)
  return { ...graph, nodes: graph.nodes.map((node) => ({ ...node, latent: latent.has(node.id) })) }
})
const seen = graphs.map((graph) => {
  const compiled = compileGraph(graph)
  return project(compiled, compiled.latent)
})
const decide = (graph: (typeof seen)[number]) => identify(graph, [graph.index.get(x)!], [graph.index.get(y)!])
for (const graph of seen)
  if (decide(graph).identifiable !== identifiableByTheBook(graph, [x], [y]))
    throw new Error('the two disagree')

const whole = graphs.map((graph) =>
  medianMs(() => identifyEffect(causalQuestion(compileGraph(graph), [x], [y], 'total'), []), 5),
)
const ours = medianMs(() => seen.map(decide), 15) / seen.length
const plain = medianMs(() => seen.map((graph) => identifiableByTheBook(graph, [x], [y])), 5) / seen.length
const sorted = [...whole].sort((a, b) => a - b)
const identified = seen.filter((graph) => decide(graph).identifiable).length
console.log(
  `identification, 30 nodes, 40 graphs (${identified} identifiable): ${ours.toFixed(3)} ms, by the book ${plain.toFixed(3)} ms, ratio ${(plain / ours).toFixed(1)}; the whole answer: median ${sorted[20].toFixed(1)} ms, slowest ${sorted[39].toFixed(1)} ms (to beat: 50 ms)`,
)
