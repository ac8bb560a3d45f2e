import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Graph } from '../../src-main/contract/graph.ts'
import { ask, codeOf } from './ask.ts'

const graphOf = (ids: string[], edges: Graph['edges'], type: Graph['type'] = 'dag'): Graph => ({
  type,
  nodes: ids.map((id) => ({ id })),
  edges,
})
const edge = (from: string, to: string, kind: Graph['edges'][number]['kind'] = 'directed') => ({
  from,
  to,
  kind,
})
const separation = (graph: Graph) => codeOf(ask('graph.dSeparated', { graph, x: ['a'], y: ['b'] }))

test('a cycle is refused with its nodes in order', async () => {
  const graph = graphOf(['a', 'b', 'c'], [edge('a', 'b'), edge('b', 'c'), edge('c', 'a')])
  await expect(ask('graph.dSeparated', { graph, x: ['a'], y: ['b'] })).rejects.toMatchObject({
    code: 'GRAPH_CYCLE',
    parameters: { cycle: 'a → b → c → a' },
  })
  expect(await ask('graph.findCycle', { graph })).toEqual({ cycle: ['a', 'b', 'c'] })
  expect(await ask('graph.findCycle', { graph: { dagitty: 'dag { a -> b -> a }' } })).toEqual({
    cycle: ['a', 'b'],
  })
})

test('what cannot be a graph of its type is refused', async () => {
  expect(await separation(graphOf(['a', 'b'], [edge('a', 'a')]))).toBe('GRAPH_CYCLE')
  expect(await separation(graphOf(['a', 'b'], [edge('a', 'a', 'bidirected')]))).toBe('GRAPH_EDGE_LOOP')
  expect(await separation(graphOf(['a', 'b', 'b'], []))).toBe('GRAPH_NODE_DUPLICATE')
  expect(await separation(graphOf(['a', 'b', ' '], []))).toBe('GRAPH_NODE_NAMELESS')
  expect(await separation(graphOf(['a', 'b'], [edge('a', 'q')]))).toBe('GRAPH_NODE_UNKNOWN')
  expect(await separation(graphOf(['a', 'b'], [edge('a', 'b', 'undirected')]))).toBe('GRAPH_EDGE_KIND')
  const twice = [edge('a', 'b'), edge('a', 'b', 'bidirected')]
  expect(await separation(graphOf(['a', 'b'], twice, 'mag'))).toBe('GRAPH_EDGE_CONFLICT')
  expect(await separation(graphOf(['a', 'b'], twice, 'dag'))).toBe('none')
})

test('an edge into the past is refused', async () => {
  const graph = graphOf(['a', 'b'], [edge('a', 'b')])
  const timed = {
    ...graph,
    nodes: [
      { id: 'a', tier: 2 },
      { id: 'b', tier: 1 },
    ],
  }
  expect(await separation(timed)).toBe('GRAPH_EDGE_INTO_PAST')
})

test('a question that makes no sense is refused', async () => {
  const graph = graphOf(['a', 'b', 'c'], [edge('a', 'b')])
  const sets = (treatments: string[], outcomes: string[], include: string[] = []) =>
    codeOf(ask('graph.adjustmentSets', { graph, treatments, outcomes, include }))
  expect(await sets(['a'], ['a'])).toBe('GRAPH_TREATMENT_IS_OUTCOME')
  expect(await sets([], ['a'])).toBe('GRAPH_TREATMENTS_MISSING')
  expect(await sets(['a'], [])).toBe('GRAPH_OUTCOMES_MISSING')
  expect(await sets(['a'], ['q'])).toBe('GRAPH_NODE_UNKNOWN')
  expect(await sets(['a'], ['b'], ['a'])).toBe('GRAPH_SETS_OVERLAP')
  expect(await codeOf(ask('graph.instruments', { graph, treatments: ['a', 'c'], outcomes: ['b'] }))).toBe(
    'GRAPH_ONE_TREATMENT_ONLY',
  )
  expect(await codeOf(ask('graph.edgeDirection', { graph, from: 'b', to: 'a' }))).toBe('GRAPH_EDGE_UNKNOWN')
})

test('a pdag whose directions contradict one another is refused', async () => {
  const square = ['ab', 'bc', 'cd', 'da'].map(([from, to]) => edge(from, to, 'undirected'))
  expect(await separation(graphOf(['a', 'b', 'c', 'd'], square, 'pdag'))).toBe('GRAPH_NO_MEMBER')
})

test('selected data are refused where adjustment does not recover the effect', async () => {
  const graph = { dagitty: 'dag { x -> y -> s; s [selected] }' }
  expect(await codeOf(ask('graph.identify', { graph, treatments: ['x'], outcomes: ['y'] }))).toBe(
    'GRAPH_SELECTION_UNSUPPORTED',
  )
})

test('a file of 5,000 nodes answers, but is not drawn', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'antecedent-graph-'))
  try {
    const path = join(folder, 'chain.txt')
    const lines = Array.from({ length: 4999 }, (_, i) => `v${i} -> v${i + 1}`)
    writeFileSync(path, `dag {\n${lines.join('\n')}\n}`)
    const answer = await ask('graph.dSeparated', {
      graph: { path },
      x: ['v0'],
      y: ['v4999'],
      given: ['v2500'],
    })
    expect(answer.separated).toBe(true)
    expect(await codeOf(ask('graph.analyse', { graph: { path } }))).toBe('GRAPH_TOO_LARGE')
    expect(await codeOf(ask('graph.picture', { graph: { path }, format: 'svg' }))).toBe('GRAPH_TOO_LARGE')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a file that is not there is named', async () => {
  await expect(ask('graph.parse', { graph: { path: '/nowhere/g.json' } })).rejects.toMatchObject({
    code: 'FILE_NOT_FOUND',
    parameters: { path: '/nowhere/g.json' },
  })
})
