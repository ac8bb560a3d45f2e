import { isAdjustmentSet, minimalAdjustmentSets } from '../../src-main/graph/adjustment.ts'
import { causalQuestion } from '../../src-main/graph/causal-question.ts'
import { compileGraph } from '../../src-main/graph/compile-graph.ts'
import { randomDag } from './graph-random.ts'
import { medianMs } from './graph-timing.ts'

/**
 * The first 100 minimal adjustment sets in 100 nodes and 300 edges, against growing sets by size from the ancestors of
 * treatment and outcome until one is valid, which finds the smallest sets only: it stops after 20,000 tries.
 */
const graph = randomDag(100, 300, 1, 30)
const ask = () => {
  const question = causalQuestion(compileGraph(graph), ['v40'], ['v90'], 'total')
  return minimalAdjustmentSets(question, { include: [], exclude: [] }, 100)
}
const ours = medianMs(ask, 15)
const plain = medianMs(() => bySize(20_000), 3)
console.log(
  `${ask().minimal.length} minimal adjustment sets, 100 nodes and 300 edges: ${ours.toFixed(1)} ms (to beat: 50 ms); by size, ${bySize(20_000).found} sets in 20,000 tries: ${plain.toFixed(1)} ms, ratio ${(plain / ours).toFixed(1)}`,
)

function bySize(tries: number): { found: number } {
  const question = causalQuestion(compileGraph(graph), ['v40'], ['v90'], 'total')
  const free = graph.nodes.flatMap((_, v) =>
    question.forbidden[v] === 1 || question.x.includes(v) || question.y.includes(v) ? [] : [v],
  )
  const valid: number[][] = []
  let level: number[][] = [[]]
  let tried = 0
  while (tried < tries && level.length > 0) {
    const next: number[][] = []
    for (const set of level) {
      if (++tried > tries) break
      if (valid.some((smaller) => smaller.every((v) => set.includes(v)))) continue
      if (isAdjustmentSet(question, set)) valid.push(set)
      else for (const v of free) if (set.length === 0 || v > set[set.length - 1]) next.push([...set, v])
    }
    level = next
  }
  return { found: valid.length }
}
