import { expect, test } from 'vitest'
import { ask, codeOf } from './ask.ts'

const graph = { dagitty: 'dag { z -> x; z -> y; x -> m -> y; m -> c; y -> c }' }

test('an open path is shown with its arrows', async () => {
  const answer = await ask('graph.dSeparated', { graph, x: ['x'], y: ['y'], given: ['m'] })
  expect(answer).toEqual({ separated: false, openPath: ['x', 'z', 'y'], openPathText: 'x ← z → y' })
})

test('conditioning on confounder and mediator separates treatment and outcome', async () => {
  const answer = await ask('graph.dSeparated', { graph, x: ['x'], y: ['y'], given: ['m', 'z'] })
  expect(answer).toEqual({ separated: true, openPath: null, openPathText: null })
})

test('conditioning on a collider opens it', async () => {
  const collider = { dagitty: 'dag { a -> c; b -> c; c -> d }' }
  expect(await ask('graph.dSeparated', { graph: collider, x: ['a'], y: ['b'] })).toMatchObject({
    separated: true,
  })
  expect(await ask('graph.dSeparated', { graph: collider, x: ['a'], y: ['b'], given: ['d'] })).toMatchObject({
    openPathText: 'a → c ← b',
  })
})

test('data selected on a collider connect its causes', async () => {
  const selection = { dagitty: 'dag { a -> c; b -> c; c [selected] }' }
  expect(await ask('graph.dSeparated', { graph: selection, x: ['a'], y: ['b'] })).toMatchObject({
    separated: false,
  })
})

test('of two edges between two nodes the path shows the one that is open', async () => {
  const confounded = { dagitty: 'dag { x -> y; x <-> y; z -> x }' }
  const answer = await ask('graph.dSeparated', { graph: confounded, x: ['z'], y: ['y'], given: ['x'] })
  expect(answer.openPathText).toBe('z → x ↔ y')
})

test('sets that share a node, or name one that is not there, are refused', async () => {
  expect(await codeOf(ask('graph.dSeparated', { graph, x: ['x'], y: ['x'] }))).toBe('GRAPH_SETS_OVERLAP')
  expect(await codeOf(ask('graph.dSeparated', { graph, x: ['x'], y: ['q'] }))).toBe('GRAPH_NODE_UNKNOWN')
})
