import type { SequenceModel } from '../../contract/models.ts'
import { silent } from '../../contract/monitor.ts'
import { serial } from '../../numeric/parallel.ts'
import { random } from '../../numeric/random.ts'
import type { Architecture } from '../architecture.ts'
import type { Adversary } from '../losses/adversary.ts'
import type { LossName } from '../losses/table.ts'
import { type Batch, type LearnerOptions, type OpenLearner, onProcessor } from '../training/learner.ts'
import { openReference } from './reference-learner.ts'

/** A small model of every part. */
export function smallArchitecture(model: SequenceModel): Architecture {
  const shape = { model, items: 21, width: 16, hidden: 8, layers: 2, heads: 2, length: 7 }
  return model === 'sasrec' ? { ...shape, rotary: true } : shape
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
 * The largest difference between the kernels' loss and the reference's, relative to the latter, over `steps` steps of
 * training a small model with dropout. A backend is trusted on this machine where it is below 10⁻⁴.
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
  let largest = 0
  for (let step = 0; step < steps; step++) {
    const batch = smallBatch(architecture.items, step)
    const expected = reference.train(batch)
    const difference = Math.abs((await learner.train(batch)) - expected) / expected
    largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(largest, difference)
  }
  await learner.close()
  return largest
}
