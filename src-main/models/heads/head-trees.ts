import { boostingShape } from '../../effects/nuisance/boosting-shape.ts'
import { columnOf, type Matrix } from '../../numeric/matrix.ts'
import { binFeatures, binRows } from '../../numeric/trees/binning.ts'
import { boost, predictBoosted } from '../../numeric/trees/boosting.ts'

/** Boosted trees as data. */
export interface HeadTrees {
  /** By measure: where its bins end. */
  readonly cuts: readonly (readonly number[])[]
  readonly start: number
  readonly trees: readonly {
    readonly feature: readonly number[]
    readonly threshold: readonly number[]
    readonly child: readonly number[]
    readonly value: readonly number[]
  }[]
}

/** Grown on some rows of `x`, where a number that is missing is a value of its own. */
export function growTrees(x: Matrix, y: Float64Array, rows: Int32Array, seed: number): HeadTrees {
  const binned = binFeatures(columnsOf(x), x.rows)
  const { start, trees } = boost(binned, y, undefined, rows, {
    ...boostingShape(rows.length, true),
    learningRate: 0.05,
    patience: 30,
    seed,
  })
  return {
    cuts: binned.how.map((own) => (own.kind === 'number' ? Array.from(own.cuts) : [])),
    start,
    trees: trees.map(({ feature, threshold, child, value }) => ({
      ...{ feature: Array.from(feature), threshold: Array.from(threshold) },
      ...{ child: Array.from(child), value: Array.from(value) },
    })),
  }
}

/** Log odds of every row. */
export function logOddsOfTrees({ cuts, start, trees }: HeadTrees, x: Matrix): Float64Array {
  const how = cuts.map((own, j) => ({
    ...{ kind: 'number' as const, name: String(j), cuts: Float64Array.from(own) },
  }))
  const binned = binRows(how, columnsOf(x), x.rows)
  const model = {
    // The trees' values add up to log odds, which are asked for as they are.
    ...{ loss: 'squared' as const, start },
    trees: trees.map(({ feature, threshold, child, value }) => ({
      feature: Int16Array.from(feature),
      threshold: Int16Array.from(threshold),
      child: Int32Array.from(child),
      set: new Int32Array(child.length).fill(-1),
      sets: new Uint32Array(0),
      value: Float64Array.from(value),
    })),
  }
  return predictBoosted(
    model,
    binned,
    Int32Array.from({ length: x.rows }, (_, row) => row),
  )
}

function columnsOf(x: Matrix) {
  return Array.from({ length: x.columns }, (_, j) => ({
    kind: 'number' as const,
    name: String(j),
    values: columnOf(x, j),
  }))
}
