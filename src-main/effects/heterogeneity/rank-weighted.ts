import type { TargetingPoint } from '../../contract/heterogeneity.ts'
import { type Random, random } from '../../numeric/random.ts'

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
  const ranked = rank(scores, priority)
  const n = scores.length
  const shares = Array.from({ length: Math.min(n, points) }, (_, k) => (k + 1) / Math.min(n, points))
  const toc = new Float64Array(n)
  const whole = areas(ranked, toc)
  const curve = pointsOf(toc, whole.mean, shares)
  const half: Ranked = { scores: new Float64Array(n >> 1), follows: new Uint8Array(n >> 1) }
  const halves = Array.from({ length: repetitions }, (_, repetition) => {
    drawHalf(ranked, half, random(seed, 'rank-weighted', repetition))
    const halfToc = toc.subarray(0, n >> 1)
    const { autoc, qini, mean } = areas(half, halfToc)
    return { autoc, qini, points: pointsOf(halfToc, mean, shares) }
  })
  return {
    autoc: whole.autoc,
    qini: whole.qini,
    autocError: deviation(halves.map(({ autoc }) => autoc)),
    qiniError: deviation(halves.map(({ qini }) => qini)),
    curve: curve.map((point, k) => ({
      ...point,
      tocError: deviation(halves.map((half) => half.points[k].toc)),
      gainError: deviation(halves.map((half) => half.points[k].gain)),
    })),
  }
}

/** TOC at 1/n, 2/n, … 1. */
export function targetingOperatorCurve(scores: Float64Array, priority: Float64Array): Float64Array {
  const toc = new Float64Array(scores.length)
  areas(rank(scores, priority), toc)
  return toc
}

type Point = Omit<TargetingPoint, 'tocError' | 'gainError'>

/** Both curves at these shares of the rows. */
function pointsOf(toc: Float64Array, mean: number, shares: readonly number[]): Point[] {
  return shares.map((share) => {
    const value = toc[Math.max(0, Math.round(share * toc.length) - 1)]
    return { share, toc: value, gain: share * (value + mean), gainAtRandom: share * mean }
  })
}

/** Scores in order of priority, the highest first; `follows[k]` is 1 where row k has the priority of the one before. */
interface Ranked {
  readonly scores: Float64Array
  readonly follows: Uint8Array
}

function rank(scores: Float64Array, priority: Float64Array): Ranked {
  const order = Int32Array.from({ length: scores.length }, (_, i) => i).sort(
    (a, b) => priority[b] - priority[a] || a - b,
  )
  return {
    scores: Float64Array.from(order, (row) => scores[row]),
    follows: Uint8Array.from(order, (row, k) => (k > 0 && priority[row] === priority[order[k - 1]] ? 1 : 0)),
  }
}

/** Half of the rows without replacement, in their order: every half alike likely. */
function drawHalf(all: Ranked, half: Ranked, source: Random): void {
  const n = all.scores.length
  const count = half.scores.length
  let k = 0
  // Whether a row of the present priority was drawn.
  let begun = false
  for (let i = 0; i < n && k < count; i++) {
    if (all.follows[i] === 0) begun = false
    if (source.bits() * (n - i) >= (count - k) * 2 ** 32) continue
    half.scores[k] = all.scores[i]
    half.follows[k] = begun ? 1 : 0
    begun = true
    k++
  }
}

/** Fills `toc` and weighs it. */
function areas({ scores, follows }: Ranked, toc: Float64Array) {
  const n = scores.length
  let sum = 0
  for (let from = 0; from < n; ) {
    let to = from + 1
    let tied = scores[from]
    while (to < n && follows[to] === 1) tied += scores[to++]
    const each = tied / (to - from)
    for (; from < to; from++) {
      sum += each
      toc[from] = sum / (from + 1)
    }
  }
  const mean = sum / n
  let autoc = 0
  let qini = 0
  for (let k = 0; k < n; k++) {
    toc[k] -= mean
    autoc += toc[k] / n
    qini += ((k + 1) * toc[k]) / (n * n)
  }
  return { autoc, qini, mean }
}

/** Half samples vary about the whole as the whole varies about the truth. */
function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}
