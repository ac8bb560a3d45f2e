import { type Words, words } from '../../contract/words.ts'
import { columnOf, type Matrix, matrix } from '../../numeric/matrix.ts'
import type { EventFeature, EventLog } from './event-log.ts'
import type { PropensityUnit } from './propensity-units.ts'

/** What the head reads of units: one row each. */
export interface UnitFeatures {
  readonly names: readonly Words[]
  readonly x: Matrix
}

/** Levels of a category, and event types, beyond the commonest so many share nothing. */
const mostLevels = 12

/**
 * Counts, times, items and columns of a unit's own events, and what the user did before them: all from events before the unit's
 * cut. A number that no event has is the mean of those known.
 */
export function firstEventFeatures(log: EventLog, units: readonly PropensityUnit[]): UnitFeatures {
  const measures: { readonly name: Words; readonly of: (unit: PropensityUnit) => number }[] = []
  const measure = (name: Words, of: (unit: PropensityUnit) => number) => measures.push({ name, of })
  const own = (unit: PropensityUnit) => unit.recent
  const past = (unit: PropensityUnit) => unit.recent[0] - log.start[unit.user]
  for (const type of commonest(log.type, log.types.length)) {
    const named = { type: log.types[type] }
    const count = (events: Iterable<number>) => {
      let sum = 0
      for (const event of events) if (log.type[event] === type) sum++
      return Math.log1p(sum)
    }
    measure(words('feature_type_count', named), (unit) => count(own(unit)))
    measure(words('feature_type_last', named), ({ recent }) =>
      log.type[recent[recent.length - 1]] === type ? 1 : 0,
    )
    measure(words('feature_type_before', named), (unit) => count(span(log.start[unit.user], unit.recent[0])))
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
  if (item !== null) {
    const distinct = ({ recent }: PropensityUnit) => new Set(recent.map((event) => item[event])).size
    measure(words('feature_items'), (unit) => Math.log1p(distinct(unit)))
    measure(words('feature_events_an_item'), (unit) => unit.recent.length / distinct(unit))
  }
  for (const feature of log.features) for (const { name, of } of featureMeasures(feature)) measure(name, of)
  const x = matrix(units.length, measures.length)
  for (const [column, { of }] of measures.entries()) fillColumn(x, column, units, of)
  return { names: measures.map(({ name }) => name), x }
}

function featureMeasures(feature: EventFeature) {
  const { name } = feature
  if (feature.kind === 'category') {
    return commonest(feature.codes, feature.levels.length).map((level) => ({
      name: words('feature_level', { column: name, level: feature.levels[level] }),
      of: ({ recent }: PropensityUnit) =>
        recent.reduce((sum, event) => sum + (feature.codes[event] === level ? 1 : 0), 0) / recent.length,
    }))
  }
  const known = (unit: PropensityUnit) =>
    unit.recent.map((event) => feature.values[event]).filter((value) => !Number.isNaN(value))
  return [
    {
      name: words('feature_mean', { column: name }),
      of: (unit: PropensityUnit) => {
        const values = known(unit)
        return values.reduce((sum, value) => sum + value, 0) / values.length
      },
    },
    {
      name: words('feature_last', { column: name }),
      of: (unit: PropensityUnit) => known(unit).at(-1) ?? Number.NaN,
    },
  ]
}

function fillColumn(
  x: Matrix,
  column: number,
  units: readonly PropensityUnit[],
  of: (unit: PropensityUnit) => number,
): void {
  const values = columnOf(x, column)
  let [sum, known] = [0, 0]
  for (const [row, unit] of units.entries()) {
    const value = of(unit)
    values[row] = value
    if (unit.part !== 'fit' || Number.isNaN(value)) continue
    sum += value
    known++
  }
  const mean = known === 0 ? 0 : sum / known
  for (let row = 0; row < values.length; row++) if (Number.isNaN(values[row])) values[row] = mean
}

/** Codes by how often they come, the commonest first. */
function commonest(codes: Int32Array, levels: number): number[] {
  const counts = new Float64Array(levels)
  for (const code of codes) if (code >= 0) counts[code]++
  return [...counts.keys()]
    .sort((a, b) => counts[b] - counts[a] || a - b)
    .slice(0, mostLevels)
    .filter((code) => counts[code] > 0)
}

function* span(from: number, to: number): Iterable<number> {
  for (let at = from; at < to; at++) yield at
}
