import type { Monitor } from '../../contract/monitor.ts'
import type { Parallel } from '../../numeric/parallel.ts'
import { contrastOfUsers } from './contrast.ts'
import type { EventHistories } from './event-histories.ts'
import { inverseIfAny, squareProduct } from './square-matrix.ts'
import { rangesOf } from './user-ranges.ts'

const gridSize = 25

/** Decays to begin with. */
export interface ChosenDecays {
  /** For each type that is excited. */
  readonly own: readonly number[]
  /** For types of which their own events do not say: that of all together. */
  readonly common: number
}

/**
 * The decay, for each type that is excited, at which the traces account for most of its intensity's variation within users: over
 * a grid from slow to fast, then the top of the parabola through the best three on the logarithm's scale. A type of few events owes
 * the highest gain of so many to chance, and its effects would be told too large there; hence a common one, of all gains in units of
 * their noise. `tick` is the unit of the clock, 0 for a continuous one.
 */
export async function chooseDecays(
  histories: EventHistories,
  tick: number,
  parallel: Parallel,
  monitor: Monitor,
): Promise<ChosenDecays> {
  const types = histories.types.length
  const [slowest, fastest] = decayRange(histories, tick)
  const grid = Array.from(
    { length: gridSize },
    (_, i) => slowest + ((fastest - slowest) * i) / (gridSize - 1),
  )
  const ranges = rangesOf(histories)
  const tasks = grid.flatMap((logDecay) => ranges.map((range) => ({ ...range, decay: Math.exp(logDecay) })))
  const parts = await parallel.map(contrastOfUsers, histories, tasks, (done) =>
    monitor.report(done / tasks.length),
  )
  const gains = grid.map((_, point) => {
    const own = parts.slice(point * ranges.length, (point + 1) * ranges.length)
    const design = sumOf(own.map((part) => part.design))
    const response = sumOf(own.map((part) => part.response))
    const inverse = inverseIfAny(design, types)
    if (inverse === null) return new Array<number>(types).fill(0)
    const explained = squareProduct(inverse, response, types)
    return histories.types.map((_, b) => columnDot(explained, response, b, types))
  })
  const highest = (gain: readonly number[]): number => {
    const best = gain.indexOf(Math.max(...gain))
    const step = grid[1] - grid[0]
    return Math.exp(grid[best] + step * vertexOf(gain[best - 1], gain[best], gain[best + 1]))
  }
  const counts = countsOf(histories)
  return {
    own: counts.map((_, b) => highest(gains.map((gain) => gain[b]))),
    common: highest(gains.map((gain) => counts.reduce((sum, count, b) => sum + gain[b] / count, 0))),
  }
}

/** Events of each type; the noise of a type's gain is as large. */
function countsOf({ types, type }: EventHistories): number[] {
  const counts = types.map(() => 0)
  for (const code of type) counts[code]++
  return counts
}

/**
 * Logarithms of the slowest and fastest decay worth trying: from a twentieth of the watch to a tenth of a usual gap, or to one tick of
 * the clock, within which the order of events is not known.
 */
function decayRange({ time, start, users: all, begin, end }: EventHistories, tick: number): [number, number] {
  const gaps = new Float64Array(time.length)
  let count = 0
  for (let user = 0; user < all; user++) {
    for (let event = start[user] + 1; event < start[user + 1]; event++) {
      const gap = time[event] - time[event - 1]
      if (gap > 0) gaps[count++] = gap
    }
  }
  const sorted = gaps.subarray(0, count).sort()
  const slow = 20 / (end - begin)
  const usual = sorted[Math.floor(count / 2)] ?? end - begin
  return [Math.log(slow), Math.log(Math.max(4 * slow, Math.min(10 / usual, 1 / tick)))]
}

function sumOf(parts: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(parts[0].length)
  for (const part of parts) for (let i = 0; i < sum.length; i++) sum[i] += part[i]
  return sum
}

function columnDot(a: Float64Array, b: Float64Array, column: number, size: number): number {
  let sum = 0
  for (let row = 0; row < size; row++) sum += a[row * size + column] * b[row * size + column]
  return sum
}

/** Where the parabola through three points at −1, 0 and 1 is highest, the middle one being the largest; 0 at an edge. */
function vertexOf(left: number | undefined, middle: number, right: number | undefined): number {
  if (left === undefined || right === undefined) return 0
  const bend = left - 2 * middle + right
  return bend < 0 ? (left - right) / (2 * bend) : 0
}
