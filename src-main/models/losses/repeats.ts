import type { ParameterShape } from '../architecture.ts'
import type { Pointer } from '../kernels/kernels.ts'
import type { Pass } from '../layers/pass.ts'

/**
 * What an item scores for being in the history already, by how long ago it was (repeat consumption: Anderson et al. 2014; Ren et al.
 * 2019). Whether people come back to things or never do is learnt from the log, as a few numbers that every item shares: the vectors
 * alone cannot say it of hundreds of items at once, since they are few numbers wide and meant to bring alike things together.
 */
export const repeatParameters: ParameterShape = {
  ...{ name: 'repeats', rows: 1, columns: 16, padding: 6, start: { kind: 'zeros' } },
}

/** A score is so many times its parameter: a step of Adam moves a parameter by the step size, and scores of repeats have far to go. */
export const repeatScale = 16

/** Ages 1, 2–3, 4–7, … up to the longest history that is read share a parameter. */
export function repeatBin(age: number): number {
  return Math.min(repeatParameters.columns - (repeatParameters.padding ?? 0) - 1, 31 - Math.clz32(age))
}

/** Which places in the sequences are predicted for. */
export interface Places {
  /** What the position hides is predicted, else what comes after it. */
  readonly masked: boolean
  at(prediction: number): { readonly row: number; readonly t: number }
}

/** Adds to scores over all items, and back. */
export interface RepeatScores {
  /** To the scores of `some` predictions from `first` on, `across` floats a row. */
  forward(first: number, some: number, scores: Pointer): void
  /** From the gradients of those scores, right after their `forward`. */
  backward(some: number, gradients: Pointer): void
  /** Adds the gradient of the parameters, once all are through. */
  end(): void
}

/** Opens the scores of repeats for `places`, of which at most `tile` are asked at once. */
export function openRepeats(
  pass: Pass,
  items: number,
  across: number,
  tile: number,
  { masked, at }: Places,
): RepeatScores {
  const { kernels, scratch, length } = pass
  const columns = masked ? 2 * length : length
  const { columns: bins } = repeatParameters
  const binCodes = scratch.take(columns)
  pass.write(
    binCodes,
    Int32Array.from({ length: columns }, (_, column) => repeatBin(1 + (column % length))),
  )
  const byAge = scratch.take(columns)
  kernels.gatherFloats(columns, binCodes, pass.weight('repeats'), byAge)
  const codesAt = scratch.take(tile * columns)
  const gathered = scratch.take(tile * columns)
  const sums = scratch.take(bins)
  kernels.fill(bins, sums)
  const codes = new Int32Array(tile * columns)
  const historyOf = masked ? aroundPlaces(pass, items) : beforePlaces(pass, items)
  return {
    forward(first, some, scores) {
      const used = codes.subarray(0, some * columns).fill(-1)
      for (let row = 0; row < some; row++) {
        historyOf(at(first + row), row * across, used.subarray(row * columns, (row + 1) * columns))
      }
      pass.write(codesAt, used)
      kernels.addFloats(some * columns, codesAt, columns, byAge, repeatScale, scores)
    },
    backward(some, gradients) {
      kernels.gatherFloats(some * columns, codesAt, gradients, gathered)
      kernels.scatterSums(some, columns, gathered, binCodes, sums)
    },
    end() {
      const only = scratch.take(1)
      pass.write(only, Int32Array.of(0))
      kernels.scatterRows(1, bins, only, sums, repeatScale, pass.gradient('repeats'))
    },
  }
}

/** Puts `base` + item for each item of a place's history where its least age belongs. */
type HistoryOf = (place: ReturnType<Places['at']>, base: number, into: Int32Array) => void

/** Items up to the place: the one at the place itself is of age 1. */
function beforePlaces(pass: Pass, items: number): HistoryOf {
  const neighbours = neighboursOf(pass, items)
  return ({ row, t }, base, into) => {
    const { next } = neighbours(row)
    for (let s = t; s >= 0; s--) if (next[s] > t) into[t - s] = base + pass.code(row, s)
  }
}

/** Items that the mask does not hide on both sides of the place, the nearest of each item; those after it in the second half. */
function aroundPlaces(pass: Pass, items: number): HistoryOf {
  const neighbours = neighboursOf(pass, items)
  const { length } = pass
  return ({ row, t }, base, into) => {
    const { before, next } = neighbours(row)
    for (let s = t - 1; s >= 0; s--) {
      if (next[s] > t && next[s] - t >= t - s) into[t - s - 1] = base + pass.code(row, s)
    }
    for (let s = t + 1; s < pass.lengths[row]; s++) {
      if (before[s] < t && t - before[s] > s - t) into[length + s - t - 1] = base + pass.code(row, s)
    }
  }
}

/** Far enough from every position, on either side. */
const never = 1 << 20

/** Where the item of each position comes next, and came before; for what is not an item, so that it is nobody's nearest. */
function neighboursOf(pass: Pass, items: number) {
  let known = -1
  const before = new Int32Array(pass.length)
  const next = new Int32Array(pass.length)
  return (row: number) => {
    if (row === known) return { before, next }
    known = row
    const last = new Map<number, number>()
    for (let t = 0; t < pass.lengths[row]; t++) {
      const item = pass.code(row, t)
      const isItem = item >= 0 && item < items
      const met = last.get(item)
      before[t] = isItem ? (met ?? -never) : never
      next[t] = isItem ? never : -never
      if (!isItem) continue
      if (met !== undefined) next[met] = t
      last.set(item, t)
    }
    return { before, next }
  }
}
