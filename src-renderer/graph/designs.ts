import * as m from '../../messages/compiled/messages.js'
import type { Graph, GraphEdge, GraphNode } from '../../src-main/contract/graph.ts'
import type { Fragment } from './fragments.svelte.ts'

/** A common design that says when it applies, what it does and where it fails. */
export interface Design extends Fragment {
  readonly key: string
  readonly when: string
  readonly does: string
  readonly fails: string
}

/** The common designs, their variables named in the reader's language. */
export function designs(): readonly Design[] {
  const offer = m.ui_design_offer()
  const purchase = m.ui_design_purchase()
  const season = m.ui_design_season()
  const visit = m.ui_design_visit()
  const taste = m.ui_design_taste()
  const lottery = m.ui_design_lottery()
  const survey = m.ui_design_survey()
  const satisfaction = m.ui_design_satisfaction()
  const [offer1, offer2, visit1] = [m.ui_design_offer_1(), m.ui_design_offer_2(), m.ui_design_visit_1()]
  return [
    {
      key: 'confounding',
      name: m.ui_design_confounding(),
      when: m.ui_design_confounding_when(),
      does: m.ui_design_confounding_does(),
      fails: m.ui_design_confounding_fails(),
      graph: graph(
        [at(season, 150, 0), at(offer, 0, 130), at(purchase, 300, 130)],
        [arrow(season, offer), arrow(season, purchase), arrow(offer, purchase)],
      ),
      roles: { treatments: [offer], outcomes: [purchase], adjusted: [season] },
    },
    {
      key: 'mediation',
      name: m.ui_design_mediation(),
      when: m.ui_design_mediation_when(),
      does: m.ui_design_mediation_does(),
      fails: m.ui_design_mediation_fails(),
      graph: graph(
        [at(offer, 0, 130), at(visit, 150, 0), at(purchase, 300, 130)],
        [arrow(offer, visit), arrow(visit, purchase), arrow(offer, purchase)],
      ),
      roles: { treatments: [offer], outcomes: [purchase], adjusted: [] },
    },
    {
      key: 'instrument',
      name: m.ui_design_instrument(),
      when: m.ui_design_instrument_when(),
      does: m.ui_design_instrument_does(),
      fails: m.ui_design_instrument_fails(),
      graph: graph(
        [at(lottery, 0, 130), at(offer, 170, 130), at(purchase, 340, 130), hidden(taste, 250, 0)],
        [arrow(lottery, offer), arrow(offer, purchase), arrow(taste, offer), arrow(taste, purchase)],
      ),
      roles: { treatments: [offer], outcomes: [purchase], adjusted: [] },
    },
    {
      key: 'frontdoor',
      name: m.ui_design_frontdoor(),
      when: m.ui_design_frontdoor_when(),
      does: m.ui_design_frontdoor_does(),
      fails: m.ui_design_frontdoor_fails(),
      graph: graph(
        [at(offer, 0, 130), at(visit, 170, 130), at(purchase, 340, 130), hidden(taste, 170, 0)],
        [arrow(offer, visit), arrow(visit, purchase), arrow(taste, offer), arrow(taste, purchase)],
      ),
      roles: { treatments: [offer], outcomes: [purchase], adjusted: [] },
    },
    {
      key: 'selection',
      name: m.ui_design_selection(),
      when: m.ui_design_selection_when(),
      does: m.ui_design_selection_does(),
      fails: m.ui_design_selection_fails(),
      graph: graph(
        [
          at(offer, 0, 0),
          at(satisfaction, 330, 0),
          at(purchase, 330, 130),
          { ...at(survey, 150, 130), selected: true },
        ],
        [
          arrow(offer, purchase),
          arrow(offer, survey),
          arrow(satisfaction, survey),
          arrow(satisfaction, purchase),
        ],
      ),
      roles: { treatments: [offer], outcomes: [purchase], adjusted: [] },
    },
    {
      key: 'time',
      name: m.ui_design_time(),
      when: m.ui_design_time_when(),
      does: m.ui_design_time_does(),
      fails: m.ui_design_time_fails(),
      graph: graph(
        [
          { ...at(offer1, 0, 100), tier: 1 },
          { ...at(visit1, 140, 0), tier: 2 },
          { ...at(offer2, 260, 200), tier: 3 },
          { ...at(purchase, 450, 100), tier: 4 },
          hidden(taste, 360, -90),
        ],
        [
          arrow(offer1, visit1),
          arrow(offer1, purchase),
          arrow(visit1, offer2),
          arrow(visit1, purchase),
          arrow(offer2, purchase),
          arrow(taste, visit1),
          arrow(taste, purchase),
        ],
      ),
      roles: { treatments: [offer1, offer2], outcomes: [purchase], adjusted: [] },
    },
  ]
}

function graph(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): Graph {
  return { type: 'dag', nodes: [...nodes], edges: [...edges] }
}

function at(id: string, x: number, y: number): GraphNode {
  return { id, position: { x, y } }
}

function hidden(id: string, x: number, y: number): GraphNode {
  return { id, latent: true, position: { x, y } }
}

function arrow(from: string, to: string): GraphEdge {
  return { from, to, kind: 'directed' }
}
