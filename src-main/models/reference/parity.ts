import type { SequenceModel } from '../../contract/models.ts'
import { silent } from '../../contract/monitor.ts'
import { serial } from '../../numeric/parallel.ts'
import { random } from '../../numeric/random.ts'
import type { Architecture } from '../architecture.ts'
import type { Adversary } from '../losses/adversary.ts'
import type { LossName } from '../losses/table.ts'
import type { Batch, HeldModel } from '../training/held-model.ts'
import type { LearnerOptions, OpenLearner } from '../training/learner.ts'
import { readLikeliest } from '../training/likeliest.ts'
import { onProcessor } from '../training/processor-learner.ts'
import { openReference, type ReferenceLearner } from './reference-learner.ts'

/** A small model of every part. */
export function smallArchitecture(model: SequenceModel): Architecture {
  const shape = { model, items: 21, width: 16, hidden: 8, layers: 2, heads: 2, length: 7 }
  return { ...shape, repeats: true, ...(model === 'sasrec' ? { rotary: true } : {}) }
}

const standard: LearnerOptions = {
  rows: 3,
  rate: 0.003,
  decay: 1e-4,
  dropout: 0.25,
  seed: 5,
  loss: 'softmax',
  negatives: 16,
}

/** How often each item of the small model is said to be met. */
export const smallCounts = Float64Array.from({ length: 21 }, (_, item) => 1 + ((item * 7) % 5))

/** Sequences of unlike lengths, some positions without a target. */
export function smallBatch(items: number, seed: number): Batch {
  const source = random(seed, 'parity')
  const lengths = Int32Array.from([7, 3, 5])
  const length = 7
  const inputs = new Int32Array(3 * length).fill(-1)
  const targets = new Int32Array(3 * length).fill(-1)
  for (const [row, own] of lengths.entries()) {
    for (let t = 0; t < own; t++) {
      inputs[row * length + t] = source.integer(items)
      if (source.uniform() < 0.8 || t === own - 1) targets[row * length + t] = source.integer(items)
    }
  }
  return { rows: 3, length, lengths, inputs, targets }
}

/**
 * The largest difference between the kernels' answers and the reference's: of states, scores and ranks before training, relative to the
 * largest state and score, then of the loss, relative to the reference's, over `steps` steps of training a small model with dropout. A
 * backend is trusted on this machine where it is below 10⁻⁴.
 */
export async function parity(
  model: SequenceModel,
  steps = 20,
  loss: LossName = 'softmax',
  open: OpenLearner = onProcessor(serial),
  adversary?: Adversary,
): Promise<number> {
  const options = { ...standard, loss, adversary }
  const architecture = smallArchitecture(model)
  const learner = await open(architecture, options, silent, smallCounts)
  const reference = openReference(architecture, options, smallCounts)
  try {
    const differences = await differencesOfAnswers(learner, reference)
    for (let step = 0; step < steps; step++) {
      const batch = smallBatch(architecture.items, step)
      const expected = reference.train(batch)
      differences.push(Math.abs((await learner.train(batch)) - expected) / expected)
    }
    // What is not a number counts as infinitely far.
    return differences.every((own) => own >= 0) ? Math.max(...differences) : Number.POSITIVE_INFINITY
  } finally {
    await learner.close()
  }
}

/** Items of the shortlist that is compared. */
const compared = 5

/**
 * Of states, of the scores of the likeliest items and of the probability that all have, and of the score at the rank that the target is
 * said to have: whichever of two items comes first whose scores are rounded to the same makes no difference.
 */
async function differencesOfAnswers(learner: HeldModel, reference: ReferenceLearner): Promise<number[]> {
  const { items } = learner.architecture
  const batch = smallBatch(items, 0)
  const expected = reference.answers(batch)
  const states = await learner.encode(batch)
  const likeliest = await learner.likeliest(batch, compared, 1)
  const ranks = await learner.rank(batch)
  const [largestState, largestScore] = [largestOf(expected.states), largestOf(expected.scores)]
  const differences = [...states].map((state, at) => Math.abs(state - expected.states[at]) / largestState)
  for (let row = 0; row < batch.rows; row++) {
    const own = expected.scores.subarray(row * items, (row + 1) * items)
    const sorted = own.slice().sort().reverse()
    const total = sorted.reduce((sum, score) => sum + Math.exp(score - sorted[0]), 0)
    for (const [place, { code, probability }] of readLikeliest(
      likeliest,
      row,
      compared,
      items,
      1,
    ).entries()) {
      differences.push(Math.abs(own[code] - sorted[place]) / largestScore)
      differences.push(Math.abs((probability * total) / Math.exp(own[code] - sorted[0]) - 1))
    }
    const target = own[batch.targets[row * batch.length + batch.lengths[row] - 1]]
    differences.push(Math.abs(sorted[ranks[row] - 1] - target) / largestScore)
  }
  return differences
}

function largestOf(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}
