import type { AdjustmentVerdict, CostlySet } from '../../contract/graph-answers.ts'
import type { graphMethods } from '../../contract/graph-methods.ts'
import { type Words, words } from '../../contract/words.ts'
import {
  adjustmentNetwork,
  canonicalSet,
  checkAdjustment,
  minimalAdjustmentSets,
  refuseOverlap,
  type Verdict,
  wishesOf,
} from '../../graph/adjustment.ts'
import { allAdjustmentSets } from '../../graph/all-adjustment-sets.ts'
import { namesOf } from '../../graph/causal-graph.ts'
import { type CausalQuestion, causalQuestion, type Effect } from '../../graph/causal-question.ts'
import { nodesNamed } from '../../graph/compile-graph.ts'
import { type FrontdoorFault, frontdoorFault, frontdoorSets } from '../../graph/frontdoor.ts'
import { identifyEffect } from '../../graph/identification.ts'
import { conditioningSet, instruments } from '../../graph/instruments.ts'
import { largestAdjustmentSet } from '../../graph/largest-adjustment-set.ts'
import { decompositionSet, directEqualsTotal, mediators } from '../../graph/mediation.ts'
import { minimumCostSeparator } from '../../graph/minimum-cost-separator.ts'
import { checkOddsRatio } from '../../graph/odds-ratio.ts'
import { optimalSet } from '../../graph/optimal-adjustment.ts'
import { readGraph } from '../../graph/read-graph.ts'
import { farthestSeparator } from '../../graph/separators.ts'
import { identifyTree } from '../../graph/tree-identification.ts'
import type { Handlers } from '../handler.ts'
import { costsOf, namesInOrder } from './graph-separation.ts'

type Methods = Pick<
  typeof graphMethods,
  | 'graph.adjustmentSets'
  | 'graph.checkAdjustmentSet'
  | 'graph.allAdjustmentSets'
  | 'graph.largestAdjustmentSet'
  | 'graph.violatingNodes'
  | 'graph.checkOddsRatioSet'
  | 'graph.identify'
  | 'graph.frontdoorSets'
  | 'graph.checkFrontdoorSet'
  | 'graph.instruments'
  | 'graph.ancestralInstrument'
  | 'graph.mediators'
  | 'graph.linearIdentification'
>

export const graphEffectHandlers: Handlers<Methods> = {
  'graph.adjustmentSets': (params, { monitor }) => {
    const question = questionOf(params)
    const { graph } = question
    const wishes = wishesOf(question, params.include, params.exclude)
    const cost = costsOf(graph, params.costs)
    const { minimal, complete } = minimalAdjustmentSets(question, wishes, params.limit, monitor)
    const network = adjustmentNetwork(question, wishes)
    const nearOutcome = network === null ? null : farthestSeparator(network)
    const cheapest = network === null ? null : minimumCostSeparator(network, cost)
    const whole = (set: readonly number[]) => namesInOrder(graph, [...set, ...wishes.include])
    const orNull = (set: readonly number[] | null) => (set === null ? null : whole(set))
    const minimumCost: CostlySet | null =
      cheapest === null
        ? null
        : { set: whole(cheapest.set), cost: wishes.include.reduce((sum, v) => sum + cost[v], cheapest.cost) }
    return {
      minimal: minimal.map((set) => namesOf(graph, set)),
      count: minimal.length,
      complete,
      canonical: orNull(canonicalSet(question, wishes)),
      optimal: orNull(optimalSet(question, wishes)),
      optimalMinimal: orNull(nearOutcome),
      minimumCost,
    }
  },

  'graph.checkAdjustmentSet': (params) => {
    const { question, set } = questionAndSet(params)
    return answerVerdict(question, checkAdjustment(question, set))
  },

  'graph.allAdjustmentSets': (params, { monitor }) => {
    const question = questionOf(params)
    const wishes = wishesOf(question, params.include, params.exclude)
    const { sets, complete } = allAdjustmentSets(question, wishes, params.limit, monitor)
    return { sets: sets.map((set) => namesOf(question.graph, set)), count: sets.length, complete }
  },

  'graph.largestAdjustmentSet': (params, { monitor }) => {
    const question = questionOf(params)
    const set = largestAdjustmentSet(question, monitor)
    return { set: set === null ? null : namesOf(question.graph, set) }
  },

  'graph.violatingNodes': (params) => {
    const { question, set } = questionAndSet(params)
    const wrong = set.filter((v) => question.forbidden[v] === 1)
    return { nodes: namesOf(question.graph, wrong), violates: wrong.length > 0 }
  },

  'graph.checkOddsRatioSet': (params) => {
    const { question, set } = questionAndSet({ ...params, effect: 'total' })
    return answerVerdict(question, checkOddsRatio(question, set))
  },

  'graph.identify': (params, { monitor }) => {
    const question = questionOf({ ...params, effect: 'total' })
    const { graph } = question
    const given = nodesNamed(graph, params.given)
    refuseOverlap(graph, given, [...question.x, ...question.y])
    const { hedge, ...found } = identifyEffect(question, given, monitor)
    return {
      ...found,
      hedge: hedge === null ? null : namesInOrder(graph, hedge.outer),
      hedgeInner: hedge === null ? null : namesInOrder(graph, hedge.inner),
    }
  },

  'graph.frontdoorSets': (params, { monitor }) => {
    const question = questionOf({ ...params, effect: 'total' })
    const { graph, x, y } = question
    const given = nodesNamed(graph, params.given)
    refuseOverlap(graph, given, [...x, ...y, ...nodesNamed(graph, params.include)])
    const wishes = { ...wishesOf(question, params.include, params.exclude), given }
    return {
      sets: frontdoorSets(question, wishes, params.limit, monitor).map((set) => namesOf(question.graph, set)),
    }
  },

  'graph.checkFrontdoorSet': (params) => {
    const { question, set } = questionAndSet({ ...params, effect: 'total' })
    const given = nodesNamed(question.graph, params.given)
    refuseOverlap(question.graph, given, [...question.x, ...question.y, ...set])
    const fault = frontdoorFault(question, set, given)
    return { valid: fault === null, reason: fault === null ? null : faultInWords(fault) }
  },

  'graph.instruments': (params) => {
    const question = questionOf({ ...params, effect: 'total' })
    return {
      instruments: instruments(question).map(({ instrument, given }) => ({
        instrument: question.graph.names[instrument],
        given: namesOf(question.graph, given),
      })),
    }
  },

  'graph.ancestralInstrument': (params) => {
    const question = questionOf({ ...params, effect: 'total' })
    const given = conditioningSet(question, nodesNamed(question.graph, [params.instrument])[0])
    return { given: given === null ? null : namesOf(question.graph, given) }
  },

  'graph.mediators': (params) => {
    const question = questionOf({ ...params, effect: 'total' })
    const adjustFor = decompositionSet(question)
    return {
      nodes: namesOf(question.graph, mediators(question)),
      directEqualsTotal: directEqualsTotal(question),
      decomposition: adjustFor === null ? null : { adjustFor: namesOf(question.graph, adjustFor) },
    }
  },

  'graph.linearIdentification': (params) => {
    const graph = readGraph(params.graph)
    return {
      coefficients: identifyTree(graph).map(({ node, parent, by, via, solutions }) => ({
        from: graph.names[parent],
        to: graph.names[node],
        by,
        via: via < 0 ? null : graph.names[via],
        solutions,
      })),
    }
  },
}

interface AskedEffect {
  readonly graph: Parameters<typeof readGraph>[0]
  readonly treatments: readonly string[]
  readonly outcomes: readonly string[]
  readonly effect: Effect
}

function questionOf({ graph, treatments, outcomes, effect }: AskedEffect): CausalQuestion {
  return causalQuestion(readGraph(graph), treatments, outcomes, effect)
}

function questionAndSet(params: AskedEffect & { readonly set: readonly string[] }) {
  const question = questionOf(params)
  const set = nodesNamed(question.graph, params.set)
  refuseOverlap(question.graph, set, [...question.x, ...question.y])
  return { question, set }
}

export function answerVerdict(
  { graph }: CausalQuestion,
  { valid, reason, forbidden, openPath }: Verdict,
): AdjustmentVerdict {
  return {
    valid,
    reason,
    forbidden: namesOf(graph, forbidden),
    openPath: openPath === null ? null : namesOf(graph, openPath.nodes),
  }
}

function faultInWords(fault: FrontdoorFault): Words {
  switch (fault) {
    case 'hidden':
      return words('graph_frontdoor_hidden')
    case 'given-affected':
      return words('graph_frontdoor_given')
    case 'not-intercepted':
      return words('graph_frontdoor_not_intercepted')
    case 'treatment-confounded':
      return words('graph_frontdoor_treatment')
    case 'outcome-confounded':
      return words('graph_frontdoor_outcome')
  }
}
