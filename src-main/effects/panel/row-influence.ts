import type { Table } from '../../numeric/columns.ts'
import { type Finding, influenceError } from '../inference.ts'
import { recode, type Study } from '../study.ts'

/** What every row of a table adds to an estimate's error, so that two estimates can be set against each other. */
export interface RowInfluence {
  /** By row of the table: the estimate moves by this much; 0 for a row that was left out. */
  readonly contributions: Float64Array
  /** By row of the table; −1 for a row that was left out. Undefined where rows are independent. */
  readonly clusters: Int32Array | undefined
}

/** Of a finding on a study, or on the part of it that a method kept; null where the method has no influence function. */
export function rowInfluenceOf(table: Table, study: Study, finding: Finding): RowInfluence | null {
  const { influence } = finding
  if (influence?.length !== study.rows) return null
  const contributions = new Float64Array(table.rows)
  const clusters = study.clusters && new Int32Array(table.rows).fill(-1)
  for (let i = 0; i < study.rows; i++) {
    contributions[study.order[i]] = influence[i] / study.rows
    if (clusters) clusters[study.order[i]] = study.clusters!.codes[i]
  }
  return { contributions, clusters }
}

/** The standard error of one estimate, from its rows. */
export function errorOfOne({ contributions, clusters }: RowInfluence): number {
  return errorOf(contributions, clusters)
}

/** The standard error of the difference of two estimates on one table: rows move both. */
export function errorOfDifference(a: RowInfluence, b: RowInfluence): number {
  return errorOf(
    a.contributions.map((value, row) => value - b.contributions[row]),
    a.clusters ?? b.clusters,
  )
}

function errorOf(contributions: Float64Array, clusters: Int32Array | undefined): number {
  const n = contributions.length
  return influenceError(
    contributions.map((value) => value * n),
    clusters && recode(clusters),
  )
}
