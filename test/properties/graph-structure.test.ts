import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Graph } from '../../src-main/contract/graph.ts'
import { random } from '../../src-main/numeric/random.ts'
import { ask } from '../graph/ask.ts'
import { dags, subsetsOf } from './graph-arbitraries.ts'
import { PlainGraph } from './graph-brute-force.ts'

const seed = 20261127

test('a tetrad is listed exactly when it vanishes in a random linear model', async () => {
  await fc.assert(
    fc.asyncProperty(dags({ least: 4, most: 7, density: 4, latent: true }), async (graph) => {
      const { tetrads } = await ask('graph.vanishingTetrads', { graph })
      const listed = new Set(tetrads.map((tetrad) => tetrad.join(' ')))
      const covariance = linearModel(graph)
      const seen = graph.nodes.filter(({ latent }) => latent !== true).map(({ id }) => id)
      for (const four of subsetsOf(seen).filter((set) => set.length === 4)) {
        const [a, b, c, d] = four
        for (const [p, q, r, s] of [
          [a, c, d, b],
          [a, b, d, c],
          [a, b, c, d],
        ]) {
          const gap = covariance(p, q) * covariance(r, s) - covariance(p, r) * covariance(q, s)
          const size = Math.sqrt(covariance(p, p) * covariance(q, q) * covariance(r, r) * covariance(s, s))
          expect(listed.has([p, q, r, s].join(' '))).toBe(Math.abs(gap) < 1e-9 * size)
        }
      }
    }),
    { seed, numRuns: 200 },
  )
})

test('the Markov blanket separates a node from all others, and nothing less does', async () => {
  await fc.assert(
    fc.asyncProperty(dags({ least: 2, most: 7, density: 4, bidirected: true }), async (graph) => {
      const plain = new PlainGraph(graph)
      const [node, ...rest] = plain.names
      const { nodes } = await ask('graph.markovBlanket', { graph, node })
      const shields = (set: readonly string[]) =>
        rest.filter((name) => !set.includes(name)).every((name) => plain.separated([node], [name], set))
      expect(shields(nodes)).toBe(true)
      for (const one of nodes) expect(shields(nodes.filter((name) => name !== one))).toBe(false)
    }),
    { seed, numRuns: 200 },
  )
})

test('the transitive reduction has the closure of the graph and no edge to spare', async () => {
  await fc.assert(
    fc.asyncProperty(dags({ least: 2, most: 8, density: 4 }), async (graph) => {
      const closure = async (of: Graph) => {
        const answer = await ask('graph.transitiveClosure', { graph: of })
        return answer.graph.edges.map(({ from, to }) => `${from} ${to}`).sort()
      }
      const whole = await closure(graph)
      const reduced = (await ask('graph.transitiveReduction', { graph })).graph
      expect(await closure(reduced)).toEqual(whole)
      for (const [e] of reduced.edges.entries()) {
        const less = { ...reduced, edges: reduced.edges.filter((_, other) => other !== e) }
        expect((await closure(less)).length).toBeLessThan(whole.length)
      }
    }),
    { seed, numRuns: 100 },
  )
})

test('every path is listed once, with its state', async () => {
  await fc.assert(
    fc.asyncProperty(
      dags({ least: 3, most: 7, density: 4, bidirected: true }),
      fc.nat(31),
      async (graph, mask) => {
        const plain = new PlainGraph(graph)
        const [y, x, ...rest] = plain.names
        const given = rest.filter((_, i) => ((mask >> i) & 1) === 1)
        const answer = await ask('graph.paths', { graph, x: [x], y: [y], given })
        const wanted = plain
          .paths([x], [y])
          .map((path) => `${path.nodes.join(' ')} ${plain.isOpen(path, given)} ${path.causal}`)
        const got = answer.paths.map(({ nodes, open, causal }) => `${nodes.join(' ')} ${open} ${causal}`)
        expect(got.sort()).toEqual(wanted.sort())
      },
    ),
    { seed, numRuns: 150 },
  )
})

/** Covariances of a linear model with random weights; seed 45. */
function linearModel(graph: Graph): (a: string, b: string) => number {
  const source = random(45, 'linear')
  const names = graph.nodes.map(({ id }) => id)
  const weights = graph.edges.map(({ from, to }) => ({ from, to, w: 0.5 + source.uniform() }))
  const noise = names.map(() => 0.5 + source.uniform())
  const effects = new Map<string, Float64Array>()
  const effectOf = (name: string): Float64Array => {
    const known = effects.get(name)
    if (known !== undefined) return known
    const total = new Float64Array(names.length)
    total[names.indexOf(name)] = 1
    for (const { from, to, w } of weights)
      if (to === name)
        effectOf(from).forEach((value, i) => {
          total[i] += w * value
        })
    effects.set(name, total)
    return total
  }
  return (a, b) => effectOf(a).reduce((sum, value, i) => sum + value * effectOf(b)[i] * noise[i], 0)
}
