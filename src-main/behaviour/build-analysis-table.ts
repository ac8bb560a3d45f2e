import type { AnalysisTableDefinition, AnalysisTableSummary } from '../contract/behaviour.ts'
import { fail } from '../contract/errors.ts'
import type { EventColumns } from '../contract/events.ts'
import { type Monitor, partOf } from '../contract/monitor.ts'
import { type Words, words } from '../contract/words.ts'
import { tableHash } from '../ingest/table-hash.ts'
import { type Column, sharedFloat64, sharedInt32, type Table } from '../numeric/columns.ts'
import { canonicalEvents } from './canonical-events.ts'
import { censoringWeights } from './censoring-weights.ts'
import { checkDefinition, ownColumns } from './check-definition.ts'
import { type CovariateSources, noSources } from './covariate-sources.ts'
import { measureCovariate } from './measure-covariate.ts'
import { measureIntents } from './measure-intents.ts'
import { measureOutcome } from './measure-outcome.ts'
import { measurePropensity } from './measure-propensity.ts'
import { measureVectors } from './measure-vectors.ts'
import { type SelectedRows, selectRows } from './select-rows.ts'
import { timeRange } from './summarise.ts'
import { type Units, unitsOf } from './units.ts'
import { micros } from './windows.ts'

export interface AnalysisTable {
  readonly table: Table
  readonly summary: Omit<AnalysisTableSummary, 'createdAt' | 'stale'>
}

type SummaryColumn = AnalysisTableSummary['columns'][number]

/** Fewer treated or untreated than this, and the summary warns. */
const few = 50

/**
 * Turns a log into a row a unit (and trial): covariates from strictly before the index time, treatment in the grace
 * window from it on, outcome in a later window. Rows are ordered by the unit's name and index time and do not depend on the
 * order of import. Columns: the unit (and for sessions their user, to cluster by), `index_time`, covariates, treatment
 * (0 or 1), outcome, and `censoring_weight` where windows cut off are weighted instead of excluded.
 *
 * `sources` are those that covariates name; each vector and probability is made of events before its row's index time, and where the
 * model itself has learnt from later ones a warning says so. Throws what `checkDefinition` throws, and BEHAVIOUR_NO_ROWS,
 * BEHAVIOUR_NO_TREATED, BEHAVIOUR_NO_UNTREATED.
 */
export function buildAnalysisTable(
  log: EventColumns,
  definition: AnalysisTableDefinition,
  monitor: Monitor,
  sources: CovariateSources = noSources,
): AnalysisTable {
  checkDefinition(log, definition, sources)
  monitor.report(0, words('phase_units'))
  const events = canonicalEvents(log)
  monitor.check()
  const units = unitsOf(events, definition)
  const weighted = definition.cutOff === 'censoring-weights'
  const logEnd = timeRange(events).to
  const candidates = selectRows(events, units, definition, logEnd, weighted, partOf(monitor, 0.2, 0.5))
  const { rows, weights } = weighted
    ? weighRows(events, units, candidates, definition)
    : { rows: candidates, weights: null }
  checkRows(rows)

  monitor.report(0.5, words('phase_measuring'))
  const columns: { column: Column; role: SummaryColumn['role']; measured: SummaryColumn['measured'] }[] = []
  const add = (column: Column, role: SummaryColumn['role'], measured: SummaryColumn['measured'] = null) => {
    columns.push({ column, role, measured })
    monitor.report(0.5 + (0.45 * columns.length) / (definition.covariates.length + 6))
  }
  const { treatment, outcome } = definition
  add(unitColumn(units, rows, definition), 'unit')
  if (definition.unit === 'session') add(userColumn(events, units, rows), 'cluster')
  add(timeColumn(rows), 'index-time', [0, 0])
  for (const covariate of definition.covariates) {
    const from = covariate.windowHours === undefined ? null : -covariate.windowHours
    if (covariate.measure === 'sequence-vector') {
      const source = sources.models.get(covariate.model!)!
      const made = measureVectors(events, units, rows, covariate, source)
      for (const column of made) add(column, 'covariate', [from, 0])
    } else if (covariate.measure === 'propensity') {
      const source = sources.heads.get(covariate.propensity!)!
      add(measurePropensity(events, units, rows, covariate.name, source), 'covariate', [null, 0])
    } else if (covariate.measure === 'intents') {
      const source = sources.intents.get(covariate.intents!)!
      const made = measureIntents(events, units, rows, covariate, source)
      for (const column of made) add(column, 'covariate', [from, 0])
    } else add(measureCovariate(events, units, rows, covariate), 'covariate', [from, 0])
  }
  add(numberColumn(treatment.name, rows.treated), 'treatment', [0, treatment.graceHours])
  const { values } = measureOutcome(events, units, rows, outcome)
  const outcomeEnd = outcome.startHours + outcome.windowHours
  add({ kind: 'number', name: outcome.name, values }, 'outcome', [outcome.startHours, outcomeEnd])
  if (weights) add(numberColumn(ownColumns.weight, weights), 'weight')

  const table: Table = { rows: rows.unit.length, columns: columns.map(({ column }) => column) }
  const treated = rows.treated.reduce((sum, one) => sum + one, 0)
  const [models, heads, intents] = [sources.models, sources.heads, sources.intents].map((own) => [
    ...own.values(),
  ])
  return {
    table,
    summary: {
      name: definition.name,
      definition,
      considered: candidates.considered,
      rows: table.rows,
      treated,
      untreated: table.rows - treated,
      notEligible: candidates.notEligible,
      alreadyTreated: candidates.alreadyTreated,
      cutOff: candidates.cutOff,
      columns: columns.map(({ column, role, measured }) => ({
        name: column.name,
        role,
        kind: column.kind,
        measured,
      })),
      hash: tableHash(table),
      ...(models.length === 0 ? {} : { models: models.map(identityOf) }),
      ...(heads.length === 0 ? {} : { propensities: heads.map(identityOf) }),
      ...(intents.length === 0 ? {} : { intents: intents.map(identityOf) }),
      warnings: [
        ...warningsOf(definition, candidates, table, treated),
        ...[...models, ...heads, ...intents].flatMap((source) => leakageOf(source, rows)),
      ],
    },
  }
}

/** What a table remembers of a model, head or mixture. */
interface Source {
  readonly id: number
  readonly name: string
  readonly hash: string
  readonly lastEvent: number | null
}

function identityOf({ id, name, hash }: Source) {
  return { id, name, hash }
}

/** Weights that have seen what came after an index time may know it, however the vector is made. */
function leakageOf({ name, lastEvent }: Source, { indexTime }: SelectedRows): Words[] {
  if (lastEvent === null) return [words('behaviour_model_history_unknown', { model: name })]
  const earlier = indexTime.filter((index) => index <= lastEvent).length
  if (earlier === 0) return []
  const until = new Date(lastEvent / 1000).toISOString().slice(0, 16).replace('T', ' ')
  return [words('behaviour_model_saw_later', { model: name, until, rows: earlier, all: indexTime.length })]
}

/** Weighs the rows by censoring and leaves out those whose outcome is not known. */
function weighRows(
  events: EventColumns,
  units: Units,
  candidates: SelectedRows,
  { outcome }: AnalysisTableDefinition,
): { rows: SelectedRows; weights: readonly number[] } {
  const { firstAfter } = measureOutcome(events, units, candidates, outcome)
  const length = micros(outcome.windowHours)
  const weights = censoringWeights(candidates.watched, firstAfter, length, outcome.measure === 'any')
  const known = <T>(values: readonly T[]) => values.filter((_, row) => weights[row] > 0)
  const rows = {
    ...candidates,
    unit: known(candidates.unit),
    indexTime: known(candidates.indexTime),
    treated: known(candidates.treated),
    watched: known(candidates.watched),
  }
  return { rows, weights: [...weights].filter((weight) => weight > 0) }
}

function checkRows(rows: SelectedRows): void {
  const { considered, notEligible, cutOff } = rows
  if (rows.unit.length === 0) throw fail('BEHAVIOUR_NO_ROWS', { considered, notEligible, cutOff })
  const treated = rows.treated.reduce((sum, one) => sum + one, 0)
  if (treated === 0) throw fail('BEHAVIOUR_NO_TREATED', { rows: rows.unit.length })
  if (treated === rows.unit.length) throw fail('BEHAVIOUR_NO_UNTREATED', { rows: rows.unit.length })
}

/** Every unit that occurs is a level, in the order of the rows. */
function unitColumn(units: Units, rows: SelectedRows, { unit }: AnalysisTableDefinition): Column {
  const codes = sharedInt32(rows.unit.length)
  const levels: string[] = []
  for (let row = 0; row < codes.length; row++) {
    if (row === 0 || rows.unit[row] !== rows.unit[row - 1]) levels.push(units.names[rows.unit[row]])
    codes[row] = levels.length - 1
  }
  return { kind: 'category', name: unit === 'user' ? ownColumns.user : ownColumns.session, levels, codes }
}

function userColumn(events: EventColumns, units: Units, rows: SelectedRows): Column {
  const codes = sharedInt32(rows.unit.length)
  const levels: string[] = []
  const codeOf = new Map<number, number>()
  for (let row = 0; row < codes.length; row++) {
    const user = units.user[rows.unit[row]]
    const known = codeOf.get(user)
    codes[row] = known ?? levels.length
    if (known !== undefined) continue
    codeOf.set(user, levels.length)
    levels.push(events.users[user])
  }
  return { kind: 'category', name: ownColumns.user, levels, codes }
}

function timeColumn(rows: SelectedRows): Column {
  return { ...numberColumn(ownColumns.indexTime, rows.indexTime), meaning: 'time' }
}

function numberColumn(name: string, numbers: readonly number[]) {
  const values = sharedFloat64(numbers.length)
  values.set(numbers)
  return { kind: 'number' as const, name, values }
}

function warningsOf(
  definition: AnalysisTableDefinition,
  { considered, notEligible, cutOff }: SelectedRows,
  table: Table,
  treated: number,
): Words[] {
  const warnings: Words[] = []
  if (Math.min(treated, table.rows - treated) < few) {
    warnings.push(words('behaviour_few', { treated, untreated: table.rows - treated }))
  }
  if (cutOff > 0.2 * (considered - notEligible)) {
    const share = Math.round((100 * cutOff) / (considered - notEligible))
    warnings.push(words('behaviour_many_cut_off', { cutOff, share }))
  }
  if (definition.cutOff === 'censoring-weights' && cutOff > 0) {
    warnings.push(words('behaviour_censoring_assumption'))
  }
  const missing = table.columns.filter(hasMissing).map(({ name }) => name)
  if (missing.length > 0) warnings.push(words('behaviour_missing', { columns: missing.join(', ') }))
  return warnings
}

function hasMissing(column: Column): boolean {
  return column.kind === 'number'
    ? column.values.some((value) => Number.isNaN(value))
    : column.codes.some((code) => code < 0)
}
