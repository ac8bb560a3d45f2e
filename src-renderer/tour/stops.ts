import * as m from '../../messages/compiled/messages.js'
import type { Place } from '../../src-main/contract/places.ts'

/** A stop of the tour: a real screen, what to look at there and why. */
export interface Stop {
  readonly name: string
  readonly place: Place
  readonly view?: string
  /** Where to look, as a selector. The first that is on the screen is pointed at. */
  readonly look: readonly string[]
  readonly title: () => string
  readonly text: (truth: string | null) => string
  /** A place that must hold a result for this stop to say anything; what to do until then. */
  readonly needs?: { readonly place: Place; readonly todo: () => string }
}

/** The way through the sample project, in the order of the work. */
export const stops: readonly Stop[] = [
  {
    name: 'log',
    place: 'data',
    view: 'sources',
    look: ['main .sources section'],
    title: () => m.ui_tour_log_title(),
    text: () => m.ui_tour_log_text(),
  },
  {
    name: 'table',
    place: 'behaviour',
    view: 'tables',
    look: ['main .tables section'],
    title: () => m.ui_tour_table_title(),
    text: () => m.ui_tour_table_text(),
  },
  {
    name: 'graph',
    place: 'graph',
    view: 'drawing',
    look: ['main .answers', 'main .svelte-flow'],
    title: () => m.ui_tour_graph_title(),
    text: () => m.ui_tour_graph_text(),
  },
  {
    name: 'estimate',
    place: 'effects',
    view: 'new',
    look: [
      'main .wizard form button[type="submit"]',
      'main .wizard [role="progressbar"]',
      'main .wizard .moves button:last-of-type',
    ],
    title: () => m.ui_tour_estimate_title(),
    text: () => m.ui_tour_estimate_text(),
  },
  {
    name: 'forest',
    place: 'effects',
    view: 'results',
    look: ['main article figure', 'main .empty button'],
    title: () => m.ui_tour_forest_title(),
    text: (truth) => (truth === null ? m.ui_tour_forest_text() : m.ui_tour_forest_truth({ truth })),
    needs: { place: 'effects', todo: () => m.ui_tour_needs_estimate() },
  },
  {
    name: 'doubt',
    place: 'effects',
    view: 'results',
    look: ['main [data-tour="doubt"]', 'main .empty button'],
    title: () => m.ui_tour_doubt_title(),
    text: () => m.ui_tour_doubt_text(),
    needs: { place: 'effects', todo: () => m.ui_tour_needs_estimate() },
  },
  {
    name: 'list',
    place: 'recommendations',
    view: 'list',
    look: ['main [role="table"]', 'main table', 'main .empty button', 'main form button[type="submit"]'],
    title: () => m.ui_tour_list_title(),
    text: () => m.ui_tour_list_text(),
    needs: { place: 'recommendations', todo: () => m.ui_tour_needs_list() },
  },
  {
    name: 'report',
    place: 'report',
    look: ['main iframe', 'main .making'],
    title: () => m.ui_tour_report_title(),
    text: () => m.ui_tour_report_text(),
  },
]
