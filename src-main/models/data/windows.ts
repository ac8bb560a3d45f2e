import { random, shuffle } from '../../numeric/random.ts'
import { trainingEnd } from './leave-one-out.ts'
import type { Sequences } from './sequences.ts'

/** Part of a user's training items: inputs `from` up to `to`, each predicting the item after it. */
export interface Window {
  readonly from: number
  readonly to: number
}

/**
 * Cuts every user's training items into windows of at most `length` inputs, so that every item but a user's first is
 * predicted once. Where the cuts fall is drawn anew each epoch: an item is not always predicted from the same context.
 */
export function windowsOf(sequences: Sequences, length: number, seed: number, epoch: number): Window[] {
  const source = random(seed, 'windows', epoch)
  const windows: Window[] = []
  for (let user = 0; user < sequences.users.length; user++) {
    const first = sequences.start[user]
    const inputs = trainingEnd(sequences, user) - 1 - first
    if (inputs < 1) continue
    let to = first + inputs
    if (inputs > length) {
      const cut = 1 + source.integer(length)
      if (cut < length) {
        windows.push({ from: Math.max(first, to - cut), to })
        to -= cut
      }
    }
    for (; to > first; to -= length) windows.push({ from: Math.max(first, to - length), to })
  }
  return windows
}

/**
 * Deals windows to batches of `rows`, in an order drawn for the epoch. Within groups of `group` batches windows of like length
 * come together, so that little of a batch is padding.
 */
export function batchesOf(
  windows: readonly Window[],
  rows: number,
  seed: number,
  epoch: number,
  group = 8,
): Window[][] {
  const source = random(seed, 'batches', epoch)
  const order = shuffle([...windows], source)
  const batches: Window[][] = []
  const span = rows * group
  for (let first = 0; first < order.length; first += span) {
    const some = order.slice(first, first + span).sort((a, b) => b.to - b.from - (a.to - a.from))
    for (let at = 0; at < some.length; at += rows) batches.push(some.slice(at, at + rows))
  }
  return shuffle(batches, source)
}
