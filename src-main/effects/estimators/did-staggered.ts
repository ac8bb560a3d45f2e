import type { Contrast, Warning } from '../../contract/effects.ts'
import { fail } from '../../contract/errors.ts'
import { words } from '../../contract/words.ts'
import { tPValue } from '../../numeric/distributions.ts'
import { withIntercept } from '../../numeric/matrix.ts'
import { contrastOf, type Finding, influenceError } from '../inference.ts'
import { fitOutcome } from '../nuisance/parametric-outcome.ts'
import { fitPropensity } from '../nuisance/parametric-propensity.ts'
import { readable } from '../readable.ts'
import { recode, type Study, takeDesign } from '../study.ts'
import { timesOf } from './periods.ts'

/** One effect of one group in one period, and each unit's influence on it. */
interface GroupTime {
  readonly group: number
  readonly period: number
  readonly effect: number
  readonly influence: Float64Array
  readonly treatedUnits: number
}

/**
 * Group-time effects against the units not treated yet, doubly robust where there are covariates, averaged by group
 * size over the periods after treatment (Callaway and Sant'Anna 2021, eqs. 2.4 and 3.11; Sant'Anna and Zhao 2020).
 * Errors are clustered by unit. Effects by time since treatment are among the contrasts, those before it as a test of
 * parallel trends. Covariates are read in the period before treatment.
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
  const overall = averaged(after, panel)
  const clusters = panel.clusters
  const standardError = influenceError(overall.influence, clusters)
  const contrasts = eventTimes(study, effects, panel)
  const before = contrasts.filter(({ treated }) => Number(treated) < 0)
  const pretrend =
    before.length > 0 ? Math.min(1, before.length * Math.min(...before.map(({ pValue }) => pValue))) : 1
  const warnings: Warning[] =
    pretrend < study.options.alpha
      ? [{ code: 'PRETREND', message: words('warning_pretrend', { p: readable(pretrend) }) }]
      : []
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
      errors: effects.map(({ influence }) => influenceError(influence, clusters)),
      pretrendPValue: pretrend,
    },
  }
}

interface Panel {
  readonly units: number
  readonly periods: readonly number[]
  /** Row of a unit in a period; −1 where it has none. */
  readonly row: Int32Array
  /** Index of the period in which a unit is first treated; Infinity for never. */
  readonly first: Float64Array
  readonly groups: readonly number[]
  readonly clusters: { readonly codes: Int32Array; readonly count: number } | undefined
}

function panelOf(study: Study): Panel {
  const { unit, time, firstTreated } = study.options
  if (unit === undefined || !study.units)
    throw fail('EFFECTS_OPTION_MISSING', { method: 'did', option: 'unit' })
  const times = timesOf(study)
  const periods = [...new Set(times)].sort((a, b) => a - b)
  if (periods.length < 2) throw fail('EFFECTS_PERIODS_TOO_FEW', { time: time!, periods: periods.length })
  const place = new Map(periods.map((value, index) => [value, index]))
  const units = recode(study.units)
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
  return { units: units.count, periods, row, first, groups, clusters: recode(cluster) }
}

/** Outcome change of a group from just before its treatment (or, before it, from the period before) to a period. */
function groupTime(study: Study, panel: Panel, group: number, t: number): GroupTime | null {
  const base = t >= group ? group - 1 : t - 1
  if (base < 0) return null
  const width = panel.periods.length
  const rows: number[] = []
  const members: number[] = []
  const change: number[] = []
  const treated: number[] = []
  for (let u = 0; u < panel.units; u++) {
    const own = panel.first[u] === group
    // Not treated by either period compared.
    const comparison = panel.first[u] > Math.max(t, base) && !own
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
  return { group, period: t, effect, influence: spread, treatedUnits }
}

/** The treated's change less what the comparison's would have been for them. */
function doublyRobustChange(
  study: Study,
  rows: Int32Array,
  change: Float64Array,
  treated: Float64Array,
  weights: Float64Array | undefined,
): { effect: number; influence: Float64Array } {
  const n = rows.length
  const design = takeDesign(study.outcomeDesign, rows)
  const w = weights ?? new Float64Array(n).fill(1)
  const plain = design.x.columns === 0
  const codes = Int32Array.from(treated)
  const arms = { kind: 'arms', levels: ['0', '1'], codes, treated: 1, control: 0 } as const
  const propensity = plain ? null : fitPropensity('logit', design, arms, weights)
  const x = withIntercept(design.x)
  const model = fitOutcome(
    'linear',
    x,
    change,
    w.map((value, i) => (treated[i] === 1 ? 0 : value)),
  )
  const odds = Float64Array.from({ length: n }, (_, i) => {
    if (!propensity) return 1
    return propensity.probabilities[1][i] / propensity.probabilities[0][i]
  })
  let totalTreated = 0
  let totalOthers = 0
  for (let i = 0; i < n; i++) {
    totalTreated += w[i] * treated[i]
    totalOthers += w[i] * (1 - treated[i]) * odds[i]
  }
  const left = change.map((value, i) => value - model.predictions[i])
  let meanTreated = 0
  let meanOthers = 0
  for (let i = 0; i < n; i++) {
    meanTreated += (w[i] * treated[i] * left[i]) / totalTreated
    meanOthers += (w[i] * (1 - treated[i]) * odds[i] * left[i]) / totalOthers
  }
  const influence = new Float64Array(n)
  const byModel = new Float64Array(n)
  const byOdds = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const share = (w[i] * treated[i]) / totalTreated
    const other = (w[i] * (1 - treated[i]) * odds[i]) / totalOthers
    influence[i] = n * (share * (left[i] - meanTreated) - other * (left[i] - meanOthers))
    byModel[i] = n * (other - share)
    // ∂(p/(1 − p))/∂p = 1/(1 − p)².
    const slope = propensity ? 1 / propensity.probabilities[0][i] ** 2 : 0
    byOdds[i] = (-n * (w[i] * (1 - treated[i]) * slope * (left[i] - meanOthers))) / totalOthers
  }
  const throughModel = model.propagate(byModel)
  const throughOdds = propensity ? propensity.propagate([new Float64Array(n), byOdds]) : null
  for (let i = 0; i < n; i++) influence[i] += throughModel[i] + (throughOdds ? throughOdds[i] : 0)
  return { effect: meanTreated - meanOthers, influence }
}

/** Effects averaged by the size of their groups; the sizes' own chance is in the influence too. */
function averaged(effects: readonly GroupTime[], panel: Panel) {
  const total = effects.reduce((sum, { treatedUnits }) => sum + treatedUnits, 0)
  const effect = effects.reduce((sum, item) => sum + (item.treatedUnits / total) * item.effect, 0)
  const influence = new Float64Array(panel.units)
  for (const item of effects) {
    const share = item.treatedUnits / total
    for (let u = 0; u < panel.units; u++) {
      influence[u] += share * item.influence[u]
      if (panel.first[u] === item.group) influence[u] += (panel.units * (item.effect - effect)) / total
    }
  }
  return { effect, influence }
}

function eventTimes(study: Study, effects: readonly GroupTime[], panel: Panel): Contrast[] {
  const since = [...new Set(effects.map(({ group, period }) => period - group))].sort((a, b) => a - b)
  return since.map((lag) => {
    const { effect, influence } = averaged(
      effects.filter(({ group, period }) => period - group === lag),
      panel,
    )
    return contrastOf(study, String(lag), '−1', effect, influenceError(influence, panel.clusters))
  })
}
