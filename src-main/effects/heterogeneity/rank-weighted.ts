import type { TargetingPoint } from '../../contract/effects.ts'
import { random, shuffle } from '../../numeric/random.ts'

/** Points of the curves that are kept. */
const points = 50

export interface RankWeighted {
  readonly autoc: number
  readonly qini: number
  readonly autocError: number
  readonly qiniError: number
  /** At most 50 points, the last at everybody. */
  readonly curve: readonly TargetingPoint[]
}

/**
 * Rank-weighted average treatment effects (Yadlowsky et al. 2025): TOC(q) is the mean score of the share q with the
 * highest priority less the mean of all; AUTOC its mean over q, QINI its mean weighted by q. Rows of one priority
 * share their mean score.
 * @param scores doubly robust scores, whose conditional mean is the effect
 */
export function rankWeightedEffects(
  scores: Float64Array,
  priority: Float64Array,
  seed: number,
  repetitions = 200,
): RankWeighted {
  const n = scores.length
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => priority[b] - priority[a] || a - b)
  const whole = areas(scores, priority, order, null)
  const shares = Array.from({ length: Math.min(n, points) }, (_, k) => (k + 1) / Math.min(n, points))
  const autocs: number[] = []
  const qinis: number[] = []
  const halves: Point[][] = []
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const source = random(seed, 'rank-weighted', repetition)
    const drawn = shuffle(
      Int32Array.from({ length: n }, (_, i) => i),
      source,
    )
    const half = new Uint8Array(n)
    for (let k = 0; k < n >> 1; k++) half[drawn[k]] = 1
    const part = areas(scores, priority, order, half)
    autocs.push(part.autoc)
    qinis.push(part.qini)
    halves.push(pointsOf(part, shares))
  }
  return {
    autoc: whole.autoc,
    qini: whole.qini,
    autocError: deviation(autocs),
    qiniError: deviation(qinis),
    curve: pointsOf(whole, shares).map((point, k) => ({
      ...point,
      tocError: deviation(halves.map((half) => half[k].toc)),
      gainError: deviation(halves.map((half) => half[k].gain)),
    })),
  }
}

type Point = Omit<TargetingPoint, 'tocError' | 'gainError'>

/** Both curves at these shares of the rows. */
function pointsOf({ toc, mean }: ReturnType<typeof areas>, shares: readonly number[]): Point[] {
  return shares.map((share) => {
    const value = toc[Math.max(0, Math.round(share * toc.length) - 1)]
    return { share, toc: value, gain: share * (value + mean), gainAtRandom: share * mean }
  })
}

/** TOC at 1/n, 2/n, … 1. */
export function targetingOperatorCurve(scores: Float64Array, priority: Float64Array): Float64Array {
  const n = scores.length
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => priority[b] - priority[a] || a - b)
  return curveOf(scores, priority, order, null).toc
}

function areas(scores: Float64Array, priority: Float64Array, order: Int32Array, among: Uint8Array | null) {
  const { toc, mean } = curveOf(scores, priority, order, among)
  const n = toc.length
  let autoc = 0
  let qini = 0
  for (let k = 0; k < n; k++) {
    autoc += toc[k] / n
    qini += ((k + 1) * toc[k]) / (n * n)
  }
  return { autoc, qini, toc, mean }
}

function curveOf(
  scores: Float64Array,
  priority: Float64Array,
  order: Int32Array,
  among: Uint8Array | null,
): { toc: Float64Array; mean: number } {
  const rows = among ? order.filter((row) => among[row] === 1) : order
  const n = rows.length
  const tied = new Float64Array(n)
  let total = 0
  for (let from = 0; from < n; ) {
    let to = from
    let sum = 0
    while (to < n && priority[rows[to]] === priority[rows[from]]) sum += scores[rows[to++]]
    tied.fill(sum / (to - from), from, to)
    total += sum
    from = to
  }
  const toc = new Float64Array(n)
  let sum = 0
  for (let k = 0; k < n; k++) {
    sum += tied[k]
    toc[k] = sum / (k + 1) - total / n
  }
  return { toc, mean: total / n }
}

/** Half samples vary about the whole as the whole varies about the truth. */
function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}
