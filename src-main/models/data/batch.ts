import type { Batch } from '../training/learner.ts'
import type { Trial } from './leave-one-out.ts'
import type { Sequences } from './sequences.ts'
import type { Window } from './windows.ts'

/** Windows as a batch: each input predicts the item after it. */
export function nextItemBatch(sequences: Sequences, windows: readonly Window[]): Batch {
  return fill(
    windows.map(({ from, to }) => [from, to]),
    (inputs, targets, at, from, to) => {
      inputs.set(sequences.item.subarray(from, to), at)
      targets.set(sequences.item.subarray(from + 1, to + 1), at)
    },
  )
}

/** Trials as a batch: the last input predicts the held-out item. */
export function trialBatch(sequences: Sequences, trials: readonly Trial[]): Batch {
  return fill(
    trials.map(({ from, to }) => [from, to]),
    (inputs, targets, at, from, to, row) => {
      inputs.set(sequences.item.subarray(from, to), at)
      targets[at + to - from - 1] = trials[row].target
    },
  )
}

function fill(
  spans: readonly (readonly [number, number])[],
  write: (inputs: Int32Array, targets: Int32Array, at: number, from: number, to: number, row: number) => void,
): Batch {
  const length = spans.reduce((longest, [from, to]) => Math.max(longest, to - from), 1)
  const inputs = new Int32Array(spans.length * length).fill(-1)
  const targets = new Int32Array(spans.length * length).fill(-1)
  const lengths = Int32Array.from(spans, ([from, to]) => to - from)
  for (const [row, [from, to]] of spans.entries()) write(inputs, targets, row * length, from, to, row)
  return { rows: spans.length, length, lengths, inputs, targets }
}
