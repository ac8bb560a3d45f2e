import type { EventMapping, FileLayout, UnitTableMapping } from '../contract/data.ts'
import { bare, isPandasIndex, type MappingCandidate, userNames } from './suggest-mapping.ts'

/** What treatments and outcomes are called, written without separators and in lower case. */
const treatmentNames = new Set([
  'treatment',
  'treat',
  'treated',
  'istreated',
  'treatmentgroup',
  'treatmentarm',
  'arm',
  'variant',
  'exposed',
  'exposure',
  'intervention',
  'campaign',
  'offer',
  'coupon',
  'promotion',
  'assigned',
  'testgroup',
  'abgroup',
  '处理',
  '处理组',
  '是否处理',
  '干预',
  '是否干预',
  '实验组',
  '实验分组',
  '是否发券',
  '优惠券',
])
const outcomeNames = new Set([
  'outcome',
  'response',
  'responded',
  'converted',
  'conversion',
  'purchased',
  'bought',
  'spend',
  'spent',
  'revenue',
  'churn',
  'churned',
  'visit',
  'retained',
  '结果',
  '转化',
  '是否转化',
  '购买',
  '是否购买',
  '成交',
  '消费金额',
  '响应',
  '流失',
  '是否流失',
])

/** Names that mean it only where no column has a better one, the most telling first. */
const treatmentHints = ['t', 'w', 'group', 'segment', '分组']
const outcomeHints = ['y', 'target', 'label', 'result', 'sales', 're78', '标签']

const unitNames = new Set([...userNames, 'id', 'unit', 'unitid', 'subject', 'subjectid', 'patientid', '编号'])
const weightNames = new Set(['weight', 'weights', 'sampleweight', '权重'])
const clusterNames = new Set(['cluster', 'clusterid', '群组'])

/**
 * Guesses what the columns of one row a unit are, by their names and contents, in English and Chinese. Every column that is called like an
 * outcome becomes one: what came after the treatment must not be adjusted for. Texts of which no two are alike are left out.
 */
export function suggestTableMapping(columns: readonly MappingCandidate[]): UnitTableMapping {
  const filled = columns.filter(({ missing }) => missing < 1)
  const single = (known: ReadonlySet<string>, fits: (column: MappingCandidate) => boolean) =>
    filled.find((column) => known.has(bare(column.name)) && fits(column))?.name
  const unit = single(unitNames, isUnique)
  const cluster = single(clusterNames, () => true)
  const weight = single(weightNames, ({ type }) => type === 'number')
  const left = filled.filter(
    ({ name }) => !isPandasIndex(name) && name !== unit && name !== cluster && name !== weight,
  )
  const treatments = named(left, treatmentNames, treatmentHints)
  const outcomes = named(
    left.filter(({ name }) => !treatments.includes(name)),
    outcomeNames,
    outcomeHints,
  )
  const covariates = left
    .filter((column) => column.type !== 'text' || !isUnique(column))
    .map(({ name }) => name)
    .filter((name) => !treatments.includes(name) && !outcomes.includes(name))
  return { treatments, outcomes, covariates, unit, cluster, weight }
}

function named(
  columns: readonly MappingCandidate[],
  known: ReadonlySet<string>,
  hints: readonly string[],
): string[] {
  const sure = columns.filter(({ name }) => known.has(bare(name)))
  if (sure.length > 0) return sure.map(({ name }) => name)
  const [hinted] = hints.flatMap((hint) => columns.filter(({ name }) => bare(name) === hint))
  return hinted === undefined ? [] : [hinted.name]
}

function isUnique({ distinct, filled }: MappingCandidate): boolean {
  return distinct === filled && filled > 1
}

/**
 * Whether a row is an event or a unit. A log has times, and things that were done or met; a table of units has neither, or names every unit
 * once.
 */
export function suggestLayout(
  columns: readonly MappingCandidate[],
  log: Partial<EventMapping>,
  table: UnitTableMapping,
): FileLayout {
  const deeds = [log.type, log.item, log.session].some((name) => name !== undefined)
  const studied = table.treatments.length > 0 && table.outcomes.length > 0
  const unit = table.unit !== undefined
  if (!columns.some(({ type }) => type === 'time')) {
    return deeds && log.user !== undefined && !studied ? 'events' : 'table'
  }
  return (deeds ? studied && unit : studied || unit) ? 'table' : 'events'
}
