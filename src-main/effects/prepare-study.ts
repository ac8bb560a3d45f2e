import type { EstimateOptions, Warning } from '../contract/effects.ts'
import { fail } from '../contract/errors.ts'
import { words } from '../contract/words.ts'
import type { Column, Table } from '../numeric/columns.ts'
import { columnOf, fromColumns } from '../numeric/matrix.ts'
import { withAdjustmentSet } from './adjustment-from-graph.ts'
import { canonicalOrder } from './canonical-order.ts'
import { asCategories, columnNamed, designMatrix, isNumber, withoutConstants } from './design-matrix.ts'
import { refuseDeterminedArms } from './determined-arms.ts'
import { centreOf, lessCentre } from './far-from-zero.ts'
import { type Functional, functionalOf } from './functional-from-graph.ts'
import { refuseLaterCovariates } from './measured-times.ts'
import { completeRows } from './missing-values.ts'
import { clustersOf, clusterWarnings, codesOf } from './row-clusters.ts'
import { concentrationWarnings, readWeights, withWeight } from './row-weights.ts'
import { type Design, type OutcomeKind, type Study, type Treatment, takeColumn } from './study.ts'
import { readTreatment } from './treatment.ts'

/**
 * Reads a table and what was asked of it into a study, refusing what no estimator can answer: missing values nobody
 * decided about, infinities, a treatment or outcome that does not vary, arms of one row, more columns than rows.
 */
export function prepareStudy(table: Table, asked: EstimateOptions): Study {
  const options = withAdjustmentSet(asked, table)
  const functional = options.method === 'id' ? functionalOf(options, table) : undefined
  const named = namesOf(options, functional)
  refuseDoubleRoles(options, named.covariates)
  refuseLaterCovariates(options, named.covariates)
  const categorical = new Set(options.categorical)
  const read = (name: string): Column => {
    const column = columnNamed(table, name)
    return column.kind === 'category' || categorical.has(name) ? asCategories(column) : column
  }
  const treatmentColumn = read(options.treatment)
  const outcomeColumn = read(options.outcome)
  const unitColumn = options.unit === undefined ? undefined : columnNamed(table, options.unit)
  const clusterColumn = options.clusters === undefined ? undefined : columnNamed(table, options.clusters)
  const weightColumn = options.weights === undefined ? undefined : columnNamed(table, options.weights)
  const extraColumns = named.extra.map(read)
  const essential = [
    treatmentColumn,
    outcomeColumn,
    unitColumn,
    clusterColumn,
    weightColumn,
    ...extraColumns,
  ].filter((column) => column !== undefined && column.name !== options.firstTreated) as Column[]
  const completed = completeRows(table.rows, essential, named.covariates.map(read), options.missing)
  const weighed = withWeight(completed.keep, table.rows, weightColumn)
  const kept = weighed.keep
  const rows = kept ? kept.length : table.rows
  const keep = (column: Column): Column => {
    const left = kept ? takeColumn(column, kept) : column
    return left.kind === 'category' && kept ? asCategories(left) : left
  }
  const covariates = completed.covariates.map(keep)
  for (const column of [...essential, ...covariates]) refuseExtremes(column, column.name === options.weights)
  if (rows < 3) throw fail('EFFECTS_TOO_FEW_ROWS', { rows, columns: covariates.length + 1 })

  const outcome = numbersOfOutcome(keep(outcomeColumn))
  const keptTreatment = keep(treatmentColumn)
  const unit = unitColumn && keep(unitColumn)
  const treatmentNumbers =
    keptTreatment.kind === 'number' ? keptTreatment.values : Float64Array.from(keptTreatment.codes)
  const order = canonicalOrder(rows, unit, covariates, [outcome, treatmentNumbers])
  const sort = (column: Column) => takeColumn(keep(column), order)
  const sorted = covariates.map((column) => takeColumn(column, order))
  const treatment = nearZero(readTreatment(takeColumn(keptTreatment, order), options))
  if (treatment.kind === 'arms') refuseSmallArms(treatment.levels, treatment.codes)
  else refuseConstant(treatment.values, 'EFFECTS_TREATMENT_CONSTANT', options)
  const outcomes = Float64Array.from(order, (row) => outcome[row])
  refuseConstant(outcomes, 'EFFECTS_OUTCOME_CONSTANT', options)
  const { outcomeModel = 'linear' } = options
  const outcomeCentre = ['logit', 'probit', 'poisson'].includes(outcomeModel) ? 0 : centreOf(outcomes)

  const byName = new Map(sorted.map((column) => [column.name, column]))
  const pick = (names: readonly string[]) =>
    names.flatMap((name) =>
      [byName.get(name), byName.get(`${name}?`)].filter((column) => column !== undefined),
    )
  const pairs = options.interactions.filter((pair) => !pair.includes(options.treatment))
  const interactions = pairs.map(([a, b]) => [pick([a])[0], pick([b])[0]] as const)
  const withTreatment = options.interactions
    .filter((pair) => pair.includes(options.treatment))
    .map(([a, b]) => (a === options.treatment ? b : a))
  if (withTreatment.includes(options.treatment)) {
    throw fail('EFFECTS_OPTION_INVALID', {
      option: 'interactions',
      value: `${options.treatment}×${options.treatment}`,
    })
  }
  const warnings: Warning[] = [...completed.warnings, ...weighed.warnings]
  const design = (columns: readonly Column[], pairs: typeof interactions): Design => {
    const { design, constant } = withoutConstants(designMatrix(rows, columns, pairs))
    for (const name of constant) {
      if (!warnings.some(({ message }) => message.with?.column === name)) {
        warnings.push({
          code: 'CONSTANT_COLUMN',
          message: words('warning_constant_column', { column: name }),
        })
      }
    }
    return centredDesign(design)
  }
  const outcomeDesign = design(pick(named.outcome), interactions)
  const same = named.outcome.join('\n') === named.propensity.join('\n')
  const extra = Object.fromEntries(extraColumns.map((column) => [column.name, sort(column)]))
  const units = unit && codesOf(takeColumn(unit, order))
  const weights = weightColumn && readWeights(sort(weightColumn))
  const clusters = clustersOf(clusterColumn && sort(clusterColumn), units, options.unit)
  warnings.push(...concentrationWarnings(weights, options.weights), ...clusterWarnings(clusters))
  const study: Study = {
    options,
    rows,
    order: kept ? order.map((row) => kept[row]) : order,
    outcome: lessCentre(outcomes, outcomeCentre),
    outcomeCentre,
    outcomeKind: kindOfOutcome(outcomes),
    treatment,
    covariates: sorted,
    outcomeDesign,
    propensityDesign: same ? outcomeDesign : design(pick(named.propensity), interactions),
    treatmentInteractions: design(pick(withTreatment), []),
    weights,
    clusters,
    units,
    extra,
    instruments: design(
      options.instruments.map((name) => extra[name]),
      [],
    ),
    mediators: design(
      options.mediators.map((name) => extra[name]),
      [],
    ),
    functional,
    warnings,
  }
  refuseDeterminedArms(study)
  const widest = Math.max(outcomeDesign.x.columns, study.propensityDesign.x.columns)
  if (widest + 2 > rows) throw fail('EFFECTS_TOO_FEW_ROWS', { rows, columns: widest + 2 })
  return study
}

function namesOf(options: EstimateOptions, functional: Functional | undefined) {
  const adjustFor: readonly string[] = Array.isArray(options.adjustFor) ? options.adjustFor : []
  const outcome = [...new Set(options.outcomeCovariates ?? adjustFor)]
  const propensity = [...new Set(options.propensityCovariates ?? adjustFor)]
  const isMediator = (name: string) => options.mediators.includes(name)
  // A mediator that multiplies the treatment stays a mediator.
  const interacting = options.interactions
    .filter((pair) => !pair.includes(options.treatment) || !pair.some(isMediator))
    .flat()
    .filter((name) => name !== options.treatment)
  const covariates = [...new Set([...adjustFor, ...outcome, ...propensity, ...interacting])]
  const extra = [
    ...(functional?.columns ?? []),
    ...options.instruments,
    ...options.mediators,
    ...[options.time, options.running, options.firstTreated].filter((name) => name !== undefined),
  ]
  return { outcome, propensity, covariates, extra: [...new Set(extra)] }
}

function refuseDoubleRoles(options: EstimateOptions, covariates: readonly string[]): void {
  if (options.treatment === options.outcome) {
    throw fail('EFFECTS_COLUMN_TWICE', { column: options.treatment })
  }
  for (const name of [options.treatment, options.outcome]) {
    if (covariates.includes(name)) throw fail('EFFECTS_COLUMN_TWICE', { column: name })
  }
  const taken = new Set([options.treatment, options.outcome, ...covariates])
  for (const name of [...options.instruments, ...options.mediators]) {
    if (taken.has(name)) throw fail('EFFECTS_COLUMN_TWICE', { column: name })
    taken.add(name)
  }
}

/** Fourth powers of anything larger, in a sum of squares of residuals, overflow; of anything smaller, they vanish. */
const largest = 1e75
const smallest = 1e-75

function refuseExtremes(column: Column, weights: boolean): void {
  if (!isNumber(column)) return
  let count = 0
  let greatest = 0
  for (const value of column.values) {
    if (Math.abs(value) > largest) count++
    greatest = Math.max(greatest, Math.abs(value))
  }
  if (count > 0) throw fail('EFFECTS_INFINITE_VALUES', { column: column.name, rows: count })
  if (greatest > 0 && greatest < smallest && !weights) {
    throw fail('EFFECTS_VALUES_TOO_SMALL', { column: column.name })
  }
}

function refuseSmallArms(levels: readonly string[], codes: Int32Array): void {
  const counts = new Int32Array(levels.length)
  for (const code of codes) counts[code]++
  for (let a = 0; a < levels.length; a++) {
    if (counts[a] < 2) throw fail('EFFECTS_ARM_TOO_SMALL', { arm: levels[a], rows: counts[a] })
  }
}

function refuseConstant(
  values: Float64Array,
  code: 'EFFECTS_TREATMENT_CONSTANT' | 'EFFECTS_OUTCOME_CONSTANT',
  options: EstimateOptions,
): void {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return
  throw code === 'EFFECTS_OUTCOME_CONSTANT'
    ? fail(code, { outcome: options.outcome })
    : fail(code, { treatment: options.treatment })
}

function numbersOfOutcome(column: Column): Float64Array {
  if (column.kind === 'number') return column.values
  if (column.levels.length > 2) {
    throw fail('EFFECTS_OUTCOME_NOT_NUMERIC', { outcome: column.name, levels: column.levels.length })
  }
  return Float64Array.from(column.codes)
}

function kindOfOutcome(values: Float64Array): OutcomeKind {
  let binary = true
  let counts = true
  for (const value of values) {
    if (value !== 0 && value !== 1) binary = false
    if (value < 0 || !Number.isInteger(value)) counts = false
    if (!counts) return 'continuous'
  }
  return binary ? 'binary' : 'count'
}

/** A dose's slope is the same wherever its 0 lies. */
function nearZero(treatment: Treatment): Treatment {
  if (treatment.kind === 'arms') return treatment
  return { kind: 'dose', values: lessCentre(treatment.values, centreOf(treatment.values)) }
}

function centredDesign(design: Design): Design {
  const { x } = design
  const columns = Array.from({ length: x.columns }, (_, j) => columnOf(x, j))
  const centres = Float64Array.from(columns, centreOf)
  if (centres.every((centre) => centre === 0)) return design
  return {
    ...design,
    centres,
    x: fromColumns(
      x.rows,
      columns.map((column, j) => lessCentre(column, centres[j])),
    ),
  }
}
