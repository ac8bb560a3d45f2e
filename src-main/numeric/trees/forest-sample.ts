import type { Pointer, TreeRoom } from './kernels/kernels.ts'

/** Rows in the kernels' memory. */
export interface Sample {
  readonly rows: Pointer
  readonly count: number
}

/** Draws rows for groups of trees and halves them for honesty, whole units together. Samples last until the next ones. */
export interface ForestSampler {
  /**
   * A share of the units without replacement, their rows in the order given (Fan, Muller and Rezucha 1962); sets their
   * bits of `members`.
   * @param state words of `randomState`, which move on
   */
  draw(state: Int32Array, members: Uint8Array): Sample
  /** Each unit falls by its own coin; halves differ by chance, as in a bootstrap. */
  halve(drawn: Sample, state: Int32Array): { readonly split: Sample; readonly estimate: Sample }
}

/** Rows to draw from, among `of` in all; `units` by row, undefined where every row is its own. */
interface Drawable {
  readonly rows: Int32Array
  readonly units: Int32Array | undefined
  readonly of: number
}

export function forestSampler(room: TreeRoom, { rows, units, of }: Drawable, share: number): ForestSampler {
  const { kernels } = room
  const n = rows.length
  const { unitOf, count } = units ? unitsOf(rows, units) : { unitOf: null, count: n }
  const drawnUnits = sizeOf(count, share)
  const words = room.take(16)
  const ours = room.take(4 * n)
  room.ints(ours, n).set(rows)
  const drawn = room.take(4 * n)
  const chosen = units ? room.take(4 * count) : drawn
  const coins = room.take(count)
  const split = room.take(4 * n)
  const estimate = room.take(4 * n)
  const unitsAt = unitOf ? room.take(4 * unitOf.length) : 0
  if (unitOf) room.ints(unitsAt, unitOf.length).set(unitOf)
  const memberBits = room.take(Math.ceil(of / 8))

  const withState = (state: Int32Array, run: () => void) => {
    room.ints(words, 4).set(state)
    run()
    state.set(room.ints(words, 4))
  }

  /** Rows of chosen units. */
  const spreadUnits = (unitOf: Int32Array): number => {
    const isChosen = new Uint8Array(count)
    for (const unit of room.ints(chosen, drawnUnits)) isChosen[unit] = 1
    const to = room.ints(drawn, n)
    let k = 0
    for (const row of rows) if (isChosen[unitOf[row]] === 1) to[k++] = row
    return k
  }

  return {
    draw(state, members) {
      withState(state, () => kernels.chooseInOrder(count, drawnUnits, words, chosen))
      if (!unitOf) kernels.lookUp(drawnUnits, drawn, ours)
      const size = unitOf ? spreadUnits(unitOf) : drawnUnits
      const bits = room.bytes(memberBits, members.length).fill(0)
      kernels.markMembers(size, drawn, memberBits)
      members.set(bits)
      return { rows: drawn, count: size }
    },
    halve(sample, state) {
      withState(state, () => kernels.tossCoins(unitOf ? count : sample.count, words, coins))
      const first = kernels.partByCoin(sample.count, sample.rows, coins, unitsAt, split, estimate)
      return {
        split: { rows: split, count: first },
        estimate: { rows: estimate, count: sample.count - first },
      }
    },
  }
}

/** Units in order of first appearance, by row. */
function unitsOf(rows: Int32Array, units: Int32Array): { unitOf: Int32Array; count: number } {
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
  return { unitOf, count: places.size }
}

function sizeOf(units: number, share: number): number {
  return Math.min(units, Math.max(2, Math.round(share * units)))
}
