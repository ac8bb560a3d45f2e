import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Graph } from '../../src-main/contract/graph.ts'
import { random } from '../../src-main/numeric/random.ts'
import { ask } from '../graph/ask.ts'
import { dags, subsetsOf } from './graph-arbitraries.ts'
import { PlainGraph } from './graph-brute-force.ts'

const seed = 20261125
const models = 300

test('the optimal set has the least asymptotic variance in every random linear model, and is null only where no set has', async () => {
  const shape = dags({ least: 4, most: 6, density: 3, bidirected: true }).map(withHiddenCauses)
  let found = 0
  let none = 0
  await fc.assert(
    fc.asyncProperty(shape, fc.integer(), async (graph, draw) => {
      const [y, x] = graph.nodes.map(({ id }) => id)
      fc.pre(new PlainGraph(graph).paths([x], [y]).some(({ causal }) => causal))
      const answer = await ask('graph.adjustmentSets', { graph, treatments: [x], outcomes: [y] })
      const best = bestSets(graph, x, y, [], draw)
      if (best === null) return
      if (answer.optimal === null) none++
      else found++
      expect(answer.optimal !== null).toBe(best.length > 0)
      if (answer.optimal !== null) expect(best).toContain([...answer.optimal].sort().join(' '))
    }),
    { seed, numRuns: 400 },
  )
  expect(found).toBeGreaterThan(50)
  expect(none).toBeGreaterThan(3)
})

test('where DoWhy knows no optimal set, the one given is best among all valid sets', () => {
  const figure6 = textGraph('T X Y U F', 'T>X X>Y U>Y U>F', ['U'])
  expect(bestSets(figure6, 'X', 'Y', ['T'], 1)).toContain('F T')
  const figure2 = textGraph('L X M K B R Q T Y U F', 'L>X X>M K>X B>K B>R Q>K Q>T R>Y T>Y M>Y U>Y U>F', ['U'])
  expect(bestSets(figure2, 'X', 'Y', ['L'], 2)).toContain('F L R T')
})

/** Every bidirected edge as a latent node of its own, so that linear models can be drawn. */
function withHiddenCauses(graph: Graph): Graph {
  const nodes = [...graph.nodes]
  const edges = graph.edges.flatMap((edge, e) => {
    if (edge.kind !== 'bidirected') return [edge]
    nodes.push({ id: `u${e}`, latent: true })
    return [edge.from, edge.to].map((to) => ({ from: `u${e}`, to, kind: 'directed' as const }))
  })
  return { ...graph, nodes, edges }
}

function textGraph(nodes: string, edges: string, latents: readonly string[]): Graph {
  return {
    type: 'dag',
    nodes: nodes.split(' ').map((id) => ({ id, latent: latents.includes(id) })),
    edges: edges.split(' ').map((edge) => {
      const [from, to] = edge.split('>')
      return { from, to, kind: 'directed' as const }
    }),
  }
}

/** The valid sets that have the least variance in every model; null where fewer than two sets are valid. */
function bestSets(
  graph: Graph,
  x: string,
  y: string,
  include: readonly string[],
  draw: number,
): string[] | null {
  const plain = new PlainGraph(graph)
  const free = plain.names.filter(
    (name) => name !== x && name !== y && !plain.latents.includes(name) && !include.includes(name),
  )
  const valid = subsetsOf(free)
    .map((set) => [...set, ...include])
    .filter((set) => plain.isAdjustmentSet([x], [y], set))
  if (valid.length < 2) return null
  let best = valid.map((set) => [...set].sort().join(' '))
  const source = random(draw, 'linear models')
  for (let model = 0; model < models && best.length > 0; model++) {
    const covariance = linearCovariance(
      graph,
      () => source.normal(),
      () => 0.05 + 3 * source.uniform(),
    )
    const variances = valid.map((set) => variance(graph, covariance, x, y, set))
    const least = Math.min(...variances)
    const good = new Set(
      valid.flatMap((set, i) => (variances[i] <= least * (1 + 1e-7) ? [[...set].sort().join(' ')] : [])),
    )
    best = best.filter((set) => good.has(set))
  }
  return best
}

/** The covariance of all nodes of a linear model with the weights and noise variances drawn. */
function linearCovariance(graph: Graph, weight: () => number, noise: () => number): number[][] {
  const names = graph.nodes.map(({ id }) => id)
  const size = names.length
  const at = (name: string) => names.indexOf(name)
  const coefficients = graph.edges.map(({ from, to }) => ({ from: at(from), to: at(to), w: weight() * 1.5 }))
  const noises = names.map(noise)
  const order: number[] = []
  while (order.length < size)
    for (let v = 0; v < size; v++)
      if (!order.includes(v) && coefficients.every(({ from, to }) => to !== v || order.includes(from)))
        order.push(v)
  const total = names.map(() => new Array<number>(size).fill(0))
  for (const v of order) {
    total[v][v] = 1
    for (const { from, to, w } of coefficients)
      if (to === v) for (let u = 0; u < size; u++) total[v][u] += w * total[from][u]
  }
  return names.map((_, a) =>
    names.map((__, b) => noises.reduce((sum, s, u) => sum + total[a][u] * total[b][u] * s, 0)),
  )
}

/** σ²(y | x, set) / σ²(x | set): the asymptotic variance of the least-squares coefficient of x. */
function variance(
  graph: Graph,
  covariance: number[][],
  x: string,
  y: string,
  set: readonly string[],
): number {
  const at = (name: string) => graph.nodes.findIndex(({ id }) => id === name)
  const below = residual(covariance, at(x), set.map(at))
  return residual(covariance, at(y), [...set, x].map(at)) / below
}

function residual(covariance: number[][], v: number, given: readonly number[]): number {
  const m = [...given, v].map((a) => [...given, v].map((b) => covariance[a][b]))
  given.forEach((_, k) => {
    for (let i = k + 1; i < m.length; i++) {
      const factor = m[i][k] / m[k][k]
      for (let j = k; j < m.length; j++) m[i][j] -= factor * m[k][j]
    }
  })
  return m[given.length][given.length]
}
