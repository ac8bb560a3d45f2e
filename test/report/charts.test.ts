import { describe, expect, test } from 'vitest'
import type { Graph } from '../../src-main/contract/graph.ts'
import { random } from '../../src-main/numeric/random.ts'
import { bars } from '../../src-main/report/charts/bars.ts'
import { contourPlot } from '../../src-main/report/charts/contour.ts'
import { forestPlot } from '../../src-main/report/charts/forest-plot.ts'
import { graphDrawing } from '../../src-main/report/charts/graph-drawing.ts'
import { layoutGraph } from '../../src-main/report/charts/graph-layout.ts'
import { lovePlot } from '../../src-main/report/charts/love-plot.ts'
import { overlapHistogram } from '../../src-main/report/charts/overlap-histogram.ts'
import { ruleTree } from '../../src-main/report/charts/rule-tree.ts'
import { fitted, linear } from '../../src-main/report/charts/scale.ts'
import { timeLine } from '../../src-main/report/charts/time-line.ts'
import { sampleGraph } from '../../src-main/simulate/question.ts'

const source = random(3, 'charts')
const counts = Array.from({ length: 40 }, () => source.integer(100))

describe('pictures are as they were', () => {
  test.each([
    [
      'forest',
      forestPlot({
        title: 'Estimates',
        rows: [
          { label: 'naive', estimate: 0.13, interval: [0.11, 0.15], inFigures: '0.13', main: false },
          { label: 'aipw', estimate: 0.05, interval: [0.03, 0.07], inFigures: '0.05', main: true },
          {
            label: 'no interval',
            estimate: -0.01,
            interval: [Number.NaN, Number.NaN],
            inFigures: '',
            main: false,
          },
        ],
        axis: 'Effect',
        tick: String,
        truth: { value: 0.05, label: 'truth' },
      }),
    ],
    [
      'love',
      lovePlot({
        title: 'Balance',
        rows: [
          { column: 'age', before: -0.4, after: 0.01 },
          { column: '很长的列名'.repeat(8), before: 0.05, after: -0.02 },
        ],
        axis: 'SMD',
        before: 'before',
        after: 'after',
        tick: String,
      }),
    ],
    [
      'overlap',
      overlapHistogram({
        title: 'Overlap',
        up: { label: 'treated', counts },
        down: { label: 'control', counts: [...counts].reverse() },
        axis: 'propensity',
        countAxis: 'rows',
        tick: String,
        count: String,
      }),
    ],
    ['bars', bars({ title: 'Types', rows: [{ label: 'view', value: 5, inFigures: '5' }] })],
    [
      'time-line',
      timeLine({
        title: 'Days',
        start: counts.map((_, i) => i),
        counts,
        axis: 'time',
        count: String,
        moment: String,
      }),
    ],
    [
      'contour',
      contourPlot({
        title: 'Contour',
        estimate: 4,
        standardError: 2.6,
        degreesOfFreedom: 1494,
        reach: 0.4,
        points: [
          { label: '1× a', x: 0.074, y: 0.075 },
          { label: 'on the point before', x: 0.075, y: 0.075 },
          { label: 'outside', x: 0.5, y: 0.1 },
        ],
        axes: ['with t', 'with y'],
        tick: String,
        show: String,
      }),
    ],
    [
      'rule-tree',
      ruleTree({
        title: 'Rule',
        everybody: 'Everybody',
        leaves: [
          { rule: 'age ≤ 30 ∧ kind = new', share: 0.25, headline: 'Give b', detail: '+4 more', marked: true },
          { rule: 'age ≤ 30 ∧ kind ≠ new', share: 0.25, headline: 'Give a', detail: '', marked: false },
          {
            rule: 'age > 30',
            share: 0.5,
            headline: 'Give a',
            detail: 'a rather long sentence that takes more than a line',
            marked: false,
          },
        ],
        percent: (share) => `${100 * share}%`,
      }),
    ],
    [
      'graph',
      graphDrawing({
        title: 'Graph',
        graph: sampleGraph('unseen'),
        roles: { treatments: ['offered'], outcomes: ['buys'], adjusted: ['carts'] },
      }),
    ],
  ])('%s', async (name, { markup }) => {
    expect(markup).not.toContain('NaN')
    await expect(markup).toMatchFileSnapshot(`snapshots/${name}.svg`)
  })
})

test('a scale takes in its data and has round ticks', () => {
  const x = linear(-0.013, 0.157, 100, 500)
  expect(x.ticks).toEqual([-0.05, 0, 0.05, 0.1, 0.15, 0.2])
  expect([x(-0.05), x(0.2)]).toEqual([100, 500])
  expect(linear(3, 3, 0, 10).ticks.length).toBeGreaterThan(1)
})

test('long names are cut to their room, Chinese ones by their width', () => {
  expect(fitted('short', 13, 100)).toBe('short')
  expect(fitted('a'.repeat(50), 13, 100)).toMatch(/^a+…$/)
  expect(fitted('因果'.repeat(20), 13, 100).length).toBeLessThan(9)
})

test('in layers every arrow points to the right', () => {
  const graph: Graph = {
    type: 'dag',
    nodes: ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id })),
    edges: [
      ['a', 'b'],
      ['b', 'c'],
      ['a', 'd'],
      ['d', 'c'],
      ['c', 'e'],
      ['a', 'e'],
    ].map(([from, to]) => ({ from, to, kind: 'directed' as const })),
  }
  const at = layoutGraph(graph)
  for (const { from, to } of graph.edges) expect(at.get(from)?.x ?? 0).toBeLessThan(at.get(to)?.x ?? 0)
  const places = [...at.values()].map(({ x, y }) => `${x} ${y}`)
  expect(new Set(places).size).toBe(graph.nodes.length)
})

test('a cycle and a graph without nodes are drawn too', () => {
  const roles = { treatments: [], outcomes: [], adjusted: [] }
  const nodes = [{ id: 'a' }, { id: 'b' }]
  const edges = [
    { from: 'a', to: 'b', kind: 'directed' as const },
    { from: 'b', to: 'a', kind: 'circle-arrow' as const },
  ]
  expect(graphDrawing({ title: '', graph: { type: 'pag', nodes, edges }, roles }).markup).toContain('<circle')
  expect(graphDrawing({ title: '', graph: { type: 'dag', nodes: [], edges: [] }, roles }).markup).toContain(
    '<svg',
  )
})
