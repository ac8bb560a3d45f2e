import type { ColumnType, RejectedReason, SettledDialect, UnitTableMapping } from './data.ts'

/** The file that a table of one row a unit was imported from, and how it was read. */
export interface TableFile {
  readonly path: string
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly hash: string
  readonly dialect: SettledDialect
  /** Covariates are listed, whether they were chosen or left over. */
  readonly mapping: UnitTableMapping
  /** Of every column that was kept. */
  readonly types: Readonly<Record<string, ColumnType>>
  /** Accepted and rejected. */
  readonly rows: number
  readonly rejected: number
  readonly reasons: readonly RejectedReason[]
  /** Rows whose unit an earlier row names; estimates cluster by unit where there are any. */
  readonly repeats: number
  /** Rows by arm of the first treatment, the most first; null where it takes more than 20 values. */
  readonly arms: readonly { readonly arm: string; readonly rows: number }[] | null
}
