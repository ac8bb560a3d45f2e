import type { graphMethods } from '../../contract/graph.ts'
import {
  canonicalSet,
  checkAdjustment,
  minimalAdjustmentSets,
  refuseOverlap,
  wishesOf,
} from '../../graph/adjustment.ts'
import { namesOf } from '../../graph/causal-graph.ts'
import { causalQuestion } from '../../graph/causal-question.ts'
import { nodesNamed } from '../../graph/compile-graph.ts'
import { formats } from '../../graph/formats/format.ts'
import { graphOf, parseReference, parseText, readGraph } from '../../graph/read-graph.ts'
import { openPath } from '../../graph/separation.ts'
import { writePath } from '../../graph/write-path.ts'
import type { Handlers } from '../handler.ts'

const noRoles = { treatments: [], outcomes: [], adjusted: [] }

export const graphHandlers: Handlers<typeof graphMethods> = {
  'graph.dSeparated': (params) => {
    const graph = readGraph(params.graph)
    const [x, y, given] = [params.x, params.y, params.given].map((names) => nodesNamed(graph, names))
    refuseOverlap(graph, x, [...y, ...given])
    refuseOverlap(graph, y, given)
    const path = openPath(graph, x, y, given)
    return {
      separated: path === null,
      openPath: path === null ? null : namesOf(graph, path.nodes),
      openPathText: path === null ? null : writePath(graph, path),
    }
  },

  'graph.adjustmentSets': (params, { monitor }) => {
    const graph = readGraph(params.graph)
    const question = causalQuestion(graph, params.treatments, params.outcomes, params.effect)
    const wishes = wishesOf(question, params.include, params.exclude)
    const { minimal, complete } = minimalAdjustmentSets(question, wishes, params.limit, monitor)
    const canonical = canonicalSet(question, wishes)
    return {
      minimal: minimal.map((set) => namesOf(graph, set)),
      complete,
      canonical: canonical === null ? null : namesOf(graph, canonical),
      optimal: null,
    }
  },

  'graph.checkAdjustmentSet': (params) => {
    const graph = readGraph(params.graph)
    const question = causalQuestion(graph, params.treatments, params.outcomes, params.effect)
    const set = nodesNamed(graph, params.set)
    refuseOverlap(graph, set, [...question.x, ...question.y])
    const { valid, reason, forbidden, openPath } = checkAdjustment(question, set)
    return {
      valid,
      reason,
      forbidden: namesOf(graph, forbidden),
      openPath: openPath === null ? null : namesOf(graph, openPath.nodes),
    }
  },

  'graph.parse': (params) =>
    'graph' in params ? parseReference(params.graph) : parseText(params.text, params.format),

  'graph.export': ({ graph, roles, format }) => ({
    text: formats[format].write(graphOf(graph), roles ?? noRoles),
  }),
}
