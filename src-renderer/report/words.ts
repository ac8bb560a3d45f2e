import * as m from '../../messages/compiled/messages.js'
import type { ReportPart } from '../../src-main/contract/report.ts'

export const partWords: Readonly<Record<ReportPart, () => string>> = {
  data: () => m.ui_place_data(),
  behaviour: () => m.ui_place_behaviour(),
  graph: () => m.ui_place_graph(),
  effects: () => m.ui_place_effects(),
  recommendations: () => m.ui_place_recommendations(),
  settings: () => m.ui_report_part_settings(),
}

export const everyPart = Object.keys(partWords) as readonly ReportPart[]
