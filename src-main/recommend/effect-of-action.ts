import { fail } from '../contract/errors.ts'
import type { EffectModel, EffectTerm } from '../contract/recommend.ts'
import type { Column, Table } from '../numeric/columns.ts'
import { leastSquares } from '../numeric/least-squares.ts'
import { bilinear, fromColumns, type Matrix, takeRows } from '../numeric/matrix.ts'
import { coefficientCovariance } from '../numeric/robust-covariance.ts'

/** The estimated effect of the action on the outcome of each unit, in the order of the table's rows. */
export interface UnitEffects {
  readonly units: readonly string[]
  readonly effect: Float64Array
  readonly standardError: Float64Array
  readonly treated: number
  readonly untreated: number
  /** The difference of the two fits. */
  readonly model: EffectModel
}

/**
 * T-learner (Künzel et al. 2019, section 2.1): one least squares fit of the outcome on the covariates among the treated, one
 * among the others; a unit's effect is what they differ by at its covariates, x′(β₁ − β₀), with standard error
 * √(x′(V₁ + V₀)x), V being HC2. Missing numbers are set to the mean and marked by an indicator; a missing category is a
 * category of its own. Covariates that do not vary within an arm are dropped there by the fit.
 *
 * Nobody's effect is read off a line beyond where both arms have been seen: a covariate outside the range that the arms share
 * counts as its nearest end, and what an arm's fit predicts stays within the outcomes that occur, so a chance stays a chance.
 *
 * Throws TABLE_COLUMN_MISSING, RECOMMEND_TOO_FEW_TREATED where an arm has no more rows than the fit has coefficients.
 */
export function effectByUnit(
  table: Table,
  names: {
    readonly unit: string
    readonly treatment: string
    readonly outcome: string
    readonly adjustFor: readonly string[]
  },
): UnitEffects {
  const treatment = numbers(columnCalled(table, names.treatment))
  const outcome = numbers(columnCalled(table, names.outcome))
  const all = names.adjustFor.flatMap((name) => termsOf(columnCalled(table, name)))
  const terms = all.filter(({ reference }) => !reference)
  const ones = new Float64Array(table.rows).fill(1)
  const x = fromColumns(table.rows, [ones, ...terms.map(({ values }) => values)])
  const arm = (value: number) => {
    const rows: number[] = []
    for (let i = 0; i < table.rows; i++) if (treatment[i] === value && !Number.isNaN(outcome[i])) rows.push(i)
    return rows
  }
  const treated = arm(1)
  const untreated = arm(0)
  const smaller = Math.min(treated.length, untreated.length)
  if (smaller <= x.columns) throw fail('RECOMMEND_TOO_FEW_TREATED', { rows: smaller, needed: x.columns + 1 })
  const ranges = [treated, untreated].map((rows) => terms.map(({ values }) => rangeOf(values, rows)))
  const shared = terms.map(
    (_, j): Range => [Math.max(ranges[0][j][0], ranges[1][j][0]), Math.min(ranges[0][j][1], ranges[1][j][1])],
  )
  const occurs = rangeOf(outcome, [...treated, ...untreated])
  const one = fitArm(x, outcome, treated)
  const zero = fitArm(x, outcome, untreated)
  const difference = one.coefficients.map((value, j) => value - zero.coefficients[j])
  const covariance: Matrix = {
    ...one.covariance,
    values: one.covariance.values.map((value, j) => value + zero.covariance.values[j]),
  }
  const effect = new Float64Array(table.rows)
  const standardError = new Float64Array(table.rows)
  const row = new Float64Array(x.columns)
  for (let i = 0; i < table.rows; i++) {
    let [withIt, without] = [0, 0]
    for (let j = 0; j < x.columns; j++) {
      const value = x.values[j * x.rows + i]
      row[j] = j === 0 ? value : within(value, shared[j - 1])
      withIt += row[j] * one.coefficients[j]
      without += row[j] * zero.coefficients[j]
    }
    effect[i] = within(withIt, occurs) - within(without, occurs)
    standardError[i] = Math.sqrt(Math.max(0, bilinear(row, covariance, row)))
  }
  return {
    units: texts(columnCalled(table, names.unit)),
    effect,
    standardError,
    treated: treated.length,
    untreated: untreated.length,
    model: {
      intercept: difference[0],
      terms: all.map((term) => {
        const at = terms.indexOf(term)
        return at < 0 ? effectTerm(term, 0, [0, 1]) : effectTerm(term, difference[at + 1], shared[at])
      }),
    },
  }
}

type Range = readonly [number, number]

function rangeOf(values: ArrayLike<number>, rows: readonly number[]): Range {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const row of rows) {
    low = Math.min(low, values[row])
    high = Math.max(high, values[row])
  }
  return [low, high]
}

/** The value, or the nearest end of the range; where the arms share none, the middle between them. */
function within(value: number, [low, high]: Range): number {
  return low > high ? (low + high) / 2 : Math.min(high, Math.max(low, value))
}

function effectTerm({ values, reference: _, ...term }: Term, slope: number, range: Range): EffectTerm {
  let sum = 0
  for (const value of values) sum += value
  return { ...term, slope, mean: sum / values.length, range }
}

function fitArm(x: Matrix, outcome: ArrayLike<number>, rows: readonly number[]) {
  const design = takeRows(x, rows)
  const fit = leastSquares(
    design,
    Float64Array.from(rows, (i) => outcome[i]),
  )
  return { coefficients: fit.coefficients, covariance: coefficientCovariance(design, fit, 'hc2') }
}

interface Term {
  readonly column: string
  readonly level: string | null
  readonly missing?: true
  /** The category that the others are compared with: not fitted, its slope is 0. */
  readonly reference: boolean
  readonly values: Float64Array
}

function termsOf(column: Column): Term[] {
  const { name } = column
  if (column.kind === 'category') {
    const missing = column.codes.includes(-1)
    return column.levels.map((level, code) => ({
      column: name,
      level,
      reference: code === 0 && !missing,
      values: Float64Array.from(column.codes, (each) => (each === code ? 1 : 0)),
    }))
  }
  const number = { column: name, level: null, reference: false }
  let sum = 0
  let count = 0
  for (const value of column.values) {
    if (Number.isNaN(value)) continue
    sum += value
    count++
  }
  if (count === column.values.length) return [{ ...number, values: column.values }]
  const mean = count === 0 ? 0 : sum / count
  return [
    { ...number, values: column.values.map((value) => (Number.isNaN(value) ? mean : value)) },
    {
      ...number,
      missing: true,
      values: column.values.map((value) => (Number.isNaN(value) ? 1 : 0)),
    },
  ]
}

function columnCalled(table: Table, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name)
  if (column === undefined) {
    const available = table.columns.map((candidate) => candidate.name).join(', ')
    throw fail('TABLE_COLUMN_MISSING', { column: name, available })
  }
  return column
}

function numbers(column: Column): ArrayLike<number> {
  if (column.kind === 'number') return column.values
  const values = column.levels.map(Number)
  return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : values[code]))
}

function texts(column: Column): readonly string[] {
  if (column.kind === 'number') return Array.from(column.values, String)
  return Array.from(column.codes, (code) => (code < 0 ? '' : column.levels[code]))
}
