import { fail } from '../contract/errors.ts'
import type { RecommendationRun, UserInspection } from '../contract/recommend.ts'
import { whatWouldChange } from '../explain/what-would-change.ts'
import type { Table } from '../numeric/columns.ts'
import { loadAnalysisTable, readAnalysisTable } from '../store/analysis-tables.ts'
import type { ReadingConnection } from '../store/connection.ts'
import { readEventPage } from '../store/event-pages.ts'
import {
  type RecommendedUser,
  readLatestRun,
  readProposals,
  readRecommendedUser,
} from '../store/recommendations.ts'

/** Most events of a user that are shown. */
const historyShown = 500

/** What is known of one user: history, list, effect, and the covariates that the effect was learned from. */
export function inspectUser(user: string, reader: ReadingConnection): UserInspection {
  const { rows: history, total: events } = readEventPage(reader, { offset: 0, limit: historyShown, user })
  if (history.length === 0) throw fail('RECOMMEND_USER_UNKNOWN', { user })
  const found = readRecommendedUser(reader, user)
  const run = readLatestRun(reader)
  const covariates = run === null || run.stale ? {} : covariatesOf(user, run.table, reader)
  return {
    user,
    events,
    history: history
      .map(({ time, type, item, price }) => ({ time, type, item, price }))
      .sort((a, b) => a.time - b.time),
    recommendations: readProposals(reader, user),
    excludedBecause: found?.excludedBecause ?? null,
    effect: found === null || Number.isNaN(found.effect) ? null : found.effect,
    effectInterval: intervalOf(found),
    covariates,
    influences: run === null || found === null ? [] : influencesOf(run, covariates),
  }
}

/** Of 95 %, by the normal distribution. */
function intervalOf(found: RecommendedUser | null): UserInspection['effectInterval'] {
  if (found === null || Number.isNaN(found.effect + found.effectStandardError)) return null
  const half = 1.959963984540054 * found.effectStandardError
  return [found.effect - half, found.effect + half]
}

function influencesOf(
  { effectModel, request }: RecommendationRun,
  covariates: UserInspection['covariates'],
): UserInspection['influences'] {
  if (effectModel === undefined || request === undefined || Object.keys(covariates).length === 0) return []
  return whatWouldChange(effectModel, covariates, request.minimumEffect)
}

function covariatesOf(user: string, name: string, reader: ReadingConnection): UserInspection['covariates'] {
  const summary = readAnalysisTable(reader, name)
  const table = loadAnalysisTable(reader, name)
  const unit = table.columns.find(
    ({ name: column }) => summary.columns.find(({ role }) => role === 'unit')?.name === column,
  )
  if (unit?.kind !== 'category') return {}
  const row = unit.codes.lastIndexOf(unit.levels.indexOf(user))
  if (row < 0) return {}
  const covariates = new Set(
    summary.columns.filter(({ role }) => role === 'covariate').map((column) => column.name),
  )
  return Object.fromEntries(
    table.columns
      .filter((column) => covariates.has(column.name))
      .map((column) => [column.name, cellOf(column, row)]),
  )
}

function cellOf(column: Table['columns'][number], row: number): number | string | null {
  if (column.kind === 'number') return Number.isNaN(column.values[row]) ? null : column.values[row]
  return column.codes[row] < 0 ? null : column.levels[column.codes[row]]
}
