import type { EventMapping, FileLayout, UnitTableMapping } from '../contract/data.ts'
import { bare, type PartNames, rankOf, spaced } from './column-words.ts'
import type { MappingCandidate } from './mapping-candidates.ts'
import { isPandasIndex } from './suggest-mapping.ts'
import {
  clusterNames,
  outcomeHints,
  outcomeNames,
  rowLabel,
  treatmentHints,
  treatmentNames,
  unitNames,
  weightNames,
} from './unit-part-names.ts'
import { isControlArm } from './untreated-arm.ts'

/** A hint of a treatment holds no more arms than this. */
const mostArms = 10

/**
 * Guesses what the columns of one row a unit are, by their names and contents, in English and Chinese. Every column that is called like an
 * outcome becomes one: what came after the treatment must not be adjusted for. Row numbers, and texts of which no two are alike, are left
 * out.
 */
export function suggestTableMapping(columns: readonly MappingCandidate[]): UnitTableMapping {
  const filled = columns.filter((column) => column.missing < 1 && !isRowLabel(column))
  const single = (known: ReadonlySet<string>, fits: (column: MappingCandidate) => boolean) =>
    filled.find((column) => known.has(bare(column.name)) && fits(column))?.name
  const unit = bestOf(filled.filter(namesUnits), unitNames)?.name
  const cluster = single(clusterNames, () => true)
  const weight = single(weightNames, ({ type }) => type === 'number')
  const left = filled.filter(({ name }) => name !== unit && name !== cluster && name !== weight)
  const treatments = treatmentsOf(left)
  const outcomes = outcomesOf(left.filter(({ name }) => !treatments.includes(name)))
  const covariates = left
    .filter((column) => column.type !== 'text' || !isUnique(column))
    .map(({ name }) => name)
    .filter((name) => !treatments.includes(name) && !outcomes.includes(name) && !isExposure(name))
  return { treatments, outcomes, covariates, unit, cluster, weight }
}

/** Who was reached of those that were assigned: known only after the treatment. */
function isExposure(name: string): boolean {
  return /^(was |is )?(exposed|exposure|是否曝光|是否触达)$/.test(spaced(name))
}

function treatmentsOf(columns: readonly MappingCandidate[]): string[] {
  const sure = columns.filter(({ name }) => isCalled(name, treatmentNames))
  if (sure.length > 0) return sure.map(({ name }) => name)
  const arms = columns.filter(({ distinct }) => distinct > 1)
  const compared = arms.find(({ levels }) => levels.length <= mostArms && levels.some(isControlArm))
  const few = arms.filter(({ distinct }) => distinct <= mostArms)
  const hinted = compared ?? bestOf(few, treatmentHints)
  return hinted === undefined ? [] : [hinted.name]
}

function outcomesOf(columns: readonly MappingCandidate[]): string[] {
  const varying = columns.filter(({ distinct, type }) => distinct > 1 && type !== 'time')
  const sure = varying.filter(({ name }) => isCalled(name, outcomeNames))
  if (sure.length > 0) return sure.map(({ name }) => name)
  const hinted = bestOf(varying, outcomeHints)
  return hinted === undefined ? [] : [hinted.name]
}

function isCalled(name: string, names: PartNames): boolean {
  return rankOf(name, names) < Number.POSITIVE_INFINITY
}

function bestOf(columns: readonly MappingCandidate[], names: PartNames): MappingCandidate | undefined {
  const ranked = columns.map((column) => ({ column, rank: rankOf(column.name, names) }))
  const found = ranked.filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
  return found.sort((a, b) => a.rank - b.rank)[0]?.column
}

function isUnique({ distinct, filled }: MappingCandidate): boolean {
  return distinct === filled && filled > 1
}

function namesUnits(column: MappingCandidate): boolean {
  return isUnique(column) && column.type !== 'time' && column.whole
}

/** Row numbers under a name of their own, or none; labels that pandas wrote. */
function isRowLabel(column: MappingCandidate): boolean {
  const { name, rowNumbers, type } = column
  if (isPandasIndex(name)) return true
  return bare(name) === 'rownames'
    ? type === 'number' && isUnique(column)
    : rowNumbers && rowLabel.test(bare(name))
}

/**
 * Whether a row is an event or a unit. A log has times, and things that were done or met, or users who come again; a table of units has none
 * of these, or names every unit once.
 */
export function suggestLayout(
  columns: readonly MappingCandidate[],
  log: Partial<EventMapping>,
  table: UnitTableMapping,
): FileLayout {
  const deeds = [log.type, log.item, log.session].some((name) => name !== undefined)
  const studied = table.treatments.length > 0 && table.outcomes.length > 0
  const user = columns.find(({ name }) => name === log.user)
  if (!deeds && user === undefined) return 'table'
  const again = user !== undefined && user.distinct < user.filled * 0.95
  const unit = table.unit !== undefined && !again
  if (!columns.some(({ type }) => type === 'time')) {
    return deeds && log.user !== undefined && !studied ? 'events' : 'table'
  }
  if (again && log.time !== undefined && !studied) return 'events'
  return (deeds ? studied && unit : studied || unit) ? 'table' : 'events'
}
