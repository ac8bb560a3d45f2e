import type { Sequences } from './sequences.ts'

/** How many of a user's last items are held out. */
export const heldOut = { test: 1, validation: 2 } as const

/** One user's history and the item that followed it. */
export interface Trial {
  readonly user: number
  /** Items `from` up to `to` of the sequences are the history, as many of the last as the model reads. */
  readonly from: number
  readonly to: number
  readonly target: number
}

/**
 * Leave-one-out by time: the last item of every user is for the test, the one before for validation, what is before both for
 * training. The test's history includes the validation item. Users with fewer items than are held out, and one
 * to learn from, have no trial.
 */
export function trialsOf(sequences: Sequences, part: keyof typeof heldOut, length: number): Trial[] {
  const trials: Trial[] = []
  for (let user = 0; user < sequences.users.length; user++) {
    const first = sequences.start[user]
    const target = sequences.start[user + 1] - heldOut[part]
    if (sequences.start[user + 1] - first < 3) continue
    trials.push({ user, from: Math.max(first, target - length), to: target, target: sequences.item[target] })
  }
  return trials
}

/** As many trials as are asked for at most, taken evenly from the list. */
export function evenly(trials: readonly Trial[], most: number): readonly Trial[] {
  if (trials.length <= most) return trials
  return Array.from({ length: most }, (_, at) => trials[Math.floor((at * trials.length) / most)])
}

/** Where a user's training part ends. Users with fewer than three items hold out nothing. */
export function trainingEnd(sequences: Sequences, user: number): number {
  const length = sequences.start[user + 1] - sequences.start[user]
  return sequences.start[user + 1] - (length < 3 ? 0 : heldOut.validation)
}
