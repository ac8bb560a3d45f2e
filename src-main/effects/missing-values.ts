import type { EstimateOptions, Warning } from '../contract/effects.ts'
import { fail } from '../contract/errors.ts'
import { words } from '../contract/words.ts'
import type { Column } from '../numeric/columns.ts'

/** Rows of a column that hold no value. */
export function missingIn(column: Column): number {
  let count = 0
  if (column.kind === 'number') {
    for (const value of column.values) if (Number.isNaN(value)) count++
  } else {
    for (const code of column.codes) if (code < 0) count++
  }
  return count
}

export interface Completed {
  /** Rows to keep; null where all are. */
  readonly keep: Int32Array | null
  /** Covariates with nothing missing, indicators of what was missing added. */
  readonly covariates: readonly Column[]
  readonly warnings: readonly Warning[]
}

/**
 * What to do about missing values, as the analyst said: refuse (the default), leave the rows out and say how many,
 * or keep the rows with an indicator. Only covariates can be indicated.
 * @throws EFFECTS_MISSING_VALUES where there are any that the choice does not cover
 */
export function completeRows(
  rows: number,
  essential: readonly Column[],
  covariates: readonly Column[],
  choice: EstimateOptions['missing'],
): Completed {
  const holes = (columns: readonly Column[]) =>
    columns.map((column) => ({ column, count: missingIn(column) })).filter(({ count }) => count > 0)
  const inEssential = holes(essential)
  const inCovariates = holes(covariates)
  const refused =
    choice === 'drop' ? [] : choice === 'indicator' ? inEssential : [...inEssential, ...inCovariates]
  if (refused.length > 0) {
    throw fail('EFFECTS_MISSING_VALUES', {
      columns: refused.map(({ column, count }) => `${column.name} (${count})`).join(', '),
    })
  }
  if (inEssential.length + inCovariates.length === 0) return { keep: null, covariates, warnings: [] }
  if (choice === 'indicator') {
    return {
      keep: null,
      covariates: covariates.flatMap(indicated),
      warnings: [
        {
          code: 'MISSING_INDICATED',
          message: words('warning_missing_indicated', {
            columns: inCovariates.map(({ column }) => column.name).join(', '),
          }),
        },
      ],
    }
  }
  const columns = [...inEssential, ...inCovariates].map(({ column }) => column)
  const complete: number[] = []
  for (let i = 0; i < rows; i++) if (columns.every((column) => hasValue(column, i))) complete.push(i)
  return {
    keep: Int32Array.from(complete),
    covariates,
    warnings: [
      {
        code: 'ROWS_WITH_MISSING_VALUES_LEFT_OUT',
        message: words('warning_rows_left_out', {
          count: rows - complete.length,
          rows,
          columns: columns.map((column) => column.name).join(', '),
        }),
      },
    ],
  }
}

function hasValue(column: Column, row: number): boolean {
  return column.kind === 'number' ? !Number.isNaN(column.values[row]) : column.codes[row] >= 0
}

/** A number's mean and a 0/1 column of where it was missing; for categories, a level of its own. */
function indicated(column: Column): Column[] {
  if (missingIn(column) === 0) return [column]
  if (column.kind === 'category') {
    const levels = [...column.levels, '∅']
    return [
      { ...column, levels, codes: column.codes.map((code) => (code < 0 ? column.levels.length : code)) },
    ]
  }
  let sum = 0
  let count = 0
  for (const value of column.values) {
    if (Number.isNaN(value)) continue
    sum += value
    count++
  }
  const mean = count === 0 ? 0 : sum / count
  return [
    { ...column, values: column.values.map((value) => (Number.isNaN(value) ? mean : value)) },
    {
      kind: 'number',
      name: `${column.name}?`,
      values: column.values.map((value) => (Number.isNaN(value) ? 1 : 0)),
    },
  ]
}
