import type { Matrix } from '../../numeric/matrix.ts'
import { type NearestSearch, nearestSearch } from '../../numeric/nearest.ts'

/** Rows that lie at one point stand and fall together: a place. */
export interface Places {
  /** Place of each row; −1 for rows that were not asked about. */
  readonly placeOf: Int32Array
  readonly counts: Int32Array
  /**
   * The places nearest to a row that together hold `count` rows, and all that are as far as the last of them
   * (Abadie and Imbens 2006, section 2: ties are all matched), none farther than `reach`.
   */
  readonly nearest: (row: number, count: number, reach?: number) => readonly number[]
}

/** Distances that differ by less are ties: rounding of coordinates of order one, in standard deviations. */
const tied = 1e-9

export function placesOf(position: Matrix, rows: Int32Array): Places {
  const { placeOf, firsts, counts } = collapse(position, rows)
  const search: NearestSearch = nearestSearch(position, firsts)
  return {
    placeOf,
    counts,
    nearest(row, count, reach = Number.POSITIVE_INFINITY) {
      const { points, distances } = search.nearest(position, row, count)
      let held = 0
      let farthest = -1
      for (let k = 0; k < points.length && held < count; k++) {
        if (Math.sqrt(distances[k]) > reach + tied) break
        held += counts[placeOf[points[k]]]
        farthest = Math.sqrt(distances[k])
      }
      if (farthest < 0) return []
      const radius = Math.min(farthest, reach) + tied
      return search
        .within(position, row, radius * radius)
        .map((point) => placeOf[point])
        .sort((a, b) => a - b)
    },
  }
}

function collapse(position: Matrix, rows: Int32Array) {
  const { rows: n, columns, values } = position
  const compare = (a: number, b: number): number => {
    for (let j = 0; j < columns; j++) {
      const difference = values[j * n + a] - values[j * n + b]
      if (difference !== 0) return difference
    }
    return 0
  }
  const sorted = Int32Array.from(rows).sort((a, b) => compare(a, b) || a - b)
  const placeOf = new Int32Array(n).fill(-1)
  const firsts: number[] = []
  const counts: number[] = []
  for (let k = 0; k < sorted.length; k++) {
    if (k === 0 || compare(sorted[k - 1], sorted[k]) !== 0) {
      firsts.push(sorted[k])
      counts.push(0)
    }
    placeOf[sorted[k]] = firsts.length - 1
    counts[firsts.length - 1]++
  }
  return { placeOf, firsts: Int32Array.from(firsts), counts: Int32Array.from(counts) }
}

/**
 * Variance of the outcome given where a row lies: that of the `count` rows nearest to it among `rows`, itself first,
 * with all ties (Abadie and Imbens 2006, section 4). NaN outside `rows`.
 */
export function conditionalVariances(
  position: Matrix,
  rows: Int32Array,
  outcome: Float64Array,
  count: number,
): Float64Array {
  const places = placesOf(position, rows)
  const members = membersOf(places, rows)
  const result = new Float64Array(outcome.length).fill(Number.NaN)
  members.forEach((own) => {
    const set = own.length >= count ? own : places.nearest(own[0], count).flatMap((place) => members[place])
    const variance = sampleVariance(set.map((row) => outcome[row]))
    for (const row of own) result[row] = variance
  })
  return result
}

/** Rows of each place. */
export function membersOf({ placeOf, counts }: Places, rows: Int32Array): number[][] {
  const members: number[][] = Array.from(counts, () => [])
  for (const row of rows) members[placeOf[row]].push(row)
  return members
}

function sampleVariance(values: readonly number[]): number {
  if (values.length < 2) return 0
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
}
