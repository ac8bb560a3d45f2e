import type { Monitor } from '../contract/monitor.ts'
import { partOf } from '../contract/monitor.ts'
import type { Parallel } from '../numeric/parallel.ts'
import { random } from '../numeric/random.ts'
import { askInBatches } from './ask-in-batches.ts'
import type { Trial } from './data/leave-one-out.ts'
import type { Sequences } from './data/sequences.ts'
import { type HoldModel, withHeld } from './hold-model.ts'
import { movedRows } from './losses/adversary.ts'
import type { SavedModel } from './saving/saved-model.ts'
import type { Batch, HeldModel } from './training/held-model.ts'
import { trialsToRank } from './training/objective.ts'
import { qualityOf } from './training/train-model.ts'

/** Each item's vector is moved by the share `epsilon` of its own length. */
export interface Perturbation {
  readonly epsilon: number
  /** Of the random directions. */
  readonly seed: number
}

/**
 * Metrics on the last item of every user with the items' vectors moved: along the gradient of the mean cross-entropy of all
 * held-out items, one move for all of them (He et al. 2018, sec. 3.1), and as far in random directions. A vector is moved
 * where it enters and where it is compared with states, since both are one table.
 */
export async function perturbedQuality(
  model: SavedModel,
  sequences: Sequences,
  { epsilon, seed }: Perturbation,
  k: readonly number[],
  place: Parallel | HoldModel,
  monitor: Monitor,
): Promise<Record<'adversarial' | 'random', Record<string, number>>> {
  const { items, width } = model.architecture
  const trials = trialsToRank(model.architecture, sequences, 'test')
  return await withHeld(place, model, { gradients: true }, monitor, async (held) => {
    const at = held.parameters.offsets.get('items')!
    const table = model.weights.subarray(at, at + items * width)
    const rank = async (directions: ArrayLike<number>, part: Monitor) => {
      const weights = model.weights.slice()
      weights.set(movedRows(table, directions, width, epsilon), at)
      held.load(weights)
      return await qualityOf(held, sequences, trials, k, part)
    }
    const gradient = await gradientOfTrials(held, sequences, trials, partOf(monitor, 0, 0.5))
    const source = random(seed, 'perturb')
    const anywhere = Float64Array.from(table, () => source.normal())
    return {
      adversarial: await rank(gradient.subarray(at, at + items * width), partOf(monitor, 0.5, 0.75)),
      random: await rank(anywhere, partOf(monitor, 0.75, 1)),
    }
  })
}

/** The gradient of the sum of the trials' losses. */
async function gradientOfTrials(
  held: HeldModel,
  sequences: Sequences,
  trials: readonly Trial[],
  monitor: Monitor,
): Promise<Float32Array | Float64Array> {
  const add = (batch: Batch) => held.addGradient(batch)
  await askInBatches(held, sequences, trials, monitor, add, () => undefined)
  return await held.takeGradient()
}
