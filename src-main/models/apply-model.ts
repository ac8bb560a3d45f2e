import type { Monitor } from '../contract/monitor.ts'
import type { Parallel } from '../numeric/parallel.ts'
import { random } from '../numeric/random.ts'
import { padded } from './architecture.ts'
import { askInBatches } from './ask-in-batches.ts'
import { disturbed } from './data/augment.ts'
import type { Trial } from './data/leave-one-out.ts'
import type { Sequences } from './data/sequences.ts'
import { type HoldModel, holdOnProcessor, withHeld } from './hold-model.ts'
import type { SavedModel } from './saving/saved-model.ts'
import type { Batch } from './training/held-model.ts'
import { likeliestFloats, readLikeliest } from './training/likeliest.ts'
import { historyLength, questionBatch, trialsToRank } from './training/objective.ts'
import { qualityOf } from './training/train-model.ts'

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
  place: Parallel | HoldModel,
  monitor: Monitor,
  disturbance?: Disturbance,
): Promise<{ readonly metrics: Record<string, number>; readonly users: number }> {
  return await withHeld(place, model, {}, monitor, async (held) => {
    const trials = trialsToRank(model.architecture, sequences, 'test')
    // Each history by itself, so that it is the same however many are asked about at once.
    const change =
      disturbance === undefined
        ? undefined
        : (batch: Batch, first: number) =>
            disturbed(batch, disturbance, (row) => random(disturbance.seed, 'disturb', first + row))
    return {
      metrics: await qualityOf(held, sequences, trials, k, monitor, change),
      users: trials.length,
    }
  })
}

/** Runs of items, as the model codes them: history h is items `from[h]` up to `to[h]`, none of them empty. */
export interface ItemHistories {
  readonly item: Int32Array
  /** What else the model reads of each; none where left out. */
  readonly sides?: Sequences['sides']
  readonly from: ArrayLike<number>
  readonly to: ArrayLike<number>
}

/**
 * Each user's state after the last of their events: `architecture.width` floats a user, in the order of the sequences; a user
 * without an item that the model knows gets none.
 */
export async function userVectors(
  model: SavedModel,
  sequences: Sequences,
  place: Parallel | HoldModel,
  monitor: Monitor,
): Promise<{ readonly users: readonly number[]; readonly vectors: Float32Array }> {
  const users = usersWithItems(sequences)
  const histories = historiesOf(sequences, users)
  return { users, vectors: await historyVectors(model, histories, place, monitor) }
}

/** Users who have an item that the model knows. */
export function usersWithItems({ users, start }: Sequences): number[] {
  return [...users.keys()].filter((user) => start[user + 1] > start[user])
}

/** All that these users did. */
export function historiesOf({ item, sides, start }: Sequences, users: readonly number[]): ItemHistories {
  return { item, sides, from: users.map((user) => start[user]), to: users.map((user) => start[user + 1]) }
}

/** The state after each history: `architecture.width` floats a history. Of a long one the model reads the last part. */
export async function historyVectors(
  model: SavedModel,
  histories: ItemHistories,
  place: Parallel | HoldModel,
  monitor: Monitor,
): Promise<Float32Array> {
  const { width } = model.architecture
  const { sequences, trials } = questionsOf(model, histories)
  const vectors = new Float32Array(trials.length * width)
  await withHeld(place, model, {}, monitor, async (held) => {
    const encode = (batch: Batch) => held.encode(batch)
    await askInBatches(held, sequences, trials, monitor, encode, (answer, first) =>
      vectors.set(answer, first * width),
    )
  })
  return vectors
}

export interface LikelyNext {
  readonly item: string
  readonly probability: number
}

/** After each history the k likeliest next items: softmax over all items at the model's temperature. */
export async function likeliestNext(
  model: SavedModel,
  histories: ItemHistories,
  k: number,
  place: Parallel | HoldModel,
  monitor: Monitor,
): Promise<LikelyNext[][]> {
  const { architecture, temperature, items } = model
  const { sequences, trials } = questionsOf(model, histories)
  const found: LikelyNext[][] = []
  await withHeld(place, model, { floatsPerRow: likeliestFloats(k) }, monitor, async (held) => {
    const likeliest = (batch: Batch) => held.likeliest(batch, k, temperature)
    await askInBatches(held, sequences, trials, monitor, likeliest, (answer, first, rows) => {
      for (let row = 0; row < rows; row++) {
        const likely = readLikeliest(answer, row, k, architecture.items, temperature)
        found[first + row] = likely.map(({ code, probability }) => ({ item: items[code], probability }))
      }
    })
  })
  return found
}

/** The scores of all items after each of the trials, row by row; see to it that they fit memory. */
export async function scoresAfter(
  model: Pick<SavedModel, 'architecture' | 'weights'>,
  sequences: Sequences,
  trials: readonly Trial[],
  place: Parallel | HoldModel,
  monitor: Monitor,
): Promise<Float32Array> {
  const { items } = model.architecture
  const scores = new Float32Array(trials.length * items)
  const across = padded(items)
  await withHeld(place, model, { floatsPerRow: across }, monitor, async (held) => {
    const score = (batch: Batch) => held.score(batch)
    await askInBatches(held, sequences, trials, monitor, score, (answer, first, rows) => {
      for (let row = 0; row < rows; row++) {
        scores.set(answer.subarray(row * across, row * across + items), (first + row) * items)
      }
    })
  })
  return scores
}

/**
 * A model held on the processor for several questions, answered at once; close it after the last. What becomes part of a table is
 * always worked out there, so that the table is the same on every machine.
 */
export function openEncoder(model: SavedModel, parallel: Parallel, monitor: Monitor) {
  const learner = holdOnProcessor(model, {}, parallel, monitor)
  const { width } = model.architecture
  return {
    encode(histories: ItemHistories): Float32Array {
      const { sequences, trials } = questionsOf(model, histories)
      const vectors = new Float32Array(trials.length * width)
      for (let first = 0; first < trials.length; first += learner.most) {
        monitor.report(first / trials.length)
        const asked = trials.slice(first, first + learner.most)
        vectors.set(learner.encode(questionBatch(model.architecture, sequences, asked)), first * width)
      }
      return vectors
    },
    close: () => learner.close(),
  }
}

/** What comes after each history, of which the model reads the last part. */
function questionsOf(
  { architecture, items }: SavedModel,
  { item, sides, from, to }: ItemHistories,
): { readonly sequences: Sequences; readonly trials: readonly Trial[] } {
  const length = historyLength(architecture)
  const trials = Array.from({ length: from.length }, (_, at) => ({
    ...{ user: at, from: Math.max(from[at], to[at] - length), to: to[at], target: -1 },
  }))
  return { sequences: { users: [], items, item, start: new Int32Array(1), sides }, trials }
}
