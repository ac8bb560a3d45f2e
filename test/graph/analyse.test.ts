import { expect, test } from 'vitest'
import { ask } from './ask.ts'

const graph = { dagitty: 'dag { z -> x; z -> y; x -> m -> y; x -> c; y -> c }' }
const question = { graph, treatments: ['x'], outcomes: ['y'] }

test('a drawing answers everything at once', async () => {
  const answer = await ask('graph.analyse', question)
  expect(answer.edgeRoles).toEqual(['biasing', 'biasing', 'causal', 'causal', 'neither', 'neither'])
  expect(answer.question).toMatchObject({ valid: false, minimal: [['z']], minimalComplete: true })
  expect(answer.question!.reason).toEqual({ words: 'graph_reason_open', with: { path: 'x ← z → y' } })
  const paths = answer.question!.paths.paths.map(({ text, causal, open }) => [text, causal, open])
  expect(paths).toEqual([
    ['x ← z → y', false, true],
    ['x → m → y', true, true],
    ['x → c ← y', false, false],
  ])
})

test('an adjusted confounder closes its path, an adjusted collider opens one, and each says so', async () => {
  const answer = await ask('graph.analyse', { ...question, adjusted: ['z', 'c'] })
  // y → c is adjusted for: that bends the causal path as well, as DAGitty draws it.
  expect(answer.edgeRoles).toEqual(['neither', 'neither', 'biasing', 'biasing', 'biasing', 'biasing'])
  const [confounding, , collider] = answer.question!.paths.paths
  expect(confounding).toMatchObject({
    open: false,
    blockedBy: ['z'],
    inWords: { words: 'graph_path_blocked' },
  })
  expect(collider).toMatchObject({
    open: true,
    openedColliders: ['c'],
    inWords: { words: 'graph_path_opened' },
  })
  expect(answer.question!.reason).toEqual({ words: 'graph_reason_forbidden', with: { names: 'c' } })
})

test('without a question there are still implications', async () => {
  const answer = await ask('graph.analyse', { graph })
  expect(answer.question).toBeNull()
  expect(answer.implications.implications).toContainEqual({ x: 'm', y: 'z', given: ['x'] })
})

test('the roles of edges stand in the order stated, though one edge is stated twice', async () => {
  const twice = {
    nodes: ['z', 'x', 'y'].map((id) => ({ id })),
    edges: [
      { from: 'x', to: 'y' },
      { from: 'x', to: 'y' },
      { from: 'z', to: 'x' },
      { from: 'z', to: 'y' },
    ],
  }
  const answer = await ask('graph.analyse', { graph: twice, treatments: ['x'], outcomes: ['y'] })
  expect(answer.edgeRoles).toEqual(['causal', 'causal', 'biasing', 'biasing'])
})

test('a picture shows names, roles and a legend', async () => {
  const roles = { treatments: ['x'], outcomes: ['y'], adjusted: [] }
  const { pieces } = await ask('graph.picture', {
    graph: { dagitty: 'dag { "a<b" -> x -> y; "a<b" -> y }' },
    roles,
    format: 'svg',
  })
  const text = pieces.map((piece) => (typeof piece === 'string' ? piece : `{${piece.words}}`)).join('')
  expect(text).toContain('>a&lt;b</text>')
  expect(text).toContain('{graph_legend_causal}')
  expect(text).toContain('{graph_legend_biasing}')
  const tikz = (await ask('graph.picture', { graph, roles, format: 'tikz' })).pieces.filter(
    (piece) => typeof piece === 'string',
  )
  expect(tikz.join('')).toContain('\\draw[causal, {}-{Stealth}] (n1) to[] (n3);')
})

test('in a picture a line bends around what it does not join, and long names stand on two lines', async () => {
  const at = (x: number, y: number) => ({ position: { x, y } })
  const long = 'number_of_visits_in_the_last_thirty_days'
  const { pieces } = await ask('graph.picture', {
    graph: {
      nodes: [
        { id: 'a', ...at(0, 0) },
        { id: long, ...at(300, 0) },
        { id: 'b', ...at(600, 0) },
      ],
      edges: [
        { from: 'a', to: 'b', kind: 'directed' },
        { from: 'a', to: 'b', kind: 'bidirected' },
        { from: 'a', to: long, kind: 'directed' },
      ],
    },
    format: 'svg',
  })
  const text = pieces.filter((piece) => typeof piece === 'string').join('')
  const paths = [...text.matchAll(/<path d="(M[^"]+)" fill="none"/g)].map(([, path]) => path)
  expect(paths[0]).toContain('Q')
  expect(paths[1]).toContain('Q')
  expect(paths[0]).not.toBe(paths[1])
  expect(paths[2]).toMatch(/^M39 0L/)
  expect(text).toContain('>number_of_visits_in_</text>')
  expect(text).toContain('>the_last_thirty_days</text>')
})

test('where the direct effect is asked for, paths through mediators are open until a mediator is adjusted for', async () => {
  const graph = { dagitty: 'dag { x -> y x -> m -> y c -> m c -> y }' }
  const question = { graph, treatments: ['x'], outcomes: ['y'], effect: 'direct' as const }
  const before = await ask('graph.analyse', question)
  expect(before.question!.paths.paths.map(({ text, causal, indirect }) => [text, causal, indirect])).toEqual([
    ['x → y', true, false],
    ['x → m → y', false, true],
    ['x → m ← c → y', false, false],
  ])
  expect(before.edgeRoles).toEqual(['causal', 'biasing', 'biasing', 'neither', 'neither'])
  expect(before.question!.reason).toEqual({ words: 'graph_reason_indirect', with: { path: 'x → m → y' } })
  expect(before.question!.minimal).toEqual([['m', 'c']])
  const after = await ask('graph.analyse', { ...question, adjusted: ['m', 'c'] })
  expect(after.question!.valid).toBe(true)
  expect(after.edgeRoles).toEqual(['causal', 'neither', 'neither', 'neither', 'neither'])
})
