import type { Random } from '../../numeric/random.ts'
import type { Batch } from '../training/held-model.ts'
import type { Trial } from './leave-one-out.ts'
import type { Sequences } from './sequences.ts'
import type { Window } from './windows.ts'

/** Windows as a batch: each input predicts the item after it. */
export function nextItemBatch(sequences: Sequences, windows: readonly Window[]): Batch {
  const batch = emptyBatch(
    windows.map(({ from, to }) => to - from),
    sequences,
  )
  for (const [row, { from, to }] of windows.entries()) {
    batch.inputs.set(sequences.item.subarray(from, to), row * batch.length)
    putSides(batch.sides, sequences, row * batch.length, from, to)
    batch.targets.set(sequences.item.subarray(from + 1, to + 1), row * batch.length)
  }
  return batch
}

/** Share of positions that the mask hides, and of windows in which it hides the last alone, as when predicting. */
const masking = { share: 0.3, lastAlone: 0.2 } as const

/**
 * Windows with their last target as a batch of the masked objective (Sun et al. 2019, sec. 3.6): the mask hides some items,
 * at least one of a window, and is to tell which they are.
 */
export function maskedBatch(sequences: Sequences, windows: readonly Window[], source: Random): Batch {
  const mask = sequences.items.length
  const batch = emptyBatch(
    windows.map(({ from, to }) => to + 1 - from),
    sequences,
  )
  for (const [row, { from, to }] of windows.entries()) {
    const at = row * batch.length
    const count = to + 1 - from
    batch.inputs.set(sequences.item.subarray(from, to + 1), at)
    putSides(batch.sides, sequences, at, from, to + 1)
    const hide = (t: number) => {
      batch.targets[at + t] = sequences.item[from + t]
      batch.inputs[at + t] = mask
      hideSides(batch.sides, sequences, at + t)
    }
    if (source.uniform() < masking.lastAlone) hide(count - 1)
    else {
      for (let t = 0; t < count; t++) if (source.uniform() < masking.share) hide(t)
      if (batch.targets.subarray(at, at + count).every((target) => target < 0)) hide(source.integer(count))
    }
  }
  return batch
}

/** Trials as a batch: the last input predicts the held-out item. */
export function trialBatch(
  sequences: Sequences,
  trials: readonly Trial[],
  objective: 'next' | 'masked',
): Batch {
  const masked = objective === 'masked' ? 1 : 0
  const batch = emptyBatch(
    trials.map(({ from, to }) => to - from + masked),
    sequences,
  )
  for (const [row, { from, to, target }] of trials.entries()) {
    const at = row * batch.length
    batch.inputs.set(sequences.item.subarray(from, to), at)
    putSides(batch.sides, sequences, at, from, to)
    if (masked === 1) batch.inputs[at + to - from] = sequences.items.length
    batch.targets[at + to - from - 1 + masked] = target
  }
  return batch
}

/** Levels of the events `from` up to `to`, all sides of a position together. */
function putSides(
  into: Int32Array | undefined,
  { sides = [] }: Sequences,
  position: number,
  from: number,
  to: number,
): void {
  if (into === undefined) return
  for (const [column, { codes }] of sides.entries()) {
    for (let t = from; t < to; t++) into[(position + t - from) * sides.length + column] = codes[t]
  }
}

/** What is said of a hidden item could tell which it is. */
function hideSides(into: Int32Array | undefined, { sides = [] }: Sequences, position: number): void {
  into?.fill(-1, position * sides.length, (position + 1) * sides.length)
}

function emptyBatch(lengths: readonly number[], { sides }: Sequences) {
  const length = lengths.reduce((longest, own) => Math.max(longest, own), 1)
  const all = lengths.length * length
  return {
    rows: lengths.length,
    length,
    lengths: Int32Array.from(lengths),
    inputs: new Int32Array(all).fill(-1),
    targets: new Int32Array(all).fill(-1),
    sides: sides === undefined ? undefined : new Int32Array(all * sides.length).fill(-1),
  }
}
