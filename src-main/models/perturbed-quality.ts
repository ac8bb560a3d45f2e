import type { Monitor } from '../contract/monitor.ts'
import { partOf } from '../contract/monitor.ts'
import type { Parallel } from '../numeric/parallel.ts'
import { random } from '../numeric/random.ts'
import { rowsAtOnce, withModel } from './apply-model.ts'
import type { Trial } from './data/leave-one-out.ts'
import type { Sequences } from './data/sequences.ts'
import { movedRows } from './losses/adversary.ts'
import type { SavedModel } from './saving/saved-model.ts'
import type { ProcessorLearner } from './training/learner.ts'
import { questionBatch, trialsToRank } from './training/objective.ts'
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
  parallel: Parallel,
  monitor: Monitor,
): Promise<Record<'adversarial' | 'random', Record<string, number>>> {
  const { items, width } = model.architecture
  const trials = trialsToRank(model.architecture, sequences, 'test')
  return await withModel(model, parallel, monitor, async (learner) => {
    const at = learner.parameters.offsets.get('items')!
    const table = model.weights.subarray(at, at + items * width)
    const rank = async (directions: ArrayLike<number>, part: Monitor) => {
      const weights = model.weights.slice()
      weights.set(movedRows(table, directions, width, epsilon), at)
      learner.load(weights)
      return await qualityOf(learner, sequences, trials, rowsAtOnce, k, part)
    }
    const gradient = gradientOfTrials(learner, sequences, trials, partOf(monitor, 0, 0.5))
    const source = random(seed, 'perturb')
    const anywhere = Float64Array.from(table, () => source.normal())
    return {
      adversarial: await rank(gradient.subarray(at, at + items * width), partOf(monitor, 0.5, 0.75)),
      random: await rank(anywhere, partOf(monitor, 0.75, 1)),
    }
  })
}

/** The gradient of the sum of the trials' losses. */
function gradientOfTrials(
  learner: ProcessorLearner,
  sequences: Sequences,
  trials: readonly Trial[],
  monitor: Monitor,
): Float64Array {
  const sum = new Float64Array(learner.parameters.floats)
  for (let first = 0; first < trials.length; first += rowsAtOnce) {
    monitor.report(first / trials.length)
    const asked = trials.slice(first, first + rowsAtOnce)
    const gradient = learner.gradient(questionBatch(learner.architecture, sequences, asked))
    for (let at = 0; at < sum.length; at++) sum[at] += gradient[at]
  }
  return sum
}
