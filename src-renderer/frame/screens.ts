import type { Component } from 'svelte'
import * as m from '../../messages/compiled/messages.js'
import type { Place } from '../../src-main/contract/places.ts'
import BehaviourScreen from '../behaviour/BehaviourScreen.svelte'
import DataScreen from '../data/DataScreen.svelte'
import EffectsScreen from '../effects/EffectsScreen.svelte'
import GraphScreen from '../graph/GraphScreen.svelte'
import type { IconName } from '../parts/icons.ts'
import RecommendationsScreen from '../recommendations/RecommendationsScreen.svelte'
import ReportScreen from '../report/ReportScreen.svelte'

export interface PlaceScreen {
  readonly icon: IconName
  readonly title: () => string
  readonly component: Component
}

/** What each place is called and shows. */
export const screens: Readonly<Record<Place, PlaceScreen>> = {
  data: { icon: 'data', title: () => m.ui_place_data(), component: DataScreen },
  behaviour: { icon: 'behaviour', title: () => m.ui_place_behaviour(), component: BehaviourScreen },
  graph: { icon: 'graph', title: () => m.ui_place_graph(), component: GraphScreen },
  effects: { icon: 'effects', title: () => m.ui_place_effects(), component: EffectsScreen },
  recommendations: {
    icon: 'recommendations',
    title: () => m.ui_place_recommendations(),
    component: RecommendationsScreen,
  },
  report: { icon: 'report', title: () => m.ui_place_report(), component: ReportScreen },
}
