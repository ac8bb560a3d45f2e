import type { EstimateOptions, Warning } from '../contract/effects.ts'
import type { Column } from '../numeric/columns.ts'
import { columnOf, fromColumns, type Matrix, takeRows } from '../numeric/matrix.ts'
import type { Functional } from './functional-from-graph.ts'

/** A treatment of named arms. `codes[i]` is an index into `levels`. */
export interface Arms {
  readonly kind: 'arms'
  readonly levels: readonly string[]
  readonly codes: Int32Array
  readonly treated: number
  readonly control: number
}

/** A treatment of amounts: the effect is per unit of it. */
export interface Dose {
  readonly kind: 'dose'
  readonly values: Float64Array
}

export type Treatment = Arms | Dose

/** Covariates as numbers, without an intercept. */
export interface Design {
  readonly x: Matrix
  /** One name a column: `age`, `race=black`, `age×educ`. */
  readonly names: readonly string[]
  /** The table's columns each comes from. */
  readonly from: readonly (readonly string[])[]
  /** What was taken from columns far from 0; a model's intercept makes up for it (`far-from-zero.ts`). */
  readonly centres?: Float64Array
}

export interface Clusters {
  readonly codes: Int32Array
  readonly count: number
}

export type OutcomeKind = 'binary' | 'count' | 'continuous'

/**
 * What an estimator works on: rows in an order that their content decides (`canonical-order.ts`), so that nothing
 * depends on the order in which they came. Plain data, so it travels to workers.
 */
export interface Study {
  readonly options: EstimateOptions
  readonly rows: number
  /** Row of the table behind each row of the study. */
  readonly order: Int32Array
  /** Less `outcomeCentre`. */
  readonly outcome: Float64Array
  /** Taken from an outcome far from 0; levels that are told have it added again. */
  readonly outcomeCentre: number
  readonly outcomeKind: OutcomeKind
  readonly treatment: Treatment
  /** Every covariate of any model, as it is in the table. */
  readonly covariates: readonly Column[]
  readonly outcomeDesign: Design
  readonly propensityDesign: Design
  /** Covariates whose product with the treatment belongs to the outcome's model. */
  readonly treatmentInteractions: Design
  /** Sampling weights; undefined where every row counts once. */
  readonly weights?: Float64Array
  readonly clusters?: Clusters
  /** Undefined where every row is its own unit. */
  readonly units?: Int32Array
  /** Of a bootstrap sample: the draw that a row came by. */
  readonly copies?: Int32Array
  /** 1 for the rows that flexible models may learn from, where not all. */
  readonly learnFrom?: Uint8Array
  /** Columns that only some methods need: instruments, mediators, time, the running variable, … */
  readonly extra: Readonly<Record<string, Column>>
  /** Name of the design that instruments, or mediators, make. */
  readonly instruments: Design
  readonly mediators: Design
  /** What a graph says the effect is, for the method that reads it off there. */
  readonly functional?: Functional
  readonly warnings: readonly Warning[]
}

/** The study of some of its rows, in their order; a row may come more than once. */
export function takeStudyRows(study: Study, rows: Int32Array): Study {
  const take = (values: Float64Array) => takeValues(values, rows)
  const { treatment } = study
  return {
    ...study,
    rows: rows.length,
    order: takeCodes(study.order, rows),
    outcome: take(study.outcome),
    treatment:
      treatment.kind === 'arms'
        ? { ...treatment, codes: takeCodes(treatment.codes, rows) }
        : { kind: 'dose', values: take(treatment.values) },
    covariates: study.covariates.map((column) => takeColumn(column, rows)),
    outcomeDesign: takeDesign(study.outcomeDesign, rows),
    propensityDesign:
      study.propensityDesign === study.outcomeDesign
        ? takeDesign(study.outcomeDesign, rows)
        : takeDesign(study.propensityDesign, rows),
    treatmentInteractions: takeDesign(study.treatmentInteractions, rows),
    weights: study.weights && take(study.weights),
    clusters: study.clusters && recode(takeCodes(study.clusters.codes, rows)),
    units: study.units && takeCodes(study.units, rows),
    copies: study.copies && takeCodes(study.copies, rows),
    learnFrom: study.learnFrom && Uint8Array.from(rows, (row) => study.learnFrom![row]),
    extra: Object.fromEntries(
      Object.entries(study.extra).map(([name, column]) => [name, takeColumn(column, rows)]),
    ),
    instruments: takeDesign(study.instruments, rows),
    mediators: takeDesign(study.mediators, rows),
  }
}

/** Two for each of five folds: of fewer clusters a fold could hold every one with an arm. */
const fewestClusters = 10

/**
 * What stays together in a fold and in a tree's sample, so that no model has seen what it predicts: rows of a cluster
 * (Chiang, Kato, Ma and Sasaki 2022), else of a unit. Undefined where every row stands alone.
 */
export function rowsTogether({ clusters, units }: Pick<Study, 'clusters' | 'units'>): Int32Array | undefined {
  return clusters && clusters.count >= fewestClusters ? clusters.codes : units
}

/** Codes 0 … G−1 in order of first appearance. */
export function recode(codes: Int32Array): Clusters {
  const seen = new Map<number, number>()
  const result = new Int32Array(codes.length)
  for (let i = 0; i < codes.length; i++) {
    let code = seen.get(codes[i])
    if (code === undefined) {
      code = seen.size
      seen.set(codes[i], code)
    }
    result[i] = code
  }
  return { codes: result, count: seen.size }
}

export function takeColumn(column: Column, rows: Int32Array): Column {
  return column.kind === 'number'
    ? { ...column, values: takeValues(column.values, rows) }
    : { ...column, codes: takeCodes(column.codes, rows) }
}

export function takeValues(values: Float64Array, rows: Int32Array): Float64Array {
  const result = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) result[i] = values[rows[i]]
  return result
}

export function takeCodes(codes: Int32Array, rows: Int32Array): Int32Array {
  const result = new Int32Array(rows.length)
  for (let i = 0; i < rows.length; i++) result[i] = codes[rows[i]]
  return result
}

export function takeDesign(design: Design, rows: Int32Array): Design {
  return { ...design, x: takeRows(design.x, rows) }
}

/** Two designs of the same rows, side by side. */
export function besides(rows: number, ...designs: readonly Design[]): Design {
  return {
    x: fromColumns(
      rows,
      designs.flatMap(({ x }) => Array.from({ length: x.columns }, (_, j) => columnOf(x, j))),
    ),
    names: designs.flatMap(({ names }) => names),
    from: designs.flatMap(({ from }) => from),
  }
}

/** Rows where a condition holds. */
export function rowsWhere(rows: number, holds: (row: number) => boolean): Int32Array {
  const result = new Int32Array(rows)
  let count = 0
  for (let i = 0; i < rows; i++) if (holds(i)) result[count++] = i
  return result.slice(0, count)
}
