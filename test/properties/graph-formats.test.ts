import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Graph, GraphEdge, GraphFormatName, GraphRoles } from '../../src-main/contract/graph.ts'
import { ask } from '../graph/ask.ts'

const seed = 20261126

const oddNames = [
  'a',
  'b b',
  'Größe',
  '价格',
  'o',
  'x"y',
  'dag',
  'node',
  'a\\b',
  '1st',
  'A.B_c',
  "it's",
  '<&>',
]
const plainNames = ['a', 'o', 'Größe', '价格', 'A.B_c', 'x1', 'edge', 'z_2']
const kinds = [
  'directed',
  'bidirected',
  'undirected',
  'circle-arrow',
  'circle-circle',
  'circle-line',
] as const

/** A graph of some type with kinds of edges that the type allows, and roles on it. */
function drawings(names: readonly string[], types: readonly Graph['type'][], latent: boolean) {
  return fc
    .record({
      type: fc.constantFrom(...types),
      ids: fc.shuffledSubarray([...names], { minLength: 1 }),
      bits: fc.infiniteStream(fc.integer({ min: 0, max: 99 })),
    })
    .map(({ type, ids, bits }) => {
      const draw = () => bits.next().value
      const allowed = kinds.slice(0, type === 'dag' ? 2 : type === 'pag' ? 6 : 3)
      const edges: GraphEdge[] = []
      const absent: NonNullable<Graph['absent']> = []
      ids.forEach((from, i) => {
        for (const to of ids.slice(i + 1)) {
          if (draw() >= 40) {
            if (draw() < 10) absent.push({ from: to, to: from, ...note(draw) })
            continue
          }
          const kind = allowed[draw() % allowed.length]
          const [a, b] = kind === 'directed' || draw() < 50 ? [from, to] : [to, from]
          edges.push({ from: a, to: b, kind, ...note(draw) })
        }
      })
      const nodes = ids.map((id) => ({
        id,
        ...(latent && draw() < 20 ? { latent: true } : {}),
        ...(latent && draw() < 10 ? { selected: true } : {}),
        ...(draw() < 20 ? { tier: draw() / 8 - 4 } : {}),
        ...(draw() < 30 ? { position: { x: draw() * 10, y: draw() * -10 } } : {}),
      }))
      const roles = { treatments: ids.slice(0, 1), outcomes: ids.slice(1, 2), adjusted: ids.slice(2, 3) }
      const forbidden = inTime(nodes, edges)
      return {
        graph: { type, nodes: forbidden, edges, ...(absent.length > 0 ? { absent } : {}) } as Graph,
        roles,
      }
    })
}

/** Why an edge is there, or is not, or nothing. */
function note(draw: () => number) {
  return {
    ...(draw() < 20 ? { author: oddNames[draw() % oddNames.length] } : {}),
    ...(draw() < 20 ? { reason: `line 1\nline "2" & <3> \\ [${draw()}]` } : {}),
    ...(draw() < 20 ? { confidence: draw() / 100 } : {}),
  }
}

/** The nodes without tiers where an edge would lead into the past. */
function inTime(nodes: readonly Graph['nodes'][number][], edges: readonly GraphEdge[]) {
  const tier = (id: string) => nodes.find((node) => node.id === id)?.tier
  const late = edges.some(
    ({ from, to, kind }) =>
      kind !== 'undirected' &&
      (tier(from) ?? Number.NEGATIVE_INFINITY) > (tier(to) ?? Number.POSITIVE_INFINITY),
  )
  return late ? nodes.map(({ tier: _, ...node }) => node) : nodes
}

/** Symmetric edges have no first end, and the sign of nought does not matter. */
function normal(graph: Graph): unknown {
  const symmetric = new Set(['bidirected', 'undirected', 'circle-circle'])
  const edges = graph.edges.map(({ from, to, kind, author, reason, confidence }) => [
    ...(symmetric.has(kind) && to < from ? [to, kind, from] : [from, kind, to]),
    ...[author, reason, confidence],
  ])
  const nodes = graph.nodes.map((node) => [
    node.id,
    node.latent === true,
    node.selected === true,
    node.tier,
    node.position === undefined ? null : [node.position.x + 0, node.position.y + 0],
  ])
  return { type: graph.type, nodes, edges: edges.map(String).sort(), absent: graph.absent ?? [] }
}

async function roundTrip(format: GraphFormatName, graph: Graph, roles: GraphRoles) {
  const { text } = await ask('graph.export', { graph, roles, format })
  return await ask('graph.parse', { text, format })
}

test.each(['json', 'dagitty', 'dot', 'gml', 'graphml'] as const)(
  '%s gives back any graph as it was',
  async (format) => {
    await fc.assert(
      fc.asyncProperty(drawings(oddNames, ['dag', 'pdag', 'mag', 'pag'], true), async ({ graph, roles }) => {
        const back = await roundTrip(format, graph, roles)
        const { text, lost } = await ask('graph.export', { graph, roles, format })
        const said = (graph.absent ?? []).some((pair) => Object.keys(pair).length > 2)
        expect(lost).toEqual(format === 'dagitty' && said ? ['absences'] : [])
        const held = format === 'dagitty' ? { ...graph, absent: [] } : graph
        expect(normal(back.graph)).toEqual(normal(held))
        expect(back.roles).toEqual(roles)
        expect((await ask('graph.parse', { text })).format).toBe(format)
      }),
      { seed, numRuns: 150 },
    )
  },
)

test('Tetrad text gives back nodes, latents and edges', async () => {
  await fc.assert(
    fc.asyncProperty(drawings(plainNames, ['dag', 'pag'], false), async ({ graph, roles }) => {
      const back = await roundTrip('tetrad', graph, roles)
      const bare = graph.nodes.map(({ id }) => ({ id }))
      const edges = graph.edges.map(({ from, to, kind }) => ({ from, to, kind }))
      const type = graph.edges.some(({ kind }) => kind.startsWith('circle'))
        ? 'pag'
        : graph.edges.some(({ kind }) => kind === 'undirected')
          ? 'pdag'
          : 'dag'
      expect(normal(back.graph)).toEqual(normal({ type, nodes: bare, edges }))
    }),
    { seed, numRuns: 150 },
  )
})

test('BIF gives back the structure', async () => {
  await fc.assert(
    fc.asyncProperty(drawings(plainNames, ['dag'], false), async ({ graph, roles }) => {
      const directed = {
        type: graph.type,
        nodes: graph.nodes.map(({ id }) => ({ id })),
        edges: graph.edges.flatMap(({ from, to, kind }) => (kind === 'directed' ? [{ from, to, kind }] : [])),
      }
      const back = await roundTrip('bif', directed, roles)
      expect(normal(back.graph)).toEqual(normal(directed))
    }),
    { seed, numRuns: 150 },
  )
})

test('lavaan syntax gives back paths, covariances and factors', async () => {
  await fc.assert(
    fc.asyncProperty(drawings(plainNames, ['dag'], true), async ({ graph, roles }) => {
      const nodes = graph.nodes.map(({ id, latent }) => ({
        id,
        ...(latent === true && hasIndicator(graph, id) ? { latent } : {}),
      }))
      const edges = graph.edges.map(({ from, to, kind }) => ({ from, to, kind }))
      const plain = { type: graph.type, nodes, edges }
      const back = await roundTrip('lavaan', plain, roles)
      const byName = (one: Graph) =>
        normal({ ...one, nodes: [...one.nodes].sort((a, b) => (a.id < b.id ? -1 : 1)) })
      expect(byName(back.graph)).toEqual(byName(plain))
    }),
    { seed, numRuns: 150 },
  )
})

function hasIndicator(graph: Graph, id: string): boolean {
  const latent = new Set(graph.nodes.flatMap((node) => (node.latent === true ? [node.id] : [])))
  return graph.edges.some(({ from, to, kind }) => from === id && kind === 'directed' && !latent.has(to))
}

test('no text of any format brings down the reader, and every complaint has a line and a column', async () => {
  const pieces = [
    'dag',
    '{',
    '}',
    '->',
    '<->',
    'a',
    'b',
    '"',
    '[',
    ']',
    'graph',
    'node',
    'id',
    '1',
    '<',
    '>',
    '=',
    '~',
    '=~',
    '\n',
    ' ',
    ';',
    ',',
    'Graph Nodes:',
    'Graph Edges:',
    '1. a --> b',
    'network',
    'variable',
    'probability',
    '(',
    ')',
    '|',
    ':',
    '/*',
    '#',
    '\u0000',
    '😀',
  ]
  const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join(' '))
  const formats = ['json', 'dot', 'gml', 'graphml', 'tetrad', 'bif', 'lavaan', 'dagitty'] as const
  await fc.assert(
    fc.asyncProperty(texts, fc.constantFrom(...formats), async (text, format) => {
      try {
        await ask('graph.parse', { text, format })
      } catch (error) {
        const { code, parameters } = error as { code?: string; parameters?: Record<string, unknown> }
        expect(code).toMatch(/^GRAPH_/)
        expect(parameters).toMatchObject({ line: expect.any(Number), column: expect.any(Number) })
      }
    }),
    { seed, numRuns: 4000 },
  )
})
