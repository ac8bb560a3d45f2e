import type { Monitor } from '../contract/monitor.ts'
import type { Parallel } from '../numeric/parallel.ts'
import { random } from '../numeric/random.ts'
import { disturbed } from './data/augment.ts'
import type { Trial } from './data/leave-one-out.ts'
import type { Sequences } from './data/sequences.ts'
import type { SavedModel } from './saving/saved-model.ts'
import { type Batch, openLearner, type ProcessorLearner } from './training/learner.ts'
import { historyLength, questionBatch, trialsToRank } from './training/objective.ts'
import { qualityOf } from './training/train-model.ts'

/** Sequences of a batch where nothing is learned. */
export const rowsAtOnce = 64

/** Shares of a history's items that are left out, or out of order, and the seed of which. */
export interface Disturbance {
  readonly mask: number
  readonly reorder: number
  readonly seed: number
}

/** Metrics of a saved model on the last item of every user, all items ranked, after histories as they are or disturbed. */
export async function evaluateModel(
  model: SavedModel,
  sequences: Sequences,
  k: readonly number[],
  parallel: Parallel,
  monitor: Monitor,
  disturbance?: Disturbance,
): Promise<{ readonly metrics: Record<string, number>; readonly users: number }> {
  return await withModel(model, parallel, monitor, async (learner) => {
    const trials = trialsToRank(model.architecture, sequences, 'test')
    const change =
      disturbance === undefined
        ? undefined
        : (batch: Batch, first: number) =>
            disturbed(batch, disturbance, random(disturbance.seed, 'disturb', first))
    return {
      metrics: await qualityOf(learner, sequences, trials, rowsAtOnce, k, monitor, change),
      users: trials.length,
    }
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
  const users = [...sequences.users.keys()].filter(
    (user) => sequences.start[user + 1] > sequences.start[user],
  )
  const histories = {
    item: sequences.item,
    sides: sequences.sides,
    from: users.map((user) => sequences.start[user]),
    to: users.map((user) => sequences.start[user + 1]),
  }
  return { users, vectors: await historyVectors(model, histories, parallel, monitor) }
}

/** Runs of items, as the model codes them: history h is items `from[h]` up to `to[h]`, none of them empty. */
export interface ItemHistories {
  readonly item: Int32Array
  /** What else the model reads of each; none where left out. */
  readonly sides?: Sequences['sides']
  readonly from: ArrayLike<number>
  readonly to: ArrayLike<number>
}

/** The state after each history: `architecture.width` floats a history. Of a long one the model reads the last part. */
export async function historyVectors(
  model: SavedModel,
  histories: ItemHistories,
  parallel: Parallel,
  monitor: Monitor,
): Promise<Float32Array> {
  return await withModel(model, parallel, monitor, (learner) =>
    encodeWith(learner, model, histories, monitor),
  )
}

/** A model held in memory for several questions; close it after the last. */
export function openEncoder(model: SavedModel, parallel: Parallel, monitor: Monitor) {
  const learner = learnerOf(model, parallel, monitor)
  return {
    encode: (histories: ItemHistories) => encodeWith(learner, model, histories, monitor),
    close: () => learner.close(),
  }
}

function encodeWith(
  learner: ProcessorLearner,
  model: SavedModel,
  { item, sides, from, to }: ItemHistories,
  monitor: Monitor,
): Float32Array {
  const { width } = model.architecture
  const length = historyLength(model.architecture)
  const count = from.length
  const vectors = new Float32Array(count * width)
  const sequences: Sequences = { users: [], items: model.items, item, start: new Int32Array(1), sides }
  for (let first = 0; first < count; first += rowsAtOnce) {
    monitor.report(first / count)
    const trials: Trial[] = []
    for (let at = first; at < Math.min(count, first + rowsAtOnce); at++) {
      trials.push({ user: at, from: Math.max(from[at], to[at] - length), to: to[at], target: -1 })
    }
    vectors.set(learner.encode(questionBatch(model.architecture, sequences, trials)), first * width)
  }
  return vectors
}

/** The k likeliest next items of a user by their vector: softmax over all items at the model's temperature. */
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
    return score / model.temperature
  })
  const largest = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY)
  const total = scores.reduce((sum, score) => sum + Math.exp(score - largest), 0)
  return [...scores.keys()]
    .sort((a, b) => scores[b] - scores[a] || a - b)
    .slice(0, k)
    .map((item) => ({ item: model.items[item], probability: Math.exp(scores[item] - largest) / total }))
}

/** Opens the model's learner for `use`, and closes it whatever happens. */
export async function withModel<T>(
  model: SavedModel,
  parallel: Parallel,
  monitor: Monitor,
  use: (learner: ProcessorLearner) => T | Promise<T>,
): Promise<T> {
  const learner = learnerOf(model, parallel, monitor)
  try {
    return await use(learner)
  } finally {
    await learner.close()
  }
}

function learnerOf(model: SavedModel, parallel: Parallel, monitor: Monitor): ProcessorLearner {
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
  learner.load(model.weights)
  return learner
}
