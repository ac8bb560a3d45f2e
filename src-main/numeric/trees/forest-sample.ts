import type { Random } from '../random.ts'

/** Draws rows for groups of trees and halves them for honesty, whole units together. */
export interface ForestSampler {
  /** A share of the units without replacement, their rows in the order given (Fan, Muller and Rezucha 1962). */
  draw(source: Random): Int32Array
  /** Each unit falls by its own coin; halves differ by chance, as in a bootstrap. */
  halve(drawn: Int32Array, source: Random): { readonly split: Int32Array; readonly estimate: Int32Array }
}

/** @param units by row; undefined where every row is its own unit */
export function forestSampler(rows: Int32Array, units: Int32Array | undefined, share: number): ForestSampler {
  return units ? samplerOfUnits(rows, units, share) : samplerOfRows(rows, share)
}

function samplerOfRows(rows: Int32Array, share: number): ForestSampler {
  const count = sizeOf(rows.length, share)
  return {
    draw(source) {
      const drawn = new Int32Array(count)
      chooseInOrder(rows.length, count, source, (k, index) => {
        drawn[k] = rows[index]
      })
      return drawn
    },
    halve: (drawn, source) => {
      const coin = coins(source)
      return parted(drawn, () => coin())
    },
  }
}

function samplerOfUnits(rows: Int32Array, units: Int32Array, share: number): ForestSampler {
  const places = new Map<number, number>()
  const unitOf = new Int32Array(units.length)
  for (const row of rows) {
    let place = places.get(units[row])
    if (place === undefined) {
      place = places.size
      places.set(units[row], place)
    }
    unitOf[row] = place
  }
  const count = sizeOf(places.size, share)
  return {
    draw(source) {
      const chosen = new Uint8Array(places.size)
      chooseInOrder(places.size, count, source, (_, index) => {
        chosen[index] = 1
      })
      return rows.filter((row) => chosen[unitOf[row]] === 1)
    },
    halve: (drawn, source) => {
      const coin = coins(source)
      const side = Uint8Array.from({ length: places.size }, () => coin())
      return parted(drawn, (row) => side[unitOf[row]])
    },
  }
}

function sizeOf(units: number, share: number): number {
  return Math.min(units, Math.max(2, Math.round(share * units)))
}

/** `count` of 0 … n − 1 in ascending order, each set of that size alike likely. */
function chooseInOrder(
  n: number,
  count: number,
  source: Random,
  take: (k: number, index: number) => void,
): void {
  let k = 0
  for (let index = 0; index < n && k < count; index++) {
    if (source.bits() * (n - index) < (count - k) * 2 ** 32) take(k++, index)
  }
}

/** Fair coins, 32 a draw. */
function coins(source: Random): () => number {
  let word = 0
  let left = 0
  return () => {
    if (left === 0) {
      word = source.bits()
      left = 32
    }
    left--
    const coin = word & 1
    word >>>= 1
    return coin
  }
}

function parted(drawn: Int32Array, side: (row: number) => number) {
  const split = new Int32Array(drawn.length)
  const estimate = new Int32Array(drawn.length)
  let a = 0
  let b = 0
  // Written to both; only one of them moves on.
  for (const row of drawn) {
    const first = side(row)
    split[a] = row
    estimate[b] = row
    a += first
    b += 1 - first
  }
  return { split: split.subarray(0, a), estimate: estimate.subarray(0, b) }
}
