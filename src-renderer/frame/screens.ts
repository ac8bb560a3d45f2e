import type { Component } from 'svelte'
import * as m from '../../messages/compiled/messages.js'
import type { Place } from '../../src-main/contract/places.ts'
import type { IconName } from '../parts/icons.ts'

export interface PlaceScreen {
  readonly icon: IconName
  readonly title: () => string
  /** Loaded when it is first gone to, so that the window opens at once. */
  readonly load: () => Promise<{ readonly default: Component }>
}

/** What each place is called and shows. */
export const screens: Readonly<Record<Place, PlaceScreen>> = {
  data: { icon: 'data', title: () => m.ui_place_data(), load: () => import('../data/DataScreen.svelte') },
  behaviour: {
    icon: 'behaviour',
    title: () => m.ui_place_behaviour(),
    load: () => import('../behaviour/BehaviourScreen.svelte'),
  },
  graph: {
    icon: 'graph',
    title: () => m.ui_place_graph(),
    load: () => import('../graph/GraphScreen.svelte'),
  },
  effects: {
    icon: 'effects',
    title: () => m.ui_place_effects(),
    load: () => import('../effects/EffectsScreen.svelte'),
  },
  recommendations: {
    icon: 'recommendations',
    title: () => m.ui_place_recommendations(),
    load: () => import('../recommendations/RecommendationsScreen.svelte'),
  },
  report: {
    icon: 'report',
    title: () => m.ui_place_report(),
    load: () => import('../report/ReportScreen.svelte'),
  },
}
