import type { Contrast, Warning } from '../../contract/effects.ts'
import { fail } from '../../contract/errors.ts'
import { words } from '../../contract/words.ts'
import { tPValue } from '../../numeric/distributions.ts'
import { contrastOf, type Finding, influenceError } from '../inference.ts'
import { readablePValue } from '../readable.ts'
import { type Clusters, recode, type Study } from '../study.ts'
import { averagesOf, byTimeSince, type GroupTime, type Membership } from './did-averages.ts'
import { doublyRobustChange } from './did-change.ts'
import { timesOf } from './periods.ts'

/**
 * Group-time effects against the units not treated yet, or those never treated, doubly robust where there are
 * covariates, averaged over the periods after treatment (Callaway and Sant'Anna 2021, eq. 2.4 and section 3.2). Errors
 * are by unit, or by the clusters given. Effects by time since treatment are among the contrasts, those before it as a
 * test of parallel trends. Covariates are read in the period before treatment.
 */
export function staggered(study: Study): Finding {
  const panel = panelOf(study)
  const effects: GroupTime[] = []
  for (const group of panel.groups) {
    panel.periods.forEach((_, t) => {
      const found = groupTime(study, panel, group, t)
      if (found) effects.push(found)
    })
  }
  const after = effects.filter(({ group, period }) => period >= group)
  if (after.length === 0) throw fail('EFFECTS_UNTREATED_GROUP_MISSING')
  const averages = averagesOf(after, panel)
  const errorOf = ({ influence }: { readonly influence: Float64Array }) =>
    influenceError(influence, panel.clusters)
  const overall = averages[study.options.aggregation ?? 'simple']
  const standardError = errorOf(overall)
  const contrasts = byTimeSince(effects, panel).map((item) =>
    contrastOf(study, String(item.at), '−1', item.effect, errorOf(item)),
  )
  const pretrend = pretrendPValue(contrasts)
  const warnings: Warning[] =
    pretrend < study.options.alpha
      ? [{ code: 'PRETREND', message: words('warning_pretrend', { p: readablePValue(pretrend) }) }]
      : []
  const { simple, group, calendar, dynamic } = averages
  return {
    estimate: overall.effect,
    standardError,
    standardErrors: 'cluster',
    pValue: tPValue(overall.effect / standardError),
    target: 'att',
    estimand: words('estimand_trend', { outcome: study.options.outcome }),
    n: study.rows,
    contrasts,
    warnings,
    details: {
      units: panel.units,
      groupTimes: effects.length,
      groups: effects.map(({ group }) => panel.periods[group]),
      periods: effects.map(({ period }) => panel.periods[period]),
      effects: effects.map(({ effect }) => effect),
      errors: effects.map(errorOf),
      pretrendPValue: pretrend,
      simple: [simple.effect, errorOf(simple)],
      group: [group.effect, errorOf(group)],
      calendar: [calendar.effect, errorOf(calendar)],
      dynamic: [dynamic.effect, errorOf(dynamic)],
      groupsAveraged: group.by.map(({ at }) => panel.periods[at]),
      groupEffects: group.by.map(({ effect }) => effect),
      groupErrors: group.by.map(errorOf),
      calendarPeriods: calendar.by.map(({ at }) => panel.periods[at]),
      calendarEffects: calendar.by.map(({ effect }) => effect),
      calendarErrors: calendar.by.map(errorOf),
    },
  }
}

/** Bonferroni's, of the effects before treatment; 1 where there are none. */
function pretrendPValue(contrasts: readonly Contrast[]): number {
  const before = contrasts.filter(({ treated }) => Number(treated) < 0)
  return Math.min(1, ...before.map(({ pValue }) => before.length * pValue))
}

interface Panel extends Membership {
  readonly units: number
  readonly periods: readonly number[]
  /** Row of a unit in a period; −1 where it has none. */
  readonly row: Int32Array
  /** Index of the period in which a unit is first treated; Infinity for never. */
  readonly first: Float64Array
  readonly groups: readonly number[]
  /** Undefined where every unit is its own. */
  readonly clusters: Clusters | undefined
}

function panelOf(study: Study): Panel {
  const { unit, time, firstTreated } = study.options
  if (unit === undefined || !study.units)
    throw fail('EFFECTS_OPTION_MISSING', { method: 'did', option: 'unit' })
  const times = timesOf(study)
  const periods = [...new Set(times)].sort((a, b) => a - b)
  if (periods.length < 2) throw fail('EFFECTS_PERIODS_TOO_FEW', { time: time!, periods: periods.length })
  const place = new Map(periods.map((value, index) => [value, index]))
  const units = recode(study.copies ? unitsOfDraws(study.units, study.copies) : study.units)
  const row = new Int32Array(units.count * periods.length).fill(-1)
  const first = new Float64Array(units.count).fill(Number.POSITIVE_INFINITY)
  const startColumn = study.extra[firstTreated!]
  const cluster = new Int32Array(units.count)
  for (let i = 0; i < study.rows; i++) {
    const u = units.codes[i]
    const at = u * periods.length + place.get(times[i])!
    if (row[at] >= 0) throw fail('EFFECTS_UNIT_REPEATED', { unit: String(u), period: times[i] })
    row[at] = i
    cluster[u] = study.clusters ? study.clusters.codes[i] : u
    const start =
      startColumn.kind === 'number' ? startColumn.values[i] : Number(startColumn.levels[startColumn.codes[i]])
    if (start > 0 && Number.isFinite(start)) {
      const index = periods.findIndex((period) => period >= start)
      first[u] = index < 0 ? Number.POSITIVE_INFINITY : index
    }
  }
  const groups = [...new Set(first)]
    .filter((index) => Number.isFinite(index) && index > 0)
    .sort((a, b) => a - b)
  return {
    units: units.count,
    periods,
    row,
    first,
    size: sizesOf(study, row, units.count),
    groups,
    clusters: study.options.clusters === undefined ? undefined : recode(cluster),
  }
}

/** In a bootstrap sample each copy of a unit is a unit of its own. */
function unitsOfDraws(units: Int32Array, copies: Int32Array): Int32Array {
  const draws = copies.reduce((most, copy) => Math.max(most, copy), 0) + 1
  const codes = new Map<number, number>()
  return units.map((unit, i) => {
    const key = unit * draws + copies[i]
    const code = codes.get(key) ?? codes.size
    codes.set(key, code)
    return code
  })
}

/** A unit's sampling weight when it is first seen; 1 without weights. */
function sizesOf(study: Study, row: Int32Array, units: number): Float64Array {
  const width = row.length / units
  return Float64Array.from({ length: units }, (_, u) => {
    const seen = row.subarray(u * width, (u + 1) * width).find((at) => at >= 0)!
    return study.weights ? study.weights[seen] : 1
  })
}

/** Outcome change of a group from just before its treatment (or, before it, from the period before) to a period. */
function groupTime(study: Study, panel: Panel, group: number, t: number): GroupTime | null {
  const base = t >= group ? group - 1 : t - 1
  if (base < 0) return null
  const never = study.options.comparison === 'never_treated'
  const width = panel.periods.length
  const rows: number[] = []
  const members: number[] = []
  const change: number[] = []
  const treated: number[] = []
  for (let u = 0; u < panel.units; u++) {
    const own = panel.first[u] === group
    // Not treated by either period compared.
    const comparison = never
      ? panel.first[u] === Number.POSITIVE_INFINITY
      : panel.first[u] > Math.max(t, base) && !own
    if (!own && !comparison) continue
    const now = panel.row[u * width + t]
    const then = panel.row[u * width + base]
    if (now < 0 || then < 0) continue
    members.push(u)
    rows.push(then)
    change.push(study.outcome[now] - study.outcome[then])
    treated.push(own ? 1 : 0)
  }
  const treatedUnits = treated.reduce((sum, value) => sum + value, 0)
  if (treatedUnits < 1 || treatedUnits === members.length) return null
  const weights = study.weights && Float64Array.from(rows, (row) => study.weights![row])
  const { effect, influence } = doublyRobustChange(
    study,
    Int32Array.from(rows),
    Float64Array.from(change),
    Float64Array.from(treated),
    weights,
  )
  const spread = new Float64Array(panel.units)
  members.forEach((u, k) => {
    spread[u] = (influence[k] * panel.units) / members.length
  })
  return { group, period: t, effect, influence: spread }
}
