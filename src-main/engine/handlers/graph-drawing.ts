import { fail } from '../../contract/errors.ts'
import type { Graph, GraphEdge, GraphRoles } from '../../contract/graph.ts'
import type { ImplicationsAnswer } from '../../contract/graph-answers.ts'
import type { graphMethods } from '../../contract/graph-methods.ts'
import { refuseOverlap } from '../../graph/adjustment.ts'
import { biasingEdges } from '../../graph/biasing-edges.ts'
import { type CausalGraph, namesOf, toContract, withEdges } from '../../graph/causal-graph.ts'
import { causalQuestion } from '../../graph/causal-question.ts'
import { compileGraph, nodesNamed } from '../../graph/compile-graph.ts'
import { drawingAnswers, type EdgeRole, edgeRoles, mostDrawnNodes } from '../../graph/drawing-answers.ts'
import { basisImplications, type Implications, minimalImplications } from '../../graph/implications.ts'
import { type Drawing, drawingOf } from '../../graph/pictures/legend.ts'
import { svgPicture } from '../../graph/pictures/svg.ts'
import { tikzPicture } from '../../graph/pictures/tikz.ts'
import { graphOf, parseReference, readGraph } from '../../graph/read-graph.ts'
import { testImplications } from '../../graph/test-implications.ts'
import { vanishingTetrads } from '../../graph/tetrads.ts'
import type { Handlers } from '../handler.ts'
import { answerPaths } from './graph-separation.ts'

type Methods = Pick<
  typeof graphMethods,
  'graph.implications' | 'graph.vanishingTetrads' | 'graph.biasingEdges' | 'graph.analyse' | 'graph.picture'
>

export const graphDrawingHandlers: Handlers<Methods> = {
  'graph.implications': async (params, { monitor, table }) => {
    const graph = readGraph(params.graph)
    const found =
      params.kind === 'basis'
        ? basisImplications(graph, params.limit)
        : minimalImplications(graph, params.limit, params.perPair, monitor)
    const answer = answerImplications(graph, found)
    if (params.table === undefined) return answer
    const data = await table(params.table)
    return { ...answer, implications: testImplications(answer.implications, data, params.alpha, monitor) }
  },

  'graph.vanishingTetrads': (params, { monitor }) => {
    const graph = readGraph(params.graph)
    const { tetrads, complete } = vanishingTetrads(graph, params.limit, monitor)
    return { tetrads: tetrads.map((tetrad) => namesOf(graph, tetrad)), count: tetrads.length, complete }
  },

  'graph.biasingEdges': (params) => {
    const graph = readGraph(params.graph)
    const question = causalQuestion(graph, params.treatments, params.outcomes, 'total')
    const adjusted = nodesNamed(graph, params.adjusted)
    refuseOverlap(graph, adjusted, [...question.x, ...question.y])
    const chosen = new Set(biasingEdges(question, adjusted))
    const biasing = withEdges(
      graph,
      graph.edges.filter((_, e) => chosen.has(e)),
    )
    return { edges: toContract(biasing).edges }
  },

  'graph.analyse': (params, { monitor }) => {
    const stated = graphOf(params.graph)
    const graph = compileGraph(stated)
    const adjusted = nodesNamed(graph, params.adjusted)
    refuseOverlap(graph, adjusted, nodesNamed(graph, [...params.treatments, ...params.outcomes]))
    const answers = drawingAnswers(
      graph,
      params.treatments,
      params.outcomes,
      adjusted,
      params.effect,
      monitor,
    )
    const { question } = answers
    return {
      edgeRoles: rolesAsStated(stated, graph, answers.roles),
      question:
        question === null
          ? null
          : {
              valid: question.verdict.valid,
              reason: question.verdict.reason,
              minimal: question.minimal.map((set) => namesOf(graph, set)),
              minimalComplete: question.minimalComplete,
              paths: answerPaths(graph, question.paths),
            },
      implications: answerImplications(graph, answers.implications),
    }
  },

  'graph.picture': ({ graph, roles, format }) => {
    const read = parseReference(graph)
    const drawing = pictureOf(read.graph, roles ?? read.roles)
    return { pieces: format === 'svg' ? svgPicture(drawing) : tikzPicture(drawing) }
  },
}

function pictureOf(graph: Graph, roles: GraphRoles): Drawing {
  const compiled = compileGraph(graph)
  if (compiled.size > mostDrawnNodes)
    throw fail('GRAPH_TOO_LARGE', { count: compiled.size, limit: mostDrawnNodes })
  nodesNamed(compiled, [...roles.treatments, ...roles.outcomes, ...roles.adjusted])
  if (roles.treatments.length === 0 || roles.outcomes.length === 0) return drawingOf(graph, roles, [])
  const question = causalQuestion(compiled, roles.treatments, roles.outcomes, 'total')
  const shown = edgeRoles(question, nodesNamed(compiled, roles.adjusted))
  return drawingOf(graph, roles, rolesAsStated(graph, compiled, shown))
}

/** For the edges as the request states them, of which the compiled graph may have merged some. */
function rolesAsStated(graph: Graph, compiled: CausalGraph, roles: readonly EdgeRole[]): EdgeRole[] {
  const roleOf = new Map(toContract(compiled).edges.map((edge, e) => [keyOf(edge), roles[e]]))
  return graph.edges.map((edge) => roleOf.get(keyOf(edge)) ?? 'neither')
}

function keyOf({ from, to, kind }: GraphEdge): string {
  const symmetric = kind === 'bidirected' || kind === 'undirected' || kind === 'circle-circle'
  return (symmetric && to < from ? [to, kind, from] : [from, kind, to]).join('\n')
}

function answerImplications(
  graph: CausalGraph,
  { implications, complete }: Implications,
): ImplicationsAnswer {
  return {
    implications: implications.map(({ x, y, given }) => ({
      x: graph.names[x],
      y: graph.names[y],
      given: namesOf(graph, given),
    })),
    count: implications.length,
    complete,
  }
}
