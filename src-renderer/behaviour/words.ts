import * as m from '../../messages/compiled/messages.js'
import type { Covariate } from '../../src-main/contract/behaviour.ts'
import { span } from '../state/format.ts'

export const measureWords: Readonly<Record<Covariate['measure'], () => string>> = {
  count: () => m.ui_covariate_count(),
  any: () => m.ui_covariate_any(),
  'sum-price': () => m.ui_covariate_sum_price(),
  'sum-amount': () => m.ui_covariate_sum_amount(),
  'mean-price': () => m.ui_covariate_mean_price(),
  'distinct-items': () => m.ui_covariate_distinct_items(),
  'hours-since-last': () => m.ui_covariate_hours_since_last(),
  'hours-since-first': () => m.ui_covariate_hours_since_first(),
  'last-attribute': () => m.ui_covariate_last_attribute(),
  'sequence-vector': () => m.ui_covariate_sequence_vector(),
  propensity: () => m.ui_covariate_propensity(),
  intents: () => m.ui_intents(),
}

export const columnRoleWords = {
  unit: () => m.ui_table_role_unit(),
  cluster: () => m.ui_table_role_cluster(),
  'index-time': () => m.ui_table_role_index_time(),
  covariate: () => m.ui_table_role_covariate(),
  treatment: () => m.ui_table_role_treatment(),
  outcome: () => m.ui_table_role_outcome(),
  weight: () => m.ui_table_role_weight(),
} as const

/** When a column was measured, hours from the index time. */
export function measuredWords(measured: readonly (number | null)[] | null): string {
  if (measured === null) return ''
  const [from, to] = measured
  if (from === null) return m.ui_tables_before()
  return m.ui_tables_window({ from: signedSpan(from), to: signedSpan(to ?? 0) })
}

function signedSpan(hours: number): string {
  return hours < 0 ? `−${span(-hours)}` : span(hours)
}
