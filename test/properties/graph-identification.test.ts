import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Graph } from '../../src-main/contract/graph.ts'
import { compileGraph } from '../../src-main/graph/compile-graph.ts'
import { evaluateEstimand, type JointDistribution } from '../../src-main/graph/evaluate-estimand.ts'
import { identify, identifyConditional } from '../../src-main/graph/identify-effect.ts'
import { project } from '../../src-main/graph/latent-projection.ts'
import { type Random, random } from '../../src-main/numeric/random.ts'
import { identifiableByTheBook } from '../bench/graph-textbook-id.ts'
import { ask } from '../graph/ask.ts'
import { dags } from './graph-arbitraries.ts'

const seed = 20261123

test('an identified effect, as printed and before simplification, equals the truncated factorisation', async () => {
  const shape = dags({ least: 3, most: 7, density: 4, latent: true })
  let identified = 0
  let byGeneral = 0
  await fc.assert(
    fc.asyncProperty(shape, fc.integer(), fc.boolean(), async (graph, draw, conditional) => {
      const seen = graph.nodes.filter(({ latent }) => latent !== true).map(({ id }) => id)
      fc.pre(seen.length >= (conditional ? 3 : 2))
      const [y, x, z] = seen
      const given = conditional ? [z] : []
      const answer = await ask('graph.identify', { graph, treatments: [x], outcomes: [y], given })
      if (answer.estimand === null) return
      identified++
      if (!answer.strategies.includes('backdoor')) byGeneral++
      const model = new BinaryModel(graph, random(draw, 'model'))
      const compiled = compileGraph(graph)
      const observed = project(compiled, compiled.latent)
      const at = (names: readonly string[]) => names.map((name) => observed.index.get(name)!)
      const raw = identifyConditional(observed, at([x]), at([y]), at(given))
      if (!raw.identifiable) throw new Error('identified as printed, but not before simplification')
      for (const xValue of [0, 1])
        for (const zValue of conditional ? [0, 1] : [0])
          for (const anyValue of [0, 1]) {
            const values = new Map([[y, 1], [x, xValue], ...given.map((name) => [name, zValue] as const)])
            for (const name of seen) if (!values.has(name)) values.set(name, anyValue)
            const truth = model.effect(x, xValue, y, given.length === 0 ? null : [z, zValue])
            expect(evaluateEstimand(answer.estimand.tree, model.observed(), values)).toBeCloseTo(truth, 9)
            expect(evaluateEstimand(raw.estimand, model.observed(), values)).toBeCloseTo(truth, 9)
          }
    }),
    { seed, numRuns: 400 },
  )
  expect(identified).toBeGreaterThan(100)
  expect(byGeneral).toBeGreaterThan(20)
})

test('effects of several treatments on several outcomes equal the truncated factorisation', async () => {
  const shape = dags({ least: 5, most: 7, density: 4, latent: true })
  await fc.assert(
    fc.asyncProperty(shape, fc.integer(), async (graph, draw) => {
      const seen = graph.nodes.filter(({ latent }) => latent !== true).map(({ id }) => id)
      fc.pre(seen.length >= 4)
      const [y1, y2, x1, x2] = seen
      const answer = await ask('graph.identify', { graph, treatments: [x1, x2], outcomes: [y1, y2] })
      if (answer.estimand === null) return
      const model = new BinaryModel(graph, random(draw, 'model'))
      const values = new Map(seen.map((name, i) => [name, i % 2]))
      const truth = model.jointEffect(
        new Map([x1, x2].map((n) => [n, values.get(n)!])),
        new Map([y1, y2].map((n) => [n, values.get(n)!])),
      )
      expect(evaluateEstimand(answer.estimand.tree, model.observed(), values)).toBeCloseTo(truth, 9)
    }),
    { seed, numRuns: 200 },
  )
})

test('what is identifiable is decided as by the ID algorithm as printed', () => {
  let hedges = 0
  fc.assert(
    fc.property(dags({ least: 3, most: 9, density: 4, bidirected: true }), (graph) => {
      const compiled = compileGraph(graph)
      const { identifiable } = identify(compiled, [1], [0])
      if (!identifiable) hedges++
      expect(identifiable).toBe(identifiableByTheBook(compiled, ['v1'], ['v0']))
    }),
    { seed, numRuns: 2000 },
  )
  expect(hedges).toBeGreaterThan(100)
})

test('what is shown where an effect is not identifiable is a hedge (Shpitser and Pearl 2006, Definition 6)', async () => {
  let hedges = 0
  const shape = dags({ least: 3, most: 8, density: 4, bidirected: true })
  await fc.assert(
    fc.asyncProperty(shape, fc.boolean(), async (graph, two) => {
      const [y, ...others] = graph.nodes.map(({ id }) => id)
      const x = others.slice(0, two && others.length > 2 ? 2 : 1)
      const { hedge, hedgeInner } = await ask('graph.identify', { graph, treatments: x, outcomes: [y] })
      if (hedge === null || hedgeInner === null) return
      hedges++
      const reach = (from: readonly string[], step: (name: string) => string[]) => {
        const found = new Set(from)
        for (const name of found) for (const next of step(name)) found.add(next)
        return found
      }
      const tied = (within: readonly string[]) => (name: string) =>
        graph.edges.flatMap(({ from, to, kind }) =>
          kind === 'bidirected' && (from === name || to === name)
            ? [from === name ? to : from].filter((other) => within.includes(other))
            : [],
        )
      const causes = (within: readonly string[], cut: readonly string[]) => (name: string) =>
        graph.edges.flatMap(({ from, to, kind }) =>
          kind === 'directed' && to === name && !cut.includes(name) && within.includes(from) ? [from] : [],
        )
      expect(hedgeInner.every((name) => hedge.includes(name))).toBe(true)
      expect(hedge.some((name) => x.includes(name))).toBe(true)
      expect(hedgeInner.some((name) => x.includes(name))).toBe(false)
      for (const part of [hedge, hedgeInner])
        expect(reach(part.slice(0, 1), tied(part)).size).toBe(part.length)
      expect(reach(hedgeInner, causes(hedge, [])).size).toBe(hedge.length)
      const above = reach(
        [y],
        causes(
          graph.nodes.map(({ id }) => id),
          x,
        ),
      )
      expect(hedgeInner.every((name) => above.has(name))).toBe(true)
    }),
    { seed, numRuns: 600 },
  )
  expect(hedges).toBeGreaterThan(50)
})

/** A random model with two levels a node, on all nodes of the graph, hidden ones too. */
class BinaryModel {
  private readonly names: string[]
  private readonly parents: string[][]
  /** P(node = 1 | parents), by the parents' levels read as a binary number. */
  private readonly chance: number[][]
  private readonly graph: Graph

  constructor(graph: Graph, source: Random) {
    this.graph = graph
    this.names = graph.nodes.map(({ id }) => id)
    this.parents = this.names.map((name) =>
      graph.edges.filter(({ to }) => to === name).map(({ from }) => from),
    )
    this.chance = this.parents.map((list) =>
      Array.from({ length: 2 ** list.length }, () => 0.1 + 0.8 * source.uniform()),
    )
  }

  observed(): JointDistribution {
    const names = this.graph.nodes.filter(({ latent }) => latent !== true).map(({ id }) => id)
    const mass = new Float64Array(2 ** names.length)
    this.each(new Map(), (levels, weight) => {
      mass[names.reduce((cell, name) => 2 * cell + levels.get(name)!, 0)] += weight
    })
    return { names, levels: names.map(() => 2), mass }
  }

  effect(x: string, xValue: number, y: string, given: readonly [string, number] | null): number {
    let both = 0
    let condition = 0
    this.each(new Map([[x, xValue]]), (levels, weight) => {
      if (given !== null && levels.get(given[0]) !== given[1]) return
      condition += weight
      if (levels.get(y) === 1) both += weight
    })
    return both / condition
  }

  jointEffect(intervention: ReadonlyMap<string, number>, outcome: ReadonlyMap<string, number>): number {
    let total = 0
    this.each(intervention, (levels, weight) => {
      if ([...outcome].every(([name, level]) => levels.get(name) === level)) total += weight
    })
    return total
  }

  /** Every combination of levels with its probability when the nodes of `set` are held at their levels. */
  private each(
    set: ReadonlyMap<string, number>,
    visit: (levels: Map<string, number>, weight: number) => void,
  ): void {
    for (let code = 0; code < 2 ** this.names.length; code++) {
      const levels = new Map(this.names.map((name, i) => [name, (code >> i) & 1]))
      if ([...set].some(([name, level]) => levels.get(name) !== level)) continue
      let weight = 1
      this.names.forEach((name, i) => {
        if (set.has(name)) return
        const cell = this.parents[i].reduce((at, parent) => 2 * at + levels.get(parent)!, 0)
        weight *= levels.get(name) === 1 ? this.chance[i][cell] : 1 - this.chance[i][cell]
      })
      visit(levels, weight)
    }
  }
}
