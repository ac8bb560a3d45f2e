import * as m from '../../messages/compiled/messages.js'
import type { Response } from '../../src-main/contract/methods.ts'
import { number, span } from '../state/format.ts'
import type { Suggestion } from './suggestions.ts'

export type BehaviourGraph = Response<'models.listBehaviourGraphs'>[number]

/** The pairs that a behaviour graph found, the strongest first. */
export function foundPairs(graph: BehaviourGraph): readonly BehaviourGraph['pairs'][number][] {
  return graph.pairs.filter((pair) => pair.found).sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect))
}

/** What it suggests to the causal graph: the edges found between different types, each with its reason. */
export function suggestionsOf(graph: BehaviourGraph): Suggestion[] {
  return foundPairs(graph)
    .filter((pair) => pair.from !== pair.to)
    .map(({ from, to, effect, confidenceInterval: [low, high], halfLife }) => ({
      ...{ from, to, by: 'behaviour-graph' as const },
      reason: (effect > 0 ? m.ui_related_reason : m.ui_related_reason_fewer)({
        effect: number(100 * Math.abs(effect)),
        low: number(100 * (effect > 0 ? low : -high)),
        high: number(100 * (effect > 0 ? high : -low)),
        ...{ from, to, time: span(halfLife) },
      }),
    }))
}
