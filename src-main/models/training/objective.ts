import { type Words, words } from '../../contract/words.ts'
import { random } from '../../numeric/random.ts'
import type { Architecture } from '../architecture.ts'
import { type Augmentation, augmented } from '../data/augment.ts'
import { maskedBatch, nextItemBatch, trialBatch } from '../data/batch.ts'
import { evenly, type heldOut, type Trial, trialsOf } from '../data/leave-one-out.ts'
import type { Sequences } from '../data/sequences.ts'
import { batchesOf, windowsOf } from '../data/windows.ts'
import { networks } from '../networks/table.ts'
import type { Batch } from './held-model.ts'

/** How many of the last items a model reads before the one it predicts: a mask takes a place of its own. */
export function historyLength({ model, length }: Architecture): number {
  return networks[model].objective === 'masked' ? length - 1 : length
}

/** Multiply-adds that ranking one part's held-out items may take: minutes on a processor. */
const rankingBudget = 2e12

/** Whose held-out items are ranked: everybody's, or users taken evenly where ranking all among so many items would take long. */
export function trialsToRank(
  architecture: Architecture,
  sequences: Sequences,
  part: keyof typeof heldOut,
): readonly Trial[] {
  const most = Math.ceil(rankingBudget / (architecture.items * architecture.width))
  return evenly(trialsOf(sequences, part, historyLength(architecture)), most)
}

/** Says so where not everybody's were ranked. */
export function rankingWarnings(sequences: Sequences, ranked: number): Words[] {
  const all = trialsOf(sequences, 'test', 1).length
  return ranked < all ? [words('models_ranked_some', { ranked, all })] : []
}

/** The batches of an epoch, made one by one; whatever is drawn depends on the seed and the epoch alone. */
export function epochBatches(
  architecture: Architecture,
  sequences: Sequences,
  rows: number,
  seed: number,
  epoch: number,
  augmentation?: Augmentation,
): { readonly count: number; readonly batch: (index: number) => Batch } {
  const windows = windowsOf(sequences, historyLength(architecture), seed, epoch)
  const batches = batchesOf(windows, rows, seed, epoch)
  const masked = networks[architecture.model].objective === 'masked'
  const changed = (batch: Batch, index: number) =>
    augmentation === undefined ? batch : augmented(batch, augmentation, random(seed, 'augment', epoch, index))
  return {
    count: batches.length,
    batch: (index) =>
      masked
        ? maskedBatch(sequences, batches[index], random(seed, 'masks', epoch, index))
        : changed(nextItemBatch(sequences, batches[index]), index),
  }
}

/** What follows each history, as the model is asked it. */
export function questionBatch(
  { model }: Architecture,
  sequences: Sequences,
  trials: readonly Trial[],
): Batch {
  return trialBatch(sequences, trials, networks[model].objective)
}
