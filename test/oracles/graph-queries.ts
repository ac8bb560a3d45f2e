import type { Graph, GraphEdge } from '../../src-main/contract/graph.ts'
import type { ask as askHandler } from '../graph/ask.ts'

/** Asks a graph method; set before the first case. */
let ask: typeof askHandler

/** Lets the cases be asked in this way. */
export function askThrough(way: typeof askHandler): void {
  ask = way
}

export interface GraphCase {
  readonly name: string
  readonly source: string
  readonly graphType?: 'dag' | 'pdag' | 'mag' | 'pag'
  readonly nodes: readonly string[]
  readonly edges: readonly (readonly [string, string, string])[]
  readonly latents: readonly string[]
  readonly exposures: string[]
  readonly outcomes: string[]
  readonly adjusted: string[]
  readonly selected?: readonly string[]
  readonly query: string
  readonly args?: {
    readonly x?: string | string[]
    readonly y?: string | string[]
    readonly z?: string | string[]
    readonly of?: string | string[]
    readonly set?: string[]
    readonly must?: string[]
    readonly forbidden?: string[]
    readonly required?: string[]
    readonly costs?: Record<string, number> | null
    readonly edge?: [string, string]
    readonly limit?: number
  }
  readonly expected: unknown
}

/** What we answer, and what the case expects, both in one order so that they can be compared whole. */
export interface Compared {
  readonly got: unknown
  readonly expected: unknown
}

const kinds: Readonly<Record<string, GraphEdge['kind']>> = {
  '->': 'directed',
  '<->': 'bidirected',
  '--': 'undirected',
  '@->': 'circle-arrow',
}

function graphOf({ graphType, nodes, edges, latents, selected = [] }: GraphCase): Graph {
  return {
    type: graphType ?? 'dag',
    nodes: nodes.map((id) => ({ id, latent: latents.includes(id), selected: selected.includes(id) })),
    edges: edges.map(([from, to, sign]) => ({ from, to, kind: kinds[sign] })),
  }
}

const sorted = (names: unknown): string[] => [...(names as string[])].sort()
const sortedSets = (sets: unknown): string[] =>
  (sets as string[][]).map((set) => sorted(set).join(' ')).sort()
const list = (names: string | string[] | undefined): string[] =>
  names === undefined ? [] : typeof names === 'string' ? [names] : names
const oneOf = (got: readonly string[] | null, expected: unknown): Compared =>
  got !== null && sortedSets(expected).includes(sorted(got).join(' '))
    ? { got: true, expected: true }
    : { got, expected }

const sign = (kind: GraphEdge['kind']) => Object.entries(kinds).find(([, value]) => value === kind)![0]
const sortedEdges = (edges: readonly (readonly [string, string, string])[]) =>
  edges.map(([a, b, mark]) => (mark === '->' || a < b ? `${a} ${mark} ${b}` : `${b} ${mark} ${a}`)).sort()
const compareEdges = (edges: readonly GraphEdge[], expected: unknown): Compared => ({
  got: sortedEdges(edges.map(({ from, to, kind }) => [from, to, sign(kind)] as const)),
  expected: sortedEdges(expected as [string, string, string][]),
})

type Independence = readonly [string, string, readonly string[]]
const sortedIndependences = (all: readonly Independence[]) =>
  all.map(([x, y, given]) => `${[x, y].sort().join(' _||_ ')} | ${[...given].sort().join(' ')}`).sort()

export async function answerCase(c: GraphCase): Promise<Compared> {
  const answer = queries[c.query]
  if (answer === undefined) throw new Error(`no method answers ${c.query}`)
  const graph = graphOf(c)
  return await answer({
    c,
    graph,
    question: { graph, treatments: c.exposures, outcomes: c.outcomes },
    x: list(c.args?.x),
    y: list(c.args?.y),
    given: list(c.args?.z),
    expected: c.expected,
  })
}

interface Asked {
  readonly c: GraphCase
  readonly graph: Graph
  readonly question: { graph: Graph; treatments: string[]; outcomes: string[] }
  readonly x: string[]
  readonly y: string[]
  readonly given: string[]
  readonly expected: unknown
}

const plain = (got: unknown, expected: unknown): Compared => ({ got, expected })

const queries: Readonly<Record<string, (asked: Asked) => Promise<Compared>>> = {
  d_separated: async ({ graph, x, y, given, expected }) =>
    plain((await ask('graph.dSeparated', { graph, x, y, given })).separated, expected),
  d_connected: async ({ graph, x, y, given, expected }) =>
    plain(!(await ask('graph.dSeparated', { graph, x, y, given })).separated, expected),
  d_connected_nodes: async ({ graph, x, given, expected }) =>
    plain(sorted((await ask('graph.connectedNodes', { graph, x, given })).connected), sorted(expected)),
  d_separated_nodes: async ({ graph, x, given, expected }) =>
    plain(sorted((await ask('graph.connectedNodes', { graph, x, given })).separated), sorted(expected)),

  is_adjustment_set: async ({ c, question, expected }) =>
    plain((await ask('graph.checkAdjustmentSet', { ...question, set: c.args!.set! })).valid, expected),
  is_adjustment_set_direct: async ({ c, question, expected }) =>
    plain(
      (await ask('graph.checkAdjustmentSet', { ...question, effect: 'direct', set: c.args!.set! })).valid,
      expected,
    ),
  is_adjustment_set_causal_odds_ratio: async ({ c, question, expected }) =>
    plain((await ask('graph.checkOddsRatioSet', { ...question, set: c.args!.set! })).valid, expected),
  violates_adjustment_criterion: async ({ c, question, expected }) =>
    plain((await ask('graph.violatingNodes', { ...question, set: c.adjusted })).violates, expected),
  violating_nodes: async ({ c, question, expected }) =>
    plain((await ask('graph.violatingNodes', { ...question, set: c.adjusted })).nodes, expected),

  minimal_adjustment_sets_total: async ({ c, question, expected }) => {
    const include = [...c.adjusted, ...(c.args?.must ?? [])]
    const answer = await ask('graph.adjustmentSets', { ...question, include, exclude: c.args?.forbidden })
    return plain(sortedSets(answer.minimal), sortedSets(expected))
  },
  minimal_adjustment_sets_direct: async ({ c, question, expected }) => {
    const answer = await ask('graph.adjustmentSets', { ...question, effect: 'direct', include: c.adjusted })
    return plain(sortedSets(answer.minimal), sortedSets(expected))
  },
  minimal_adjustment_sets_dowhy: async ({ question, expected }) =>
    plain(sortedSets((await ask('graph.adjustmentSets', question)).minimal), sortedSets(expected)),
  one_minimal_adjustment_set_of: async ({ question, expected }) =>
    oneOf((await ask('graph.adjustmentSets', question)).minimal[0] ?? null, expected),
  backdoor_minimal_sets_any_of: async ({ question, expected }) =>
    oneOf((await ask('graph.adjustmentSets', question)).minimal[0] ?? null, expected),
  all_adjustment_sets: async ({ question, expected }) =>
    plain(sortedSets((await ask('graph.allAdjustmentSets', question)).sets), sortedSets(expected)),
  count_all_adjustment_sets: async ({ question, expected }) =>
    plain((await ask('graph.allAdjustmentSets', question)).count, expected),
  backdoor_maximal_set: async ({ question, expected }) =>
    plain(sorted((await ask('graph.largestAdjustmentSet', question)).set ?? ['none']), sorted(expected)),
  direct_effect_maximal_set: async ({ question, expected }) => {
    const { set } = await ask('graph.largestAdjustmentSet', { ...question, effect: 'direct' })
    return plain(sorted(set ?? ['none']), sorted(expected))
  },

  optimal_adjustment_set: async ({ c, question, expected }) => {
    const { optimal } = await ask('graph.adjustmentSets', { ...question, include: c.args?.required })
    return plain(optimal === null ? null : sorted(optimal), bestByBruteForce[c.name] ?? expected)
  },
  optimal_minimal_adjustment_set: async ({ c, question, expected }) => {
    const answer = await ask('graph.adjustmentSets', { ...question, include: c.args?.required })
    return plain(sorted(answer.optimalMinimal), sorted(expected))
  },
  optimal_mincost_adjustment_set: async ({ c, question, expected }) => {
    const params = { ...question, include: c.args?.required, costs: c.args?.costs }
    return plain(sorted((await ask('graph.adjustmentSets', params)).minimumCost!.set), sorted(expected))
  },

  find_minimal_d_separator: async ({ c, graph, x, y, expected }) => {
    const params = { graph, x, y, include: c.args?.must, exclude: c.args?.forbidden }
    const { nearest } = await ask('graph.minimalSeparators', params)
    return plain(nearest === null ? false : sorted(nearest), expected === false ? false : sorted(expected))
  },
  minimal_d_separators: async ({ c, graph, x, y, expected }) => {
    const { sets } = await ask('graph.minimalSeparators', { graph, x, y, include: c.args?.must })
    return plain(sortedSets(sets), sortedSets(expected))
  },
  close_separator: async ({ graph, x, y, expected }) =>
    plain(sorted((await ask('graph.minimalSeparators', { graph, x, y })).nearest), sorted(expected)),
  min_vertex_cut: async ({ graph, x, y, expected }) =>
    plain((await ask('graph.minimumVertexCut', { graph, x, y })).size, expected),

  identifiable: async ({ question, expected }) =>
    plain((await ask('graph.identify', question)).identifiable, expected),
  id_expression: async ({ c, question }) => {
    const { estimand } = await ask('graph.identify', question)
    return plain(estimand?.text, textbookExpressions[c.name])
  },
  is_frontdoor_set: async ({ c, question, expected }) =>
    plain((await ask('graph.checkFrontdoorSet', { ...question, set: c.args!.set! })).valid, expected),
  frontdoor_set_any_of: async ({ question, expected }) =>
    plain((await ask('graph.frontdoorSets', question)).sets, expected),

  conditional_instruments: async ({ question, expected }) => {
    const { instruments } = await ask('graph.instruments', question)
    return plain(
      instruments.map(({ instrument, given }) => [instrument, given]),
      expected,
    )
  },
  first_instrument_conditioning_set: async ({ question, expected }) =>
    plain((await ask('graph.instruments', question)).instruments[0].given, expected),
  ancestral_instrument_conditioning_set: async ({ c, graph, x, y, expected }) => {
    const params = { graph, treatments: x, outcomes: y, instrument: list((c.args as { z?: string }).z)[0] }
    return plain((await ask('graph.ancestralInstrument', params)).given, expected)
  },

  intermediates: async ({ question, expected }) =>
    plain(sorted((await ask('graph.mediators', question)).nodes), sorted(expected)),
  direct_equals_total: async ({ question, expected }) =>
    plain((await ask('graph.mediators', question)).directEqualsTotal, expected),
  linear_tree_identification: async ({ graph, expected }) => {
    const { coefficients } = await ask('graph.linearIdentification', { graph })
    const wanted = expected as Record<string, { solutions: number; instrument?: string }>
    return plain(
      Object.fromEntries(
        coefficients.map(({ to, by, via, solutions }) => [
          to,
          { solutions, ...(by === 'instrument' ? { instrument: via } : {}) },
        ]),
      ),
      Object.fromEntries(
        Object.entries(wanted).map(([node, { solutions, instrument }]) => [
          node,
          { solutions, ...(instrument === undefined ? {} : { instrument }) },
        ]),
      ),
    )
  },

  biasing_edges: async ({ c, question, expected }) =>
    compareEdges((await ask('graph.biasingEdges', { ...question, adjusted: c.adjusted })).edges, expected),
  count_paths: async ({ c, graph, expected }) =>
    plain((await ask('graph.paths', { graph, x: c.exposures, y: c.outcomes })).count, expected),

  minimal_testable_implications: async ({ graph, expected }) => {
    const { implications } = await ask('graph.implications', { graph })
    return plain(
      sortedIndependences(implications.map(({ x, y, given }) => [x, y, given])),
      sortedIndependences(expected as Independence[]),
    )
  },
  minimal_testable_implications_prefix: async ({ c, graph, expected }) => {
    const { implications } = await ask('graph.implications', { graph, limit: c.args!.limit! })
    return plain(
      sortedIndependences(implications.map(({ x, y, given }) => [x, y, given])),
      sortedIndependences(expected as Independence[]),
    )
  },
  basis_implications: async ({ graph, expected }) => {
    const { implications } = await ask('graph.implications', { graph, kind: 'basis' })
    return plain(
      sortedIndependences(implications.map(({ x, y, given }) => [x, y, given])),
      sortedIndependences(expected as Independence[]),
    )
  },
  count_implication_pairs: async ({ graph, expected }) => {
    const { implications } = await ask('graph.implications', { graph })
    return plain(new Set(implications.map(({ x, y }) => `${x} ${y}`)).size, expected)
  },
  count_vanishing_tetrads: async ({ graph, expected }) =>
    plain((await ask('graph.vanishingTetrads', { graph })).count, expected),
  vanishing_tetrads: async ({ graph, expected }) => {
    const { tetrads } = await ask('graph.vanishingTetrads', { graph })
    return plain(tetrads.map(sameTetrad).sort(), (expected as string[][]).map(sameTetrad).sort())
  },

  ancestors: async ({ c, graph, expected }) =>
    plain(sorted((await ask('graph.ancestors', { graph, node: c.args!.of! })).nodes), sorted(expected)),
  markov_blanket: async ({ c, graph, expected }) =>
    plain(sorted((await ask('graph.markovBlanket', { graph, node: c.args!.of! })).nodes), sorted(expected)),
  has_cycle: async ({ graph, expected }) =>
    plain((await ask('graph.findCycle', { graph })).cycle !== null, expected),
  transitive_closure_edges: async ({ graph, expected }) =>
    compareEdges((await ask('graph.transitiveClosure', { graph })).graph.edges, expected),
  transitive_reduction_edges: async ({ graph, expected }) =>
    compareEdges((await ask('graph.transitiveReduction', { graph })).graph.edges, expected),
  cpdag_edges: async ({ graph, expected }) =>
    compareEdges((await ask('graph.equivalenceClass', { graph })).graph.edges, expected),
  mag_edges: async ({ graph, expected }) =>
    compareEdges((await ask('graph.mag', { graph })).graph.edges, expected),
  count_markov_equivalent_dags: async ({ graph, expected }) =>
    plain((await ask('graph.countEquivalentDags', { graph })).count, expected),
  edge_visible: async ({ c, graph, expected }) => {
    const [from, to] = c.args!.edge!
    return plain((await ask('graph.edgeDirection', { graph, from, to })).visible, expected)
  },
  edge_strongly_protected: async ({ c, graph, expected }) => {
    const [from, to] = c.args!.edge!
    return plain((await ask('graph.edgeDirection', { graph, from, to })).stronglyProtected, expected)
  },
}

/** `[a, b, c, d]` says cov(a, b)·cov(c, d) = cov(a, c)·cov(b, d): rows {a, d} against columns {b, c}. */
function sameTetrad(tetrad: readonly string[]): string {
  const [a, b, c, d] = tetrad
  return [[a, d].sort().join(' '), [b, c].sort().join(' ')].sort().join(' | ')
}

/**
 * Where DoWhy answers null by a sufficient condition though a set is best: test/properties/graph-optimal.test.ts compares
 * all valid sets of these two graphs on random linear models.
 */
const bestByBruteForce: Readonly<Record<string, string[]>> = {
  ssr21_fig6: ['F', 'T'],
  sr22_fig2: ['F', 'L', 'R', 'T'],
}

/** y0's expressions, simplified as the textbooks have them; the property tests evaluate ID against the truth. */
const textbookExpressions: Readonly<Record<string, string>> = {
  line2: 'P(Y | do(X)) = P(Y)',
  line3: 'P(Y | do(X)) = P(Y | X)',
  line7: 'P(Y1 | do(X)) = Σ_W1 P(Y1 | X, W1) P(W1)',
  fig2b: 'P(Y | do(X)) = P(Y | X)',
  fig2d: 'P(Y | do(X)) = Σ_Z P(Y | X, Z) P(Z)',
  napkin: 'P(Y | do(X)) = [Σ_Z2 P(X, Y | Z1, Z2) P(Z2)] / [Σ_Z2 P(X | Z1, Z2) P(Z2)]',
}
