import * as m from '../../messages/compiled/messages.js'
import type { Place } from '../../src-main/contract/places.ts'

export interface HelpPage {
  readonly name: Place | 'start' | 'keyboard'
  readonly title: () => string
  /** Paragraphs, one a line. */
  readonly body: () => string
}

/** Help for each screen, offline and in every language. */
export const helpPages: readonly HelpPage[] = [
  { name: 'start', title: () => m.ui_help_start_title(), body: () => m.ui_help_start_body() },
  { name: 'data', title: () => m.ui_help_data_title(), body: () => m.ui_help_data_body() },
  { name: 'behaviour', title: () => m.ui_help_behaviour_title(), body: () => m.ui_help_behaviour_body() },
  { name: 'graph', title: () => m.ui_help_graph_title(), body: () => m.ui_help_graph_body() },
  { name: 'effects', title: () => m.ui_help_effects_title(), body: () => m.ui_help_effects_body() },
  {
    name: 'recommendations',
    title: () => m.ui_help_recommendations_title(),
    body: () => m.ui_help_recommendations_body(),
  },
  { name: 'report', title: () => m.ui_help_report_title(), body: () => m.ui_help_report_body() },
  { name: 'keyboard', title: () => m.ui_help_keyboard_title(), body: () => m.ui_help_keyboard_body() },
]
