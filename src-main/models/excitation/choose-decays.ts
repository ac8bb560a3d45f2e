import type { Monitor } from '../../contract/monitor.ts'
import type { Parallel } from '../../numeric/parallel.ts'
import type { EventHistories } from './event-histories.ts'
import { contrastOfUsers } from './moments.ts'
import { squareInverse, squareProduct } from './square-matrix.ts'

/** Decays are chosen on no more users than this, in tasks of so many. */
const users = { most: 2000, perTask: 250 } as const
const gridSize = 25

/**
 * The decay, for each type that is excited, at which the traces account for most of its intensity's variation within users: over
 * a grid from slow to fast, then the top of the parabola through the best three on the logarithm's scale. `tick` is the unit of the
 * clock, 0 for a continuous one.
 */
export async function chooseDecays(
  histories: EventHistories,
  tick: number,
  parallel: Parallel,
  monitor: Monitor,
): Promise<number[]> {
  const types = histories.types.length
  const [slowest, fastest] = decayRange(histories, tick)
  const grid = Array.from(
    { length: gridSize },
    (_, i) => slowest + ((fastest - slowest) * i) / (gridSize - 1),
  )
  const gains: number[][] = []
  for (const [index, logDecay] of grid.entries()) {
    monitor.report(index / gridSize)
    const tasks = []
    const some = Math.min(histories.users, users.most)
    for (let from = 0; from < some; from += users.perTask) {
      tasks.push({ from, to: Math.min(some, from + users.perTask), decay: Math.exp(logDecay) })
    }
    const parts = await parallel.map(contrastOfUsers, histories, tasks, () => monitor.check())
    const design = parts.reduce(
      (sum, part) => sum.map((x, i) => x + part.design[i]),
      new Float64Array(types ** 2),
    )
    const response = parts.reduce(
      (sum, part) => sum.map((x, i) => x + part.response[i]),
      new Float64Array(types ** 2),
    )
    const explained = squareProduct(squareInverse(design, types), response, types)
    gains.push(histories.types.map((_, b) => columnDot(explained, response, b, types)))
  }
  const step = grid[1] - grid[0]
  return histories.types.map((_, b) => {
    const own = gains.map((gain) => gain[b])
    const best = own.indexOf(Math.max(...own))
    return Math.exp(grid[best] + step * vertexOf(own[best - 1], own[best], own[best + 1]))
  })
}

/**
 * Logarithms of the slowest and fastest decay worth trying: from a twentieth of the watch to a tenth of a usual gap, or to one tick of
 * the clock, within which the order of events is not known.
 */
function decayRange({ time, start, users: all, begin, end }: EventHistories, tick: number): [number, number] {
  const gaps: number[] = []
  for (let user = 0; user < all; user++) {
    for (let event = start[user] + 1; event < start[user + 1]; event++) {
      const gap = time[event] - time[event - 1]
      if (gap > 0) gaps.push(gap)
    }
  }
  gaps.sort((a, b) => a - b)
  const slow = 20 / (end - begin)
  const usual = gaps[Math.floor(gaps.length / 2)] ?? end - begin
  return [Math.log(slow), Math.log(Math.max(4 * slow, Math.min(10 / usual, 1 / tick)))]
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
