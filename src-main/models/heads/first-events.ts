import { type Words, words } from '../../contract/words.ts'
import { columnOf, type Matrix, matrix } from '../../numeric/matrix.ts'
import type { EventFeature, EventLog } from './event-log.ts'
import type { PropensityUnit } from './propensity-units.ts'

/** Which measures a head is made of, by name: found again in any log. */
export interface FeaturePlan {
  /** Event types that are counted. */
  readonly types: readonly string[]
  readonly hasItems: boolean
  readonly columns: readonly (
    | { readonly kind: 'number'; readonly name: string }
    | { readonly kind: 'category'; readonly name: string; readonly levels: readonly string[] }
  )[]
}

/** What the head reads of units: one row each; not a number where none of a unit's events says. */
export interface UnitFeatures {
  readonly names: readonly Words[]
  readonly x: Matrix
}

/** Levels of a category, and event types, beyond the commonest so many share nothing. */
const mostLevels = 12

/** What can be measured in a log. */
export function planFeatures(log: EventLog): FeaturePlan {
  return {
    types: commonest(log.type, log.types),
    hasItems: log.item !== null,
    columns: log.features.map((feature) =>
      feature.kind === 'number'
        ? { kind: 'number', name: feature.name }
        : { kind: 'category', name: feature.name, levels: commonest(feature.codes, feature.levels) },
    ),
  }
}

/**
 * Counts, times, items and columns of a unit's own events, and what the user did before them: all from events before the unit's
 * cut. The log has the plan's columns.
 */
export function firstEventFeatures(
  log: EventLog,
  units: readonly Pick<PropensityUnit, 'user' | 'recent' | 'asOf'>[],
  plan: FeaturePlan,
): UnitFeatures {
  type Unit = (typeof units)[number]
  const measures: { readonly name: Words; readonly of: (unit: Unit) => number }[] = []
  const measure = (name: Words, of: (unit: Unit) => number) => measures.push({ name, of })
  const own = (unit: Unit) => unit.recent
  const past = (unit: Unit) => unit.recent[0] - log.start[unit.user]
  for (const type of plan.types) {
    const code = log.types.indexOf(type)
    const count = (events: Iterable<number>) => {
      let sum = 0
      for (const event of events) if (log.type[event] === code) sum++
      return Math.log1p(sum)
    }
    measure(words('feature_type_count', { type }), (unit) => count(own(unit)))
    measure(words('feature_type_last', { type }), ({ recent }) =>
      log.type[recent[recent.length - 1]] === code ? 1 : 0,
    )
    measure(words('feature_type_before', { type }), (unit) =>
      count(span(log.start[unit.user], unit.recent[0])),
    )
  }
  measure(words('feature_events'), ({ recent }) => Math.log1p(recent.length))
  measure(words('feature_duration'), ({ recent }) =>
    Math.log1p(log.time[recent[recent.length - 1]] - log.time[recent[0]]),
  )
  measure(words('feature_since'), ({ recent, asOf }) =>
    Math.log1p(Math.max(0, asOf - log.time[recent[recent.length - 1]])),
  )
  measure(words('feature_events_before'), (unit) => Math.log1p(past(unit)))
  measure(words('feature_pause'), (unit) =>
    past(unit) === 0 ? Number.NaN : Math.log1p(log.time[unit.recent[0]] - log.time[unit.recent[0] - 1]),
  )
  const { item } = log
  if (plan.hasItems && item !== null) {
    const distinct = ({ recent }: Unit) => new Set(recent.map((event) => item[event])).size
    measure(words('feature_items'), (unit) => Math.log1p(distinct(unit)))
    measure(words('feature_events_an_item'), (unit) => unit.recent.length / distinct(unit))
  }
  for (const column of plan.columns) {
    const feature = log.features.find(({ name }) => name === column.name)!
    const levels = column.kind === 'category' ? column.levels : []
    for (const { name, of } of featureMeasures(feature, levels)) measure(name, ({ recent }) => of(recent))
  }
  const x = matrix(units.length, measures.length)
  for (const [column, { of }] of measures.entries()) {
    const values = columnOf(x, column)
    for (const [row, unit] of units.entries()) values[row] = of(unit)
  }
  return { names: measures.map(({ name }) => name), x }
}

function featureMeasures(feature: EventFeature, levels: readonly string[]) {
  const { name } = feature
  type Events = readonly number[]
  if (feature.kind === 'category') {
    return levels.map((level) => {
      const code = feature.levels.indexOf(level)
      return {
        name: words('feature_level', { column: name, level }),
        of: (events: Events) =>
          code < 0
            ? 0
            : events.reduce((sum, event) => sum + (feature.codes[event] === code ? 1 : 0), 0) / events.length,
      }
    })
  }
  const known = (events: Events) =>
    events.map((event) => feature.values[event]).filter((value) => !Number.isNaN(value))
  return [
    {
      name: words('feature_mean', { column: name }),
      of: (events: Events) => {
        const values = known(events)
        return values.reduce((sum, value) => sum + value, 0) / values.length
      },
    },
    {
      name: words('feature_last', { column: name }),
      of: (events: Events) => known(events).at(-1) ?? Number.NaN,
    },
  ]
}

/** Names by how often their codes come, the commonest first. */
function commonest(codes: Int32Array, names: readonly string[]): string[] {
  const counts = new Float64Array(names.length)
  for (const code of codes) if (code >= 0) counts[code]++
  return [...counts.keys()]
    .sort((a, b) => counts[b] - counts[a] || a - b)
    .slice(0, mostLevels)
    .filter((code) => counts[code] > 0)
    .map((code) => names[code])
}

function* span(from: number, to: number): Iterable<number> {
  for (let at = from; at < to; at++) yield at
}
