import { kernel } from '../numeric/parallel.ts'
import { type Steps, spread } from '../numeric/steps.ts'
import type { Binned } from '../numeric/trees/binning.ts'
import { type Forest, type ForestPlot, growForestPart, joinForest } from '../numeric/trees/forest.ts'
import {
  type ForestPredictions,
  forestEffects,
  forestEffectsOnly,
  forestMeans,
} from '../numeric/trees/forest-prediction.ts'

const mostGroupsPerTask = 10
const mostRowsPerTask = 8192

/** Grows a forest over workers. */
export function* growForest(plot: ForestPlot): Steps<Forest> {
  return (yield* growForests([plot]))[0]
}

/** Grows forests over workers, none waiting for another to be whole. */
export function* growForests(plots: readonly ForestPlot[]): Steps<Forest[]> {
  const tasks = plots.flatMap(({ options }, of) =>
    evenRuns(Math.ceil(options.trees / options.groupSize), mostGroupsPerTask).map((run) => ({ of, ...run })),
  )
  const parts = yield* spread(forestPart, plots, tasks)
  return plots.map((_, of) => joinForest(parts.filter((_, task) => tasks[task].of === of)))
}

/** A question to a forest. */
export interface Asked {
  readonly forest: Forest
  readonly binned: Binned
  /** Rows of `binned`. */
  readonly rows: Int32Array
  /** Whether trees whose group drew a row are not asked about it. */
  readonly outOfBag: boolean
  readonly what: 'means' | 'effects' | 'effects with variances'
}

/** Means of every row of `binned`, out of bag, by each forest. */
export function* predictMeans(forests: readonly Forest[], binned: Binned): Steps<Float64Array[]> {
  const rows = everyRow(binned)
  const answers = yield* askForests(
    forests.map((forest) => ({ forest, binned, rows, outOfBag: true, what: 'means' })),
  )
  return answers.map(({ values }) => values)
}

/** Effects of every row of `binned`, out of bag, with variances. */
export function* predictEffects(forest: Forest, binned: Binned): Steps<ForestPredictions> {
  const what = 'effects with variances'
  return (yield* askForests([{ forest, binned, rows: everyRow(binned), outOfBag: true, what }]))[0]
}

/** Asks forests over workers; one answer a question, in the order of its rows, variances empty where none were asked for. */
export function* askForests(asked: readonly Asked[]): Steps<ForestPredictions[]> {
  const tasks = asked.flatMap(({ rows }, of) =>
    evenRuns(rows.length, mostRowsPerTask).map((run) => ({ of, ...run })),
  )
  const parts = yield* spread(forestPredictions, asked, tasks)
  return asked.map(({ rows, what }, of) => {
    const values = new Float64Array(rows.length)
    const variances = new Float64Array(what === 'effects with variances' ? rows.length : 0)
    parts.forEach((part, index) => {
      if (tasks[index].of !== of) return
      values.set(part.values, tasks[index].from)
      if (variances.length > 0) variances.set(part.variances, tasks[index].from)
    })
    return { values, variances }
  })
}

interface Run {
  /** Index of the forest. */
  readonly of: number
  readonly from: number
  readonly to: number
}

/** 0 … count − 1 in runs of at most `most`, as even as can be, their number a multiple of four: two or four workers end together. */
function evenRuns(count: number, most: number): Omit<Run, 'of'>[] {
  const runs = count <= most ? 1 : 4 * Math.ceil(count / (4 * most))
  const start = (k: number) => Math.floor((k * count) / runs)
  return Array.from({ length: runs }, (_, k) => ({ from: start(k), to: start(k + 1) }))
}

function everyRow({ rows }: Binned): Int32Array {
  return Int32Array.from({ length: rows }, (_, i) => i)
}

export const forestPart = kernel(
  'effects/forest-part',
  (plots: readonly ForestPlot[], { of, from, to }: Run): Forest => growForestPart(plots[of], { from, to }),
)

export const forestPredictions = kernel(
  'effects/forest-predictions',
  (asked: readonly Asked[], { of, from, to }: Run): ForestPredictions => {
    const { forest, binned, rows, outOfBag, what } = asked[of]
    const some = rows.subarray(from, to)
    if (what === 'effects with variances') return forestEffects(forest, binned, some, outOfBag)
    const values =
      what === 'effects'
        ? forestEffectsOnly(forest, binned, some, outOfBag)
        : forestMeans(forest, binned, some, outOfBag)
    return { values, variances: new Float64Array(0) }
  },
)
