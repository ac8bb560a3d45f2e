import type { TargetingPoint } from '../../contract/heterogeneity.ts'
import { kernel } from '../../numeric/parallel.ts'
import { type Random, random } from '../../numeric/random.ts'
import { type Steps, spread } from '../../numeric/steps.ts'
import type { Standings } from './group-mean.ts'

/** Points of the curves that are kept. */
const mostPoints = 50
const halvesPerTask = 25

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
 * share their mean score, and rows count by their weights. Errors are from half samples of the rows, or of whole
 * clusters.
 * @param scores doubly robust scores, whose conditional mean is the effect
 */
export function* rankWeightedEffects(
  scores: Float64Array,
  priority: Float64Array,
  seed: number,
  { weights, clusters }: Standings = {},
  repetitions = 200,
): Steps<RankWeighted> {
  const ranked = rank(scores, priority, { weights, clusters })
  const toc = new Float64Array(scores.length)
  const whole = areas(ranked, toc)
  const curve = pointsOf(toc, ranked, whole.mean)
  const tasks = Array.from({ length: Math.ceil(repetitions / halvesPerTask) }, (_, k) => ({
    from: k * halvesPerTask,
    to: Math.min(repetitions, (k + 1) * halvesPerTask),
  }))
  const halves = (yield* spread(rankWeightedHalves, { ranked, units: clusters?.count, seed }, tasks)).flat()
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

/** What a random half says. */
interface Half {
  readonly autoc: number
  readonly qini: number
  readonly points: readonly Point[]
}

interface Halved {
  readonly ranked: Ranked
  /** Clusters; where there are none, rows are drawn. */
  readonly units: number | undefined
  readonly seed: number
}

export const rankWeightedHalves = kernel(
  'effects/rank-weighted-halves',
  ({ ranked, units, seed }: Halved, { from, to }: { readonly from: number; readonly to: number }): Half[] => {
    const n = ranked.scores.length
    const toc = new Float64Array(n)
    const room: Ranked = {
      scores: new Float64Array(n),
      weights: ranked.weights && new Float64Array(n),
      clusters: ranked.clusters,
      follows: new Uint8Array(n),
    }
    return Array.from({ length: to - from }, (_, k) => {
      const half = drawHalf(ranked, room, units ?? n, random(seed, 'rank-weighted', from + k))
      const halfToc = toc.subarray(0, half.scores.length)
      const { autoc, qini, mean } = areas(half, halfToc)
      return { autoc, qini, points: pointsOf(halfToc, half, mean, Math.min(n, mostPoints)) }
    })
  },
)

/** TOC at 1/n, 2/n, … 1. */
export function targetingOperatorCurve(scores: Float64Array, priority: Float64Array): Float64Array {
  const toc = new Float64Array(scores.length)
  areas(rank(scores, priority, {}), toc)
  return toc
}

type Point = Omit<TargetingPoint, 'tocError' | 'gainError'>

/** Both curves at even shares of the rows, or of their weight. */
function pointsOf(
  toc: Float64Array,
  { weights }: Ranked,
  mean: number,
  points = Math.min(toc.length, mostPoints),
): Point[] {
  const total = weights ? weights.reduce((sum, value) => sum + value, 0) : toc.length
  let row = 0
  let passed = weights ? weights[0] : 1
  return Array.from({ length: points }, (_, k) => {
    const share = (k + 1) / points
    if (weights) {
      while (row < toc.length - 1 && passed < share * total * (1 - 1e-12)) passed += weights[++row]
    } else row = Math.max(0, Math.round(share * toc.length) - 1)
    const value = toc[row]
    return { share, toc: value, gain: share * (value + mean), gainAtRandom: share * mean }
  })
}

/** Scores in order of priority, the highest first; `follows[k]` is 1 where row k has the priority of the one before. */
interface Ranked {
  readonly scores: Float64Array
  readonly weights: Float64Array | undefined
  /** Of the ranked rows. */
  readonly clusters: Int32Array | undefined
  readonly follows: Uint8Array
}

function rank(scores: Float64Array, priority: Float64Array, { weights, clusters }: Standings): Ranked {
  const order = Int32Array.from({ length: scores.length }, (_, i) => i).sort(
    (a, b) => priority[b] - priority[a] || a - b,
  )
  return {
    scores: Float64Array.from(order, (row) => scores[row]),
    weights: weights && Float64Array.from(order, (row) => weights[row]),
    clusters: clusters && order.map((row) => clusters.codes[row]),
    follows: Uint8Array.from(order, (row, k) => (k > 0 && priority[row] === priority[order[k - 1]] ? 1 : 0)),
  }
}

/** Half of the rows, or of the clusters, without replacement, in their order: every half alike likely. */
function drawHalf(all: Ranked, room: Ranked, count: number, source: Random): Ranked {
  const { clusters } = all
  const drawn = new Uint8Array(count)
  let left = count >> 1
  for (let i = 0; i < count && left > 0; i++) {
    if (source.bits() * (count - i) >= left * 2 ** 32) continue
    drawn[i] = 1
    left--
  }
  let k = 0
  // Whether a row of the present priority was drawn.
  let begun = false
  for (let i = 0; i < all.scores.length; i++) {
    if (all.follows[i] === 0) begun = false
    if (drawn[clusters ? clusters[i] : i] === 0) continue
    room.scores[k] = all.scores[i]
    if (room.weights && all.weights) room.weights[k] = all.weights[i]
    room.follows[k] = begun ? 1 : 0
    begun = true
    k++
  }
  return {
    scores: room.scores.subarray(0, k),
    weights: room.weights?.subarray(0, k),
    clusters: undefined,
    follows: room.follows.subarray(0, k),
  }
}

/** Fills `toc` and weighs it. */
function areas({ scores, weights, follows }: Ranked, toc: Float64Array) {
  const n = scores.length
  const w = (k: number) => (weights ? weights[k] : 1)
  let sum = 0
  let passed = 0
  for (let from = 0; from < n; ) {
    let to = from
    let tied = 0
    let tiedWeight = 0
    do {
      tied += w(to) * scores[to]
      tiedWeight += w(to)
      to++
    } while (to < n && follows[to] === 1)
    const each = tied / tiedWeight
    for (; from < to; from++) {
      sum += w(from) * each
      passed += w(from)
      toc[from] = sum / passed
    }
  }
  const total = passed
  const mean = sum / total
  let autoc = 0
  let qini = 0
  passed = 0
  for (let k = 0; k < n; k++) {
    passed += w(k)
    toc[k] -= mean
    autoc += (w(k) * toc[k]) / total
    qini += (passed * w(k) * toc[k]) / (total * total)
  }
  return { autoc, qini, mean }
}

/** Half samples vary about the whole as the whole varies about the truth. */
function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}
