import * as m from '../../messages/compiled/messages.js'
import { count, number, percent, pValue } from '../state/format.ts'
import type { EffectUnit, Estimate } from './effect-unit.ts'

type Value = Estimate['diagnostics']['details'][string]

interface Detail {
  readonly name: () => string
  readonly shown: (value: Value, unit: EffectUnit) => string | null
}

const scalar =
  (show: (value: number, unit: EffectUnit) => string) =>
  (value: Value, unit: EffectUnit): string | null =>
    typeof value === 'number' && !Number.isNaN(value) ? show(value, unit) : null

const rows = scalar((value) => count(value))
const measured = scalar((value) => number(value))
const probability = scalar((value) => pValue(value))
const effect = scalar((value, unit) => unit.change(value))
const size = scalar((value, unit) => unit.size(value))
const share = scalar((value) => percent(value))

/** How far the draws of folds lie apart, of which the middle one is the answer. */
function draws(value: Value, unit: EffectUnit): string | null {
  if (typeof value === 'number' || value.length < 2) return null
  const ends = [Math.min(...value), Math.max(...value)]
  return m.ui_detail_draws({ count: count(value.length), range: unit.range(ends) })
}

/** A set by its two ends: everything but what lies between where they are turned about, nothing where they are no numbers. */
function confidenceSet(value: Value, unit: EffectUnit): string | null {
  if (typeof value === 'number' || value.length !== 2) return null
  const [low, high] = value.map((end) => unit.cell(end))
  if (value.some(Number.isNaN)) return m.ui_detail_set_empty()
  if (value[0] > value[1]) return m.ui_detail_set_outside({ low: high, high: low })
  return value.some(Number.isFinite) ? m.ui_range({ low, high }) : m.ui_detail_set_line()
}

/** An effect with its standard error. */
function withError(value: Value, unit: EffectUnit): string | null {
  if (typeof value === 'number' || value.length !== 2) return null
  return m.ui_detail_with_error({ effect: unit.change(value[0]), error: unit.size(value[1]) })
}

/** What single methods tell about themselves, in the order in which it is read: one line each. */
const details: Readonly<Record<string, Detail>> = {
  andersonRubin: { name: () => m.ui_detail_anderson_rubin(), shown: confidenceSet },
  robustAndersonRubin: { name: () => m.ui_detail_robust_anderson_rubin(), shown: confidenceSet },
  bandwidth: { name: () => m.ui_setting_bandwidth(), shown: measured },
  biasBandwidth: { name: () => m.ui_detail_bias_bandwidth(), shown: measured },
  rowsNear: { name: () => m.ui_detail_rows_near(), shown: rows },
  biasCorrected: { name: () => m.ui_detail_bias_corrected(), shown: effect },
  conventionalError: { name: () => m.ui_detail_conventional_error(), shown: size },
  densityPValue: { name: () => m.ui_detail_density_p(), shown: probability },
  treatmentJump: { name: () => m.ui_detail_treatment_jump(), shown: share },
  units: { name: () => m.ui_detail_units(), shown: rows },
  periods: { name: () => m.ui_detail_periods(), shown: rows },
  simple: { name: () => m.ui_detail_did_simple(), shown: withError },
  dynamic: { name: () => m.ui_detail_did_dynamic(), shown: withError },
  calendar: { name: () => m.ui_detail_did_calendar(), shown: withError },
  group: { name: () => m.ui_detail_did_group(), shown: withError },
  pretrendPValue: { name: () => m.ui_detail_pretrend_p(), shown: probability },
  total: { name: () => m.ui_detail_total(), shown: effect },
  direct: { name: () => m.ui_detail_direct(), shown: effect },
  indirect: { name: () => m.ui_detail_indirect(), shown: effect },
  shareMediated: { name: () => m.ui_detail_share_mediated(), shown: share },
  matched: { name: () => m.ui_detail_matched(), shown: rows },
  unmatched: { name: () => m.ui_detail_unmatched(), shown: rows },
  neighbours: { name: () => m.ui_setting_neighbours(), shown: rows },
  strata: { name: () => m.ui_setting_strata(), shown: rows },
  trees: { name: () => m.ui_setting_trees(), shown: rows },
  folds: {
    name: () => m.ui_effects_folds(),
    shown: (value, unit) => (value === 1 ? null : rows(value, unit)),
  },
  splits: { name: () => m.ui_setting_splits(), shown: draws },
  meanOfEffects: { name: () => m.ui_detail_mean_of_effects(), shown: effect },
  doseLeft: { name: () => m.ui_detail_dose_left(), shown: share },
  cells: { name: () => m.ui_detail_cells(), shown: rows },
  occupied: { name: () => m.ui_detail_occupied(), shown: rows },
}

/** What a method tells about itself, as it is shown; lists that are drawn elsewhere are left out. */
export function detailsOf({ diagnostics }: Estimate, unit: EffectUnit) {
  return Object.entries(details).flatMap(([key, { name, shown }]) => {
    // Said among the tests of the instruments.
    if (/andersonRubin/i.test(key) && diagnostics.instruments !== undefined) return []
    const value = diagnostics.details[key]
    const text = value === undefined ? null : shown(value, unit)
    return text === null ? [] : [{ name: name(), value: text }]
  })
}

/** Effects of a group first treated in one period, in another: of the staggered difference in differences. */
export function groupTimeEffects({ diagnostics }: Estimate) {
  const { groups, periods, effects, errors } = diagnostics.details
  if (![groups, periods, effects, errors].every(Array.isArray)) return []
  const list = (value: Value) => value as readonly number[]
  return list(effects).map((effect, index) => ({
    group: list(groups)[index],
    period: list(periods)[index],
    effect,
    error: list(errors)[index],
  }))
}
