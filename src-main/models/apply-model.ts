import type { Monitor } from '../contract/monitor.ts'
import type { Parallel } from '../numeric/parallel.ts'
import type { Trial } from './data/leave-one-out.ts'
import { trialsOf } from './data/leave-one-out.ts'
import type { Sequences } from './data/sequences.ts'
import type { SavedModel } from './saving/saved-model.ts'
import { type Learner, openLearner } from './training/learner.ts'
import { historyLength, questionBatch } from './training/objective.ts'
import { qualityOf } from './training/train-model.ts'

const rowsAtOnce = 64

/** Metrics of a saved model on the last item of every user, all items ranked. */
export async function evaluateModel(
  model: SavedModel,
  sequences: Sequences,
  k: readonly number[],
  parallel: Parallel,
  monitor: Monitor,
): Promise<{ readonly metrics: Record<string, number>; readonly users: number }> {
  return await withModel(model, parallel, monitor, (learner) => {
    const trials = trialsOf(sequences, 'test', historyLength(model.architecture))
    return { metrics: qualityOf(learner, sequences, trials, rowsAtOnce, k, monitor), users: trials.length }
  })
}

/**
 * Each user's state after the last of their events: `architecture.width` floats a user, in the order of the sequences; a user
 * without an item that the model knows gets none.
 */
export async function userVectors(
  model: SavedModel,
  sequences: Sequences,
  parallel: Parallel,
  monitor: Monitor,
): Promise<{ readonly users: readonly number[]; readonly vectors: Float32Array }> {
  const trials = historiesOf(sequences, historyLength(model.architecture))
  const { width } = model.architecture
  const vectors = new Float32Array(trials.length * width)
  await withModel(model, parallel, monitor, (learner) => {
    for (let first = 0; first < trials.length; first += rowsAtOnce) {
      monitor.report(first / trials.length)
      const some = trials.slice(first, first + rowsAtOnce)
      vectors.set(learner.encode(questionBatch(model.architecture, sequences, some)), first * width)
    }
  })
  return { users: trials.map(({ user }) => user), vectors }
}

/** The k likeliest next items of a user by their vector: softmax over all items. */
export function likeliestItems(
  model: SavedModel,
  vector: Float32Array,
  itemVectors: Float32Array,
  itemBiases: Float32Array,
  k: number,
): { readonly item: string; readonly probability: number }[] {
  const { items, width } = model.architecture
  const scores = Float64Array.from({ length: items }, (_, item) => {
    let score = itemBiases[item]
    for (let j = 0; j < width; j++) score += vector[j] * itemVectors[item * width + j]
    return score
  })
  const largest = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY)
  const total = scores.reduce((sum, score) => sum + Math.exp(score - largest), 0)
  return [...scores.keys()]
    .sort((a, b) => scores[b] - scores[a] || a - b)
    .slice(0, k)
    .map((item) => ({ item: model.items[item], probability: Math.exp(scores[item] - largest) / total }))
}

/** Every user's whole history; nothing is held out. */
function historiesOf(sequences: Sequences, length: number): Trial[] {
  const trials: Trial[] = []
  for (let user = 0; user < sequences.users.length; user++) {
    const to = sequences.start[user + 1]
    const from = Math.max(sequences.start[user], to - length)
    if (to > from) trials.push({ user, from, to, target: -1 })
  }
  return trials
}

async function withModel<T>(
  model: SavedModel,
  parallel: Parallel,
  monitor: Monitor,
  use: (learner: Learner) => T,
): Promise<T> {
  const options = {
    rows: rowsAtOnce,
    rate: 0,
    decay: 0,
    dropout: 0,
    seed: 0,
    loss: 'softmax',
    negatives: 0,
  } as const
  const learner = openLearner(model.architecture, options, parallel, monitor)
  try {
    learner.weights.set(model.weights)
    return use(learner)
  } finally {
    await learner.close()
  }
}
