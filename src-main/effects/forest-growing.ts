import { kernel } from '../numeric/parallel.ts'
import { type Steps, spread } from '../numeric/steps.ts'
import type { Binned } from '../numeric/trees/binning.ts'
import { type Forest, type ForestPlot, growForestPart, joinForest } from '../numeric/trees/forest.ts'
import { type ForestPredictions, forestEffects, forestMeans } from '../numeric/trees/forest-prediction.ts'

const groupsPerTask = 10
const rowsPerTask = 8192

/** Grows a forest over workers. */
export function* growForest(plot: ForestPlot): Steps<Forest> {
  const groups = Math.ceil(plot.options.trees / plot.options.groupSize)
  const tasks = []
  for (let from = 0; from < groups; from += groupsPerTask) {
    tasks.push({ from, to: Math.min(groups, from + groupsPerTask) })
  }
  return joinForest(yield* spread(forestPart, plot, tasks))
}

interface Asked {
  readonly forest: Forest
  readonly binned: Binned
  readonly outOfBag: boolean
  readonly effects: boolean
}

/** Means of every row of `binned`. */
export function* predictMeans(forest: Forest, binned: Binned, outOfBag: boolean): Steps<Float64Array> {
  return (yield* predict({ forest, binned, outOfBag, effects: false })).values
}

/** Effects of every row of `binned`, with variances. */
export function* predictEffects(forest: Forest, binned: Binned, outOfBag: boolean): Steps<ForestPredictions> {
  return yield* predict({ forest, binned, outOfBag, effects: true })
}

function* predict(asked: Asked): Steps<ForestPredictions> {
  const { rows } = asked.binned
  const tasks: { readonly from: number; readonly to: number }[] = []
  for (let from = 0; from < rows; from += rowsPerTask)
    tasks.push({ from, to: Math.min(rows, from + rowsPerTask) })
  const parts = yield* spread(forestPredictions, asked, tasks)
  const values = new Float64Array(rows)
  const variances = new Float64Array(rows)
  parts.forEach((part, index) => {
    values.set(part.values, tasks[index].from)
    variances.set(part.variances, tasks[index].from)
  })
  return { values, variances }
}

export const forestPart = kernel('effects/forest-part', growForestPart)

export const forestPredictions = kernel(
  'effects/forest-predictions',
  (asked: Asked, task: { readonly from: number; readonly to: number }): ForestPredictions => {
    const rows = Int32Array.from({ length: task.to - task.from }, (_, k) => task.from + k)
    if (asked.effects) return forestEffects(asked.forest, asked.binned, rows, asked.outOfBag)
    const values = forestMeans(asked.forest, asked.binned, rows, asked.outOfBag)
    return { values, variances: new Float64Array(0) }
  },
)
