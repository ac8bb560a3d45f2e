import * as v from 'valibot'
import {
  type Balance,
  type DoseWeights,
  type EstimationMethod,
  estimateOptions,
  type Overlap,
  type Provenance,
  type StandardErrorKind,
  type Warning,
} from './effects.ts'
import { job, query } from './method.ts'
import { tableReference } from './table.ts'
import type { Words } from './words.ts'

/** Whether both arms could have happened, before anything is estimated. */
export interface OverlapStudy {
  /** Null where there is nothing to compare: no covariates, or a treatment of amounts. */
  readonly overlap: Overlap | null
  /** Of a treatment of amounts with covariates. */
  readonly doseWeights: DoseWeights | null
  /** Before, and after weighting for the target asked for. */
  readonly balance: readonly Balance[]
  readonly n: number
  /** Rows that trimming leaves out. */
  readonly trimmed: number
  /** What would be estimated, in words: overlap weights change it, and so does trimming, of which a warning tells. */
  readonly target: Words
  readonly warnings: readonly Warning[]
  readonly provenance: Provenance
}

/** What a method takes and gives. */
export interface MethodDescription {
  readonly method: EstimationMethod
  readonly targets: readonly ('ate' | 'att' | 'atc')[]
  readonly treatments: readonly ('arms' | 'dose')[]
  readonly standardErrors: readonly StandardErrorKind[]
}

/** A column as a question sees it. */
export interface ColumnDescription {
  readonly name: string
  readonly kind: 'number' | 'category'
  readonly missing: number
  /** Its values and their rows, the most frequent first, at most 50; null where there are more than 50 numbers. */
  readonly levels: readonly { readonly level: string; readonly n: number }[] | null
  /** The value that others are compared with where it is a treatment and nobody says which; null without levels. */
  readonly untreated: string | null
}

const { method: _method, ...question } = estimateOptions.entries

export const questionMethods = {
  /** Every method with what it can be asked. */
  'effects.methods': query<readonly MethodDescription[]>()(v.object({})),
  /** The columns of a table, with their values where these are few. */
  'effects.columns': job<readonly ColumnDescription[]>()(v.object({ table: tableReference })),
  'effects.overlap': job<OverlapStudy>()(v.object({ ...question, table: tableReference })),
}
