import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Graph } from '../../src-main/contract/graph.ts'
import { edgesOfOpenWalks } from '../../src-main/graph/biasing-edges.ts'
import { causalQuestion } from '../../src-main/graph/causal-question.ts'
import { compileGraph } from '../../src-main/graph/compile-graph.ts'
import { ask } from '../graph/ask.ts'
import { dags, subsetsOf } from './graph-arbitraries.ts'
import { PlainGraph } from './graph-brute-force.ts'

const seed = 20261122
const sorted = (sets: readonly (readonly string[])[]) => sets.map((set) => [...set].sort().join(' ')).sort()

test('separation agrees with path enumeration in graphs with latents, bidirected edges and selection', async () => {
  const shape = dags({ least: 3, most: 12, density: 1.6, bidirected: true, selected: true })
  await fc.assert(
    fc.asyncProperty(shape, fc.integer({ min: 0, max: 4095 }), async (graph, mask) => {
      const plain = new PlainGraph(graph)
      const free = plain.names.filter((name) => !plain.selected.includes(name))
      fc.pre(free.length > 2)
      const [x, y, ...rest] = free
      const given = rest.filter((_, i) => ((mask >> i) & 1) === 1)
      const answer = await ask('graph.dSeparated', { graph, x: [x], y: [y], given })
      expect(answer.separated).toBe(plain.separated([x], [y], given))
      if (answer.openPath === null) return
      const witness = plain
        .paths([x], [y])
        .some((path) => path.nodes.join() === answer.openPath!.join() && plain.isOpen(path, given))
      expect(witness).toBe(true)
    }),
    { seed, numRuns: 400 },
  )
})

test('the minimal adjustment sets are exactly those that brute force finds', async () => {
  const shape = dags({ least: 3, most: 12, density: 1.8, bidirected: true, latent: true })
  await fc.assert(
    fc.asyncProperty(shape, fc.boolean(), async (graph, two) => {
      const plain = new PlainGraph(graph)
      const [y, ...others] = plain.names
      const x = two ? others.slice(0, 2) : others.slice(0, 1)
      const free = plain.names.filter((name) => name !== y && !x.includes(name))
      const valid = subsetsOf(free).filter((set) => plain.isAdjustmentSet(x, [y], set))
      const minimal = valid.filter(
        (set) =>
          !valid.some((other) => other.length < set.length && other.every((name) => set.includes(name))),
      )
      const answer = await ask('graph.adjustmentSets', { graph, treatments: x, outcomes: [y] })
      expect(sorted(answer.minimal)).toEqual(sorted(minimal))
      expect(answer.canonical !== null).toBe(valid.length > 0)
      if (answer.canonical !== null) expect(sorted(valid)).toContain([...answer.canonical].sort().join(' '))
      const all = await ask('graph.allAdjustmentSets', { graph, treatments: x, outcomes: [y] })
      expect(sorted(all.sets)).toEqual(sorted(valid))
      if (answer.minimumCost !== null)
        expect(answer.minimumCost.set).toHaveLength(Math.min(...valid.map((set) => set.length)))
    }),
    { seed, numRuns: 80 },
  )
})

test('what must be in and must not be in a set is kept to', async () => {
  const shape = dags({ least: 5, most: 8, density: 3, bidirected: true, latent: true })
  await fc.assert(
    fc.asyncProperty(shape, async (graph) => {
      const plain = new PlainGraph(graph)
      const [y, x, inside, outside, ...rest] = plain.names
      const valid = subsetsOf(rest)
        .map((set) => [inside, ...set])
        .filter((set) => plain.isAdjustmentSet([x], [y], set))
      const minimal = valid.filter(
        (set) =>
          !valid.some((other) => other.length < set.length && other.every((name) => set.includes(name))),
      )
      const wishes = { include: [inside], exclude: [outside] }
      const answer = await ask('graph.adjustmentSets', { graph, treatments: [x], outcomes: [y], ...wishes })
      expect(sorted(answer.minimal)).toEqual(sorted(minimal))
      expect(answer.canonical !== null).toBe(valid.length > 0)
    }),
    { seed, numRuns: 150 },
  )
})

test('the largest set without consequences of the treatment is as large as brute force finds', async () => {
  const shape = dags({ least: 3, most: 9, density: 2.5, latent: true })
  await fc.assert(
    fc.asyncProperty(shape, async (graph) => {
      const plain = new PlainGraph(graph)
      const [y, x, ...rest] = plain.names
      const after = plain.descendants([x])
      const valid = subsetsOf(rest.filter((name) => !after.has(name))).filter((set) =>
        plain.isAdjustmentSet([x], [y], set),
      )
      const { set } = await ask('graph.largestAdjustmentSet', { graph, treatments: [x], outcomes: [y] })
      expect(set === null ? -1 : set.length).toBe(Math.max(-1, ...valid.map((one) => one.length)))
      if (set !== null) expect(plain.isAdjustmentSet([x], [y], set)).toBe(true)
    }),
    { seed, numRuns: 150 },
  )
})

test('biasing edges are those on open paths that are not causal, where nothing forbidden is adjusted for', async () => {
  const shape = dags({ least: 3, most: 9, density: 2, bidirected: true })
  await fc.assert(
    fc.asyncProperty(shape, fc.integer({ min: 0, max: 511 }), async (graph, mask) => {
      const plain = new PlainGraph(graph)
      const [y, x, ...rest] = plain.names
      const forbidden = plain.forbidden([x], [y])
      const adjusted = rest.filter((name, i) => ((mask >> i) & 1) === 1 && !forbidden.has(name))
      const open = plain.paths([x], [y]).filter((path) => !path.causal && plain.isOpen(path, adjusted))
      const wanted = new Set(open.flatMap((path) => path.edges))
      const { edges } = await ask('graph.biasingEdges', { graph, treatments: [x], outcomes: [y], adjusted })
      const write = (list: readonly { from: string; to: string; kind: string }[]) =>
        list.map(({ from, to, kind }) => `${from} ${kind} ${to}`).sort()
      expect(write(edges)).toEqual(write(graph.edges.filter((_, e) => wanted.has(e))))

      const question = causalQuestion(compileGraph(graph), [x], [y], 'total')
      const given = adjusted.map((name) => question.graph.index.get(name)!)
      const quick = edgesOfOpenWalks(question, given).map((e) => question.backdoor.edges[e])
      for (const e of wanted) expect(quick).toContain(question.graph.edges[e])
    }),
    { seed, numRuns: 300 },
  )
})

test('front-door sets satisfy the criterion, and are found whenever one exists', async () => {
  const shape = dags({ least: 3, most: 7, density: 3, bidirected: true, latent: true })
  await fc.assert(
    fc.asyncProperty(shape, async (graph) => {
      const plain = new PlainGraph(graph)
      const [y, x, ...rest] = plain.names
      fc.pre(plain.paths([x], [y]).some(({ causal }) => causal))
      const valid = subsetsOf(rest).filter((set) => set.length > 0 && isFrontdoor(plain, x, y, set))
      const minimal = valid.filter(
        (set) =>
          !valid.some((other) => other.length < set.length && other.every((name) => set.includes(name))),
      )
      const { sets } = await ask('graph.frontdoorSets', { graph, treatments: [x], outcomes: [y] })
      expect(sorted(sets)).toEqual(sorted(minimal))
    }),
    { seed, numRuns: 200 },
  )
})

test('front-door sets given covariates, with what must and must not be in them, are those of brute force', async () => {
  let found = 0
  const shape = dags({ least: 4, most: 7, density: 3, bidirected: true, latent: true })
  await fc.assert(
    fc.asyncProperty(shape, fc.boolean(), async (dag, wanted) => {
      const graph = withMediator(dag)
      const plain = new PlainGraph(graph)
      const [y, x, c, inside, ...others] = plain.names
      fc.pre(plain.paths([x], [y]).some(({ causal }) => causal))
      const outside = others.slice(0, 1)
      const include = wanted ? [inside] : []
      const affected = plain.descendants([x]).has(c)
      const pool = [...(wanted ? [] : [inside]), ...others.slice(1)]
      const valid = subsetsOf(pool)
        .map((set) => [...include, ...set])
        .filter((set) => set.length > 0 && !affected && isFrontdoor(plain, x, y, set, [c]))
      const minimal = valid.filter(
        (set) =>
          !valid.some((other) => other.length < set.length && other.every((name) => set.includes(name))),
      )
      const params = { graph, treatments: [x], outcomes: [y], include, exclude: outside, given: [c] }
      const { sets } = await ask('graph.frontdoorSets', params)
      expect(sorted(sets)).toEqual(sorted(minimal))
      found += sets.length
    }),
    { seed, numRuns: 300 },
  )
  expect(found).toBeGreaterThan(10)
})

test('a node is listed as instrument exactly when ancestors of it and the outcome make it one, and one is listed if any set makes any', async () => {
  const shape = dags({ least: 3, most: 7, density: 3, bidirected: true, latent: true })
  await fc.assert(
    fc.asyncProperty(shape, async (graph) => {
      const plain = new PlainGraph(graph)
      const [y, x, ...rest] = plain.names
      const forbidden = plain.forbidden([x], [y])
      const after = plain.descendants([y])
      const usable = rest.filter(
        (name) => !plain.latents.includes(name) && !forbidden.has(name) && !after.has(name),
      )
      const cut = withoutCausalFirstEdges(plain, x, y)
      const isInstrument = (z: string, pool: readonly string[]) =>
        subsetsOf(pool.filter((name) => name !== z)).some(
          (given) => cut.separated([z], [y], given) && !cut.separated([z], [x], given),
        )
      const above = (z: string) =>
        usable.filter((name) => [y, z].some((end) => cut.descendants([name]).has(end)))
      const wanted = usable.filter((z) => isInstrument(z, above(z)))
      const { instruments } = await ask('graph.instruments', { graph, treatments: [x], outcomes: [y] })
      expect(instruments.map(({ instrument }) => instrument).sort()).toEqual([...wanted].sort())
      expect(instruments.length > 0).toBe(usable.some((z) => isInstrument(z, usable)))
    }),
    { seed, numRuns: 200 },
  )
})

/** x → m → y through the node listed fourth, and no edge from x to y. */
function withMediator(dag: Graph): Graph {
  const [y, x, , m] = dag.nodes.map(({ id }) => id)
  const between = (from: string, to: string) => (ends: { from: string; to: string }) =>
    (ends.from === from && ends.to === to) || (ends.from === to && ends.to === from)
  const others = dag.edges.filter(
    (edge) => !between(x, y)(edge) && !between(x, m)(edge) && !between(m, y)(edge),
  )
  const edges = [
    ...others,
    { from: x, to: m, kind: 'directed' as const },
    { from: m, to: y, kind: 'directed' as const },
  ]
  const graph = { ...dag, edges }
  const plain = new PlainGraph(graph)
  return edges.every(({ from, to, kind }) => kind === 'bidirected' || !plain.descendants([to]).has(from))
    ? graph
    : dag
}

function isFrontdoor(
  plain: PlainGraph,
  x: string,
  y: string,
  set: readonly string[],
  given: readonly string[] = [],
): boolean {
  if ([...set, ...given].some((name) => plain.latents.includes(name))) return false
  const intercepted = plain
    .paths([x], [y])
    .filter(({ causal }) => causal)
    .every(({ nodes }) => nodes.some((name) => set.includes(name)))
  const outOf = (names: readonly string[]) =>
    new PlainGraph({
      ...plain.graph,
      edges: plain.graph.edges.filter(({ from, kind }) => kind !== 'directed' || !names.includes(from)),
    })
  return intercepted && outOf([x]).separated([x], set, given) && outOf(set).separated(set, [y], [x, ...given])
}

function withoutCausalFirstEdges(plain: PlainGraph, x: string, y: string): PlainGraph {
  const first = new Set(
    plain
      .paths([x], [y])
      .filter(({ causal }) => causal)
      .map(({ edges }) => edges[0]),
  )
  return new PlainGraph({ ...plain.graph, edges: plain.graph.edges.filter((_, e) => !first.has(e)) })
}
