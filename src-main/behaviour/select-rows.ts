import type { AnalysisTableDefinition } from '../contract/behaviour.ts'
import type { EventColumns } from '../contract/events.ts'
import type { Monitor } from '../contract/monitor.ts'
import { rowNumbers } from './canonical-events.ts'
import type { Units } from './units.ts'
import { firstAtOrAfter, micros, typeMask } from './windows.ts'

/** The rows of an analysis table before anything but the treatment is measured, by unit, then by index time. */
export interface SelectedRows {
  readonly unit: readonly number[]
  readonly indexTime: readonly number[]
  readonly treated: readonly number[]
  /** Microseconds for which the outcome window was watched, at most its length. */
  readonly watched: readonly number[]
  readonly considered: number
  readonly notEligible: number
  readonly alreadyTreated: number
  /** Outcome windows that the log's end cuts off, whether kept here or not. */
  readonly cutOff: number
}

/**
 * Gives every unit its index times and decides who is a row: eligible there, not treated before, and watched until the end
 * of the outcome window; windows cut off stay where `keepCutOff`. Treated and untreated pass the same tests, and
 * all but the treatment itself look only at what came before the index time (Hernán and Robins 2016).
 */
export function selectRows(
  events: EventColumns,
  units: Units,
  definition: AnalysisTableDefinition,
  logEnd: number,
  keepCutOff: boolean,
  monitor: Monitor,
): SelectedRows {
  const { time, type } = events
  const treatment = typeMask(events, definition.treatment.types)
  const grace = micros(definition.treatment.graceHours)
  const outcomeStart = micros(definition.outcome.startHours)
  const outcomeLength = micros(definition.outcome.windowHours)
  const indexTimes = indexTimesOf(events, units, definition)
  const isEligible = eligibility(events, units, definition)
  const unit: number[] = []
  const indexTime: number[] = []
  const treated: number[] = []
  const watched: number[] = []
  let considered = 0
  let notEligible = 0
  let alreadyTreated = 0
  let cutOff = 0
  for (let u = 0; u < units.count; u++) {
    if (u % 4096 === 0) monitor.report(u / units.count)
    const from = units.start[u]
    const to = units.end[u]
    const firstTreated = firstOfTypes(type, units.rows, from, to, treatment)
    const treatedAt = firstTreated < to ? time[units.rows[firstTreated]] : Number.POSITIVE_INFINITY
    for (const index of indexTimes(u)) {
      considered++
      if (Number.isNaN(index) || !isEligible(u, index)) notEligible++
      else if (treatedAt < index) {
        notEligible++
        alreadyTreated++
      } else {
        const watchedFor = Math.min(outcomeLength, logEnd - (index + outcomeStart))
        if (watchedFor < outcomeLength) cutOff++
        if (watchedFor < outcomeLength && (!keepCutOff || watchedFor < 0)) continue
        unit.push(u)
        indexTime.push(index)
        treated.push(treatedAt < index + grace ? 1 : 0)
        watched.push(watchedFor)
      }
    }
  }
  return { unit, indexTime, treated, watched, considered, notEligible, alreadyTreated, cutOff }
}

/** A unit's index times; NaN where it has none. */
function indexTimesOf(
  events: EventColumns,
  units: Units,
  { indexTime }: AnalysisTableDefinition,
): (unit: number) => readonly number[] {
  if (indexTime.kind === 'landmark') {
    const landmark = [indexTime.time]
    return () => landmark
  }
  if (indexTime.kind === 'sequential-trials') {
    const every = micros(indexTime.everyHours)
    const trials = Array.from({ length: indexTime.trials }, (_, trial) => indexTime.start + trial * every)
    return () => trials
  }
  const mask = typeMask(events, indexTime.types)
  return (unit) => {
    const to = units.end[unit]
    const first = firstOfTypes(events.type, units.rows, units.start[unit], to, mask)
    return [first < to ? events.time[units.rows[first]] : Number.NaN]
  }
}

function eligibility(
  events: EventColumns,
  units: Units,
  { indexTime, eligibleWithinHours }: AnalysisTableDefinition,
): (unit: number, index: number) => boolean {
  const { time, userStart } = events
  const mustExist = indexTime.kind !== 'first-event'
  const within = eligibleWithinHours === undefined ? null : micros(eligibleWithinHours)
  const identity = rowNumbers(within === null ? 0 : events.rows)
  return (unit, index) => {
    if (mustExist && time[units.rows[units.start[unit]]] >= index) return false
    if (within === null) return true
    const from = userStart[units.user[unit]]
    const before = firstAtOrAfter(time, identity, from, userStart[units.user[unit] + 1], index) - 1
    return before >= from && time[before] >= index - within
  }
}

function firstOfTypes(
  type: Int32Array,
  rows: Int32Array,
  from: number,
  to: number,
  mask: Uint8Array,
): number {
  let at = from
  while (at < to && mask[type[rows[at]]] === 0) at++
  return at
}
