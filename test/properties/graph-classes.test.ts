import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Graph } from '../../src-main/contract/graph.ts'
import { ask } from '../graph/ask.ts'
import { dags, subsetsOf } from './graph-arbitraries.ts'
import { dagsOf, equivalentMags, graphOfMarks, MarkedGraph, marksOfGraph, pagOf } from './graph-marks.ts'

const seed = 20261128
const sorted = (sets: readonly (readonly string[])[]) => sets.map((set) => [...set].sort().join(' ')).sort()

/** Our sets for a class of graphs are those that are valid in every member, one by one. */
async function expectSetsOfAll(
  graph: Graph,
  members: readonly MarkedGraph[],
  type: 'dag' | 'mag',
  ends: { readonly x: readonly number[]; readonly y: readonly number[] },
): Promise<number> {
  const { x, y } = ends
  const name = (v: number) => graph.nodes[v].id
  const rest = graph.nodes.map((_, v) => v).filter((v) => !x.includes(v) && !y.includes(v))
  const valid = subsetsOf(rest).filter((set) =>
    members.every((member) => member.isAdjustmentSet(x, y, set, type)),
  )
  const minimal = valid.filter(
    (set) => !valid.some((other) => other.length < set.length && other.every((v) => set.includes(v))),
  )
  const named = (sets: readonly number[][]) => sorted(sets.map((set) => set.map(name)))
  const question = { graph, treatments: x.map(name), outcomes: y.map(name) }
  const all = await ask('graph.allAdjustmentSets', question)
  expect(sorted(all.sets)).toEqual(named(valid))
  const answer = await ask('graph.adjustmentSets', question)
  expect(sorted(answer.minimal)).toEqual(named(minimal))
  expect(answer.canonical !== null).toBe(valid.length > 0)
  if (answer.canonical !== null) expect(named(valid)).toContain([...answer.canonical].sort().join(' '))
  for (const set of subsetsOf(rest)) {
    const verdict = await ask('graph.checkAdjustmentSet', { ...question, set: set.map(name) })
    expect(verdict.valid).toBe(valid.some((one) => one.join() === set.join()))
  }
  return valid.length
}

function endsOf(size: number, bits: number) {
  const two = size > 3 && (bits & 1) === 1
  return { x: two ? [0, 1] : [0], y: size > 4 && (bits & 2) === 2 ? [2, 3] : [two ? 2 : 1] }
}

test('a set is valid in a pdag with background knowledge exactly when it is in every dag that the pdag allows', async () => {
  let found = 0
  await fc.assert(
    fc.asyncProperty(
      dags({ least: 3, most: 6, density: 6 }),
      fc.nat(3),
      fc.array(fc.nat(20), { maxLength: 3 }),
      async (dag, bits, told) => {
        const cpdag = (await ask('graph.equivalenceClass', { graph: dag })).graph
        const edges = cpdag.edges.map((edge, e) => {
          if (edge.kind !== 'undirected' || !told.some((one) => one % cpdag.edges.length === e)) return edge
          const forwards = dag.edges.some(({ from, to }) => from === edge.from && to === edge.to)
          return {
            from: forwards ? edge.from : edge.to,
            to: forwards ? edge.to : edge.from,
            kind: 'directed' as const,
          }
        })
        const pdag = { ...cpdag, edges }
        const ends = endsOf(dag.nodes.length, bits)
        found += await expectSetsOfAll(pdag, dagsOf(marksOfGraph(pdag)), 'dag', ends)
      },
    ),
    { seed, numRuns: 250 },
  )
  expect(found).toBeGreaterThan(100)
})

test('what is known of one edge can make a set valid that no path along edges alone would allow', async () => {
  const dagitty = 'pdag { z -- x -> y x <- c -> y z -- c }'
  const { graph } = await ask('graph.parse', { text: dagitty })
  const members = dagsOf(marksOfGraph(graph))
  expect(members).toHaveLength(3)
  const at = (id: string) => graph.nodes.findIndex((node) => node.id === id)
  for (const member of members)
    expect(member.isAdjustmentSet([at('x')], [at('y')], [at('c')], 'dag')).toBe(true)
  const { minimal } = await ask('graph.adjustmentSets', { graph, treatments: ['x'], outcomes: ['y'] })
  expect(minimal).toEqual([['c']])
})

test('a set is valid in a mag exactly when the criterion for mags says so', async () => {
  let found = 0
  await fc.assert(
    fc.asyncProperty(dags({ least: 4, most: 7, density: 4, latent: true }), fc.nat(3), async (dag, bits) => {
      const { graph } = await ask('graph.mag', { graph: dag })
      fc.pre(graph.nodes.length >= 3)
      const member = new MarkedGraph(marksOfGraph(graph))
      found += await expectSetsOfAll(graph, [member], 'mag', endsOf(graph.nodes.length, bits))
    }),
    { seed, numRuns: 200 },
  )
  expect(found).toBeGreaterThan(100)
})

test('a set is valid in a pag exactly when it is in every mag of the class', async () => {
  let found = 0
  await fc.assert(
    fc.asyncProperty(dags({ least: 4, most: 6, density: 4, latent: true }), fc.nat(3), async (dag, bits) => {
      const { graph: mag } = await ask('graph.mag', { graph: dag })
      fc.pre(mag.nodes.length >= 3 && mag.edges.length >= 1 && mag.edges.length <= 7)
      const members = equivalentMags(new MarkedGraph(marksOfGraph(mag)))
      const pag = { ...graphOfMarks(pagOf(members), 'pag'), nodes: mag.nodes }
      const names = new Map(mag.nodes.map(({ id }, v) => [`v${v}`, id]))
      const edges = pag.edges.map((edge) => ({
        ...edge,
        from: names.get(edge.from)!,
        to: names.get(edge.to)!,
      }))
      found += await expectSetsOfAll({ ...pag, edges }, members, 'mag', endsOf(mag.nodes.length, bits))
    }),
    { seed, numRuns: 120 },
  )
  expect(found).toBeGreaterThan(50)
})
