import type { ImplicationsAnswer } from '../../contract/graph-answers.ts'
import type { graphMethods } from '../../contract/graph-methods.ts'
import { refuseOverlap } from '../../graph/adjustment.ts'
import { biasingEdges } from '../../graph/biasing-edges.ts'
import { type CausalGraph, namesOf, toContract, withEdges } from '../../graph/causal-graph.ts'
import { causalQuestion } from '../../graph/causal-question.ts'
import { nodesNamed } from '../../graph/compile-graph.ts'
import { drawingAnswers } from '../../graph/drawing-answers.ts'
import { basisImplications, type Implications, minimalImplications } from '../../graph/implications.ts'
import { readGraph } from '../../graph/read-graph.ts'
import { testImplications } from '../../graph/test-implications.ts'
import { vanishingTetrads } from '../../graph/tetrads.ts'
import type { Handlers } from '../handler.ts'
import { answerPaths } from './graph-separation.ts'

type Methods = Pick<
  typeof graphMethods,
  'graph.implications' | 'graph.vanishingTetrads' | 'graph.biasingEdges' | 'graph.analyse'
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
    const graph = readGraph(params.graph)
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
      edgeRoles: answers.roles,
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
