import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Graph, GraphEdge } from '../../src-main/contract/graph.ts'
import { ask, codeOf } from '../graph/ask.ts'
import { dags, subsetsOf } from './graph-arbitraries.ts'
import { PlainGraph } from './graph-brute-force.ts'

const seed = 20261124

/** Every acyclic orientation of the skeleton with the same v-structures. */
function equivalentDags(graph: Graph): Graph[] {
  const wanted = vStructures(graph)
  return subsetsOf(graph.edges.map((_, e) => e)).flatMap((turned) => {
    const edges = graph.edges.map(
      (edge, e): GraphEdge =>
        turned.includes(e) ? { from: edge.to, to: edge.from, kind: 'directed' } : edge,
    )
    const other = { ...graph, edges }
    return isAcyclic(other) && vStructures(other) === wanted ? [other] : []
  })
}

function vStructures({ edges }: Graph): string {
  const adjacent = (a: string, b: string) =>
    edges.some(({ from, to }) => (from === a && to === b) || (from === b && to === a))
  const found: string[] = []
  for (const one of edges)
    for (const two of edges)
      if (one.to === two.to && one.from < two.from && !adjacent(one.from, two.from))
        found.push(`${one.from} ${one.to} ${two.from}`)
  return found.sort().join()
}

function isAcyclic(graph: Graph): boolean {
  const plain = new PlainGraph(graph)
  return graph.edges.every(({ from, to }) => !plain.descendants([to]).has(from))
}

const small = dags({ least: 2, most: 5, density: 6 })

test('the number of equivalent dags is that of brute force', async () => {
  await fc.assert(
    fc.asyncProperty(dags({ least: 2, most: 6, density: 6 }), async (graph) => {
      fc.pre(graph.edges.length <= 11)
      const { count } = await ask('graph.countEquivalentDags', { graph })
      expect(count).toBe(equivalentDags(graph).length)
    }),
    { seed, numRuns: 150 },
  )
})

test('complete graphs have n! equivalent dags, beyond the reach of doubles too', async () => {
  const ids = Array.from({ length: 25 }, (_, v) => `v${v}`)
  const edges = ids.flatMap((from, i) => ids.slice(i + 1).map((to) => ({ from, to })))
  const graph = { nodes: ids.map((id) => ({ id })), edges }
  expect((await ask('graph.countEquivalentDags', { graph })).exact).toBe('15511210043330985984000000')
})

test('the cpdag directs exactly the edges on which all equivalent dags agree', async () => {
  await fc.assert(
    fc.asyncProperty(small, async (graph) => {
      const all = equivalentDags(graph)
      const answer = await ask('graph.equivalenceClass', { graph })
      const directed = answer.graph.edges.filter(({ kind }) => kind === 'directed')
      const agreed = graph.edges.filter(({ from, to }) =>
        all.every((other) => other.edges.some((edge) => edge.from === from && edge.to === to)),
      )
      const write = (edges: readonly GraphEdge[]) => edges.map(({ from, to }) => `${from} ${to}`).sort()
      expect(write(directed)).toEqual(write(agreed))
      expect(answer.graph.edges).toHaveLength(graph.edges.length)
    }),
    { seed, numRuns: 150 },
  )
})

test('a set is valid in a cpdag exactly when it is valid in every dag of the class', async () => {
  await fc.assert(
    fc.asyncProperty(small, async (graph) => {
      const [y, x, ...rest] = graph.nodes.map(({ id }) => id)
      const all = equivalentDags(graph).map((dag) => new PlainGraph(dag))
      const cpdag = (await ask('graph.equivalenceClass', { graph })).graph
      for (const set of subsetsOf(rest)) {
        const answer = await ask('graph.checkAdjustmentSet', {
          graph: cpdag,
          treatments: [x],
          outcomes: [y],
          set,
        })
        expect(answer.valid).toBe(all.every((plain) => plain.isAdjustmentSet([x], [y], set)))
      }
      const { canonical, minimal } = await ask('graph.adjustmentSets', {
        graph: cpdag,
        treatments: [x],
        outcomes: [y],
      })
      expect(canonical !== null).toBe(minimal.length > 0)
    }),
    { seed, numRuns: 150 },
  )
})

test('a mag has the separations of its dag among what is observed, under selection too', async () => {
  await fc.assert(
    fc.asyncProperty(dags({ least: 3, most: 7, density: 3, latent: true, selected: true }), async (graph) => {
      const plain = new PlainGraph(graph)
      const { graph: mag } = await ask('graph.mag', { graph })
      const observed = mag.nodes.map(({ id }) => id)
      fc.pre(observed.length >= 2)
      const [x, y, ...rest] = observed
      for (const given of subsetsOf(rest)) {
        const answer = await ask('graph.dSeparated', { graph: mag, x: [x], y: [y], given })
        expect(answer.separated).toBe(plain.separated([x], [y], given))
      }
    }),
    { seed, numRuns: 200 },
  )
})

test('a set that is valid in the mag is valid in the dag behind it', async () => {
  await fc.assert(
    fc.asyncProperty(dags({ least: 3, most: 7, density: 4, latent: true }), async (graph) => {
      const plain = new PlainGraph(graph)
      const { graph: mag } = await ask('graph.mag', { graph })
      fc.pre(mag.nodes.length >= 2)
      const [x, y] = mag.nodes.map(({ id }) => id)
      const { minimal } = await ask('graph.adjustmentSets', { graph: mag, treatments: [x], outcomes: [y] })
      for (const set of minimal) expect(plain.isAdjustmentSet([x], [y], set)).toBe(true)
    }),
    { seed, numRuns: 300 },
  )
})

test('identification beyond adjustment is refused for classes of graphs', async () => {
  const graph = {
    type: 'pdag' as const,
    nodes: [{ id: 'a' }, { id: 'b' }],
    edges: [{ from: 'a', to: 'b', kind: 'undirected' as const }],
  }
  expect(await codeOf(ask('graph.identify', { graph, treatments: ['a'], outcomes: ['b'] }))).toBe(
    'GRAPH_TYPE_UNSUPPORTED',
  )
})

test('every implied independence holds, and every pair without an edge that some set separates has one', async () => {
  await fc.assert(
    fc.asyncProperty(
      dags({ least: 3, most: 7, density: 3, bidirected: true, latent: true }),
      async (graph) => {
        const plain = new PlainGraph(graph)
        const { implications } = await ask('graph.implications', { graph })
        for (const { x, y, given } of implications) expect(plain.separated([x], [y], given)).toBe(true)
        const observed = plain.names.filter((name) => !plain.latents.includes(name))
        observed.forEach((x, i) => {
          for (const y of observed.slice(i + 1)) {
            const separable = subsetsOf(observed.filter((name) => name !== x && name !== y)).some((given) =>
              plain.separated([x], [y], given),
            )
            expect(implications.some((one) => one.x === x && one.y === y)).toBe(separable)
          }
        })
        const basis = await ask('graph.implications', { graph, kind: 'basis' })
        for (const { x, y, given } of basis.implications) expect(plain.separated([x], [y], given)).toBe(true)
      },
    ),
    { seed, numRuns: 150 },
  )
})
