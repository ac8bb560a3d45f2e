import { describe, expect, test } from 'vitest'
import { ask, codeOf } from './ask.ts'

const edgesOf = async (
  text: string,
  format?: 'dagitty' | 'dot' | 'gml' | 'graphml' | 'tetrad' | 'bif' | 'lavaan' | 'json',
) => {
  const { graph } = await ask('graph.parse', { text, format })
  return graph.edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`)
}

describe('DAGitty', () => {
  test('chains, groups, roles and positions are read', async () => {
    const text =
      'dag "my graph" { bb="0,0,1,1"\n x [exposure,pos="-1.5,0.25"] y [o] z [a] u [latent]\n z -> {x y}; x -> m -> y <- u }'
    const { graph, roles } = await ask('graph.parse', { text })
    expect(roles).toEqual({ treatments: ['x'], outcomes: ['y'], adjusted: ['z'] })
    expect(graph.nodes[0]).toEqual({ id: 'x', position: { x: -150, y: 25 } })
    expect(graph.nodes.find(({ id }) => id === 'u')).toEqual({ id: 'u', latent: true })
    expect(graph.edges).toHaveLength(5)
  })

  test('a pag with circles is read', async () => {
    expect(await edgesOf('pag { a @-> b @-@ c --@ d }')).toEqual([
      'a circle-arrow b',
      'b circle-circle c',
      'd circle-line c',
    ])
  })

  test('an edge stated again counts once, and what is noted of it is kept', async () => {
    const { graph } = await ask('graph.parse', {
      text: 'dag { a -> b  a -> b [reason="seen"]  b <-> c  c <-> b  a <-> b }',
    })
    expect(graph.edges).toEqual([
      { from: 'a', to: 'b', kind: 'directed', reason: 'seen' },
      { from: 'b', to: 'c', kind: 'bidirected' },
      { from: 'a', to: 'b', kind: 'bidirected' },
    ])
  })

  test('text without braces is a graph only where it has an edge', async () => {
    expect(await edgesOf('a -> b')).toEqual(['a directed b'])
    await expect(ask('graph.parse', { text: '\n  hello world' })).rejects.toMatchObject({
      code: 'GRAPH_SYNTAX_EXPECTED',
      parameters: { line: 2, column: 3, found: 'hello' },
    })
  })

  test('nodes named like words of the language are nodes', async () => {
    expect(await edgesOf('dag { length -> push -> pop map -> length }')).toHaveLength(3)
  })
})

describe('DAGitty before 2.0', () => {
  test('lists of variables and of their children are read', async () => {
    const text = 'ein%20X E @-1.5,0.25\nY O @1,0\nZ A\nL U\n\nein%20X Y\nZ ein%20X Y @0.2,0.1\nL Y Z\nZ L\n'
    const { graph, roles, format } = await ask('graph.parse', { text })
    expect(format).toBe('dagitty')
    expect(roles).toEqual({ treatments: ['ein X'], outcomes: ['Y'], adjusted: ['Z'] })
    expect(graph.nodes[0]).toEqual({ id: 'ein X', position: { x: -150, y: 25 } })
    expect(graph.nodes[3]).toEqual({ id: 'L', latent: true })
    expect(graph.edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`)).toEqual([
      'ein X directed Y',
      'Z directed ein X',
      'Z directed Y',
      'L directed Y',
      'L bidirected Z',
    ])
  })

  test('a name that is not listed is refused where it stands', async () => {
    await expect(ask('graph.parse', { text: 'x 1\ny 1\n\nx y\ny q\n' })).rejects.toMatchObject({
      code: 'GRAPH_SYNTAX_NODE_UNKNOWN',
      parameters: { line: 5, column: 3 },
    })
  })
})

describe('DOT', () => {
  test('ports and labels in markup are read over', async () => {
    const text =
      'digraph { a [label=<<b>x</b> &lt; <i>y</i>>, shape=box]; a:n -> b:p:s; c -> a [label=<z> color=red] }'
    expect(await edgesOf(text)).toEqual(['a directed b', 'c directed a'])
  })

  test('arrowheads, defaults, ports, subgraphs and hidden causes are read', async () => {
    const text = `strict digraph "g" { // a comment
      rankdir=LR; node [shape=box]; U [observed="no"];
      subgraph cluster_0 { a; b } -> c [weight=2]
      a:e -> d [dir=both]; edge [dir=back]; c -> d }`
    const { graph } = await ask('graph.parse', { text })
    expect(graph.nodes.find(({ id }) => id === 'U')).toEqual({ id: 'U', latent: true })
    expect(graph.edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`)).toEqual([
      'a directed c',
      'b directed c',
      'a bidirected d',
      'd directed c',
    ])
  })
})

test('GML as DoWhy writes it is read', async () => {
  const text =
    'graph[directed 1 node[ id "X" label "X"] node[ id "Y" label "Y"] node[ id "U" label "U" observed "no"] edge[source "X" target "Y"] edge[source "U" target "Y"]]'
  expect(await edgesOf(text)).toEqual(['X directed Y', 'U directed Y'])
})

test('lavaan factors, modifiers and covariances are read', async () => {
  const text =
    'visual =~ x1 + 0.5*x2 +\n  x3 # indicators\n y ~ b1*visual + age; y ~~ x1\n y ~ 1\n ind := b1*b1'
  expect(await edgesOf(text)).toEqual([
    'visual directed x1',
    'visual directed x2',
    'visual directed x3',
    'visual directed y',
    'age directed y',
    'y bidirected x1',
  ])
})

test('a Tetrad pag with attributes behind its edges is read', async () => {
  const text =
    'Graph Nodes:\nX1;X2;(L);X4\n\nGraph Edges:\n1. X1 o-> X2 pd nl\n2. L --> X4\n\nGraph Attributes:\nScore: 1\n'
  const { graph } = await ask('graph.parse', { text })
  expect(graph.type).toBe('pag')
  expect(graph.nodes[2]).toEqual({ id: 'L', latent: true })
  expect(graph.edges).toHaveLength(2)
})

test('a BIF network with tables is read', async () => {
  const text = `network asia { property "made by hand"; }
variable smoke { type discrete [ 2 ] { yes, no }; }
variable lung { type discrete [ 2 ] { yes, no }; }
probability ( smoke ) { table 0.5, 0.5; }
probability ( lung | smoke ) { (yes) 0.1, 0.9; (no) 0.01, 0.99; }`
  expect(await edgesOf(text)).toEqual(['smoke directed lung'])
})

const mistakes: readonly [string, string, string, number, number][] = [
  ['dagitty', 'dag { x -> y', 'GRAPH_SYNTAX_ENDED', 1, 13],
  ['dagitty', 'dag {\n  x -> ]\n}', 'GRAPH_SYNTAX_EXPECTED', 2, 8],
  ['dagitty', 'dag { x $ y }', 'GRAPH_SYNTAX_UNREADABLE', 1, 9],
  ['dagitty', 'dag {\n a -> b\n b -> c\n c -> a\n}', 'GRAPH_TEXT_CYCLE', 4, 4],
  ['dagitty', 'dag { a -- b }', 'GRAPH_TEXT_EDGE', 1, 9],
  ['dagitty', 'dag { x [pos="far"] }', 'GRAPH_SYNTAX_EXPECTED', 1, 7],
  ['dagitty', '', 'GRAPH_SYNTAX_EMPTY', 1, 1],
  ['dot', 'digraph { a -> b [dir=up] }', 'GRAPH_SYNTAX_EXPECTED', 1, 13],
  ['dot', 'digraph { a -> }', 'GRAPH_SYNTAX_EXPECTED', 1, 16],
  ['gml', 'graph [ node [ id 1 ]\n edge [ source 1 target 2 ] ]', 'GRAPH_SYNTAX_NODE_UNKNOWN', 2, 2],
  ['gml', 'graph [ node [ id 1 ]', 'GRAPH_SYNTAX_ENDED', 1, 22],
  ['gml', 'graph [ node [ id 1 ] node [ id 1 ] ]', 'GRAPH_SYNTAX_NODE_TWICE', 1, 23],
  ['graphml', '<graphml>\n<graph><node id="a"></graph></graphml>', 'GRAPH_SYNTAX_EXPECTED', 2, 21],
  [
    'graphml',
    '<graphml><graph><edge source="a" target="b"/></graph></graphml>',
    'GRAPH_SYNTAX_NODE_UNKNOWN',
    1,
    17,
  ],
  ['graphml', '<svg></svg>', 'GRAPH_SYNTAX_EXPECTED', 1, 1],
  ['tetrad', 'Graph Nodes:\na;b\nGraph Edges:\n1. a ==> b', 'GRAPH_SYNTAX_EXPECTED', 4, 6],
  ['tetrad', 'Graph Nodes:\na;b\nGraph Edges:\n1. a --> c', 'GRAPH_SYNTAX_NODE_UNKNOWN', 4, 4],
  ['bif', 'network n { }\nvariable a { }\nprobability ( b ) { }', 'GRAPH_SYNTAX_NODE_UNKNOWN', 3, 15],
  ['bif', 'variable a {', 'GRAPH_SYNTAX_ENDED', 1, 13],
  ['lavaan', 'y ~ x\nz x', 'GRAPH_SYNTAX_EXPECTED', 2, 1],
  ['lavaan', 'y ~ x +', 'GRAPH_SYNTAX_ENDED', 1, 8],
  ['lavaan', 'y ~ 2x', 'GRAPH_SYNTAX_UNREADABLE', 1, 5],
  ['json', '{"nodes": [{"id": "a"}], "edges": [}', 'GRAPH_SYNTAX_EXPECTED', 1, 36],
  ['json', '{"nodes": [{"id": 7}], "edges": []}', 'GRAPH_SYNTAX_VALUE', 1, 19],
  ['json', '{"nodes": [{"id": "a"}, {"id": "a"}], "edges": []}', 'GRAPH_SYNTAX_NODE_TWICE', 1, 25],
  [
    'json',
    '{"nodes": [{"id": "a"}],\n "edges": [{"from": "a", "to": "b"}]}',
    'GRAPH_SYNTAX_NODE_UNKNOWN',
    2,
    12,
  ],
]

test.each(mistakes)(
  'a mistake in %s is found where it stands: %j',
  async (format, text, code, line, column) => {
    const failure = ask('graph.parse', { text, format: format as 'dagitty' })
    await expect(failure).rejects.toMatchObject({ code, parameters: { line, column } })
  },
)

test('a cycle closed far from where it began is placed at its last edge', async () => {
  const chain = Array.from({ length: 5000 }, (_, i) => `v${i} -> v${i + 1}`).join('\n')
  const failure = ask('graph.parse', { text: `dag {\n${chain}\nv5000 -> v0\n}` })
  await expect(failure).rejects.toMatchObject({ code: 'GRAPH_TEXT_CYCLE', parameters: { line: 5002 } })
})

test('a format that cannot hold a graph says so rather than lose something', async () => {
  const graph = {
    type: 'pag' as const,
    nodes: [{ id: 'a' }, { id: 'b c' }],
    edges: [{ from: 'a', to: 'b c', kind: 'circle-arrow' as const }],
  }
  for (const format of ['lavaan', 'bif', 'tetrad'] as const)
    expect(await codeOf(ask('graph.export', { graph, format }))).toBe('GRAPH_FORMAT_CANNOT')
})

test('a text says what of the graph it does not hold', async () => {
  const graph = {
    type: 'dag' as const,
    nodes: [
      { id: 'a', latent: true, tier: 0 },
      { id: 'b', selected: true, tier: 1, position: { x: 10, y: 20 } },
      { id: 'c' },
    ],
    edges: [
      { from: 'a', to: 'b', kind: 'directed' as const, author: 'Lin', reason: 'trial', confidence: 0.9 },
    ],
    absent: [{ from: 'b', to: 'c', reason: 'no such mechanism' }],
  }
  const roles = { treatments: ['a'], outcomes: ['b'], adjusted: [] }
  const lost = async (format: 'json' | 'gml' | 'dagitty' | 'tetrad' | 'lavaan' | 'bif') =>
    (await ask('graph.export', { graph, roles, format })).lost
  expect(await lost('json')).toEqual([])
  expect(await lost('gml')).toEqual([])
  expect(await lost('dagitty')).toEqual(['absences'])
  expect(await lost('tetrad')).toEqual(['selection', 'roles', 'tiers', 'positions', 'reasons', 'absences'])
  expect(await lost('bif')).toEqual([
    'latents',
    'selection',
    'roles',
    'tiers',
    'positions',
    'reasons',
    'absences',
  ])
})

test('missing edges in GraphML that are no list are refused with their place', async () => {
  const text = '<graphml><graph><data key="absent">nothing</data><node id="a"/></graph></graphml>'
  await expect(ask('graph.parse', { text, format: 'graphml' })).rejects.toMatchObject({
    code: 'GRAPH_SYNTAX_EXPECTED',
    parameters: { line: 1, column: 10 },
  })
})
