import { random, shuffle } from '../../numeric/random.ts'

export interface RankWeighted {
  readonly autoc: number
  readonly qini: number
  readonly autocError: number
  readonly qiniError: number
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
  const { autoc, qini } = areas(scores, priority, order, null)
  const autocs: number[] = []
  const qinis: number[] = []
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
  }
  return { autoc, qini, autocError: deviation(autocs), qiniError: deviation(qinis) }
}

/** TOC at 1/n, 2/n, … 1. */
export function targetingOperatorCurve(scores: Float64Array, priority: Float64Array): Float64Array {
  const n = scores.length
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => priority[b] - priority[a] || a - b)
  return curveOf(scores, priority, order, null)
}

function areas(scores: Float64Array, priority: Float64Array, order: Int32Array, among: Uint8Array | null) {
  const toc = curveOf(scores, priority, order, among)
  const n = toc.length
  let autoc = 0
  let qini = 0
  for (let k = 0; k < n; k++) {
    autoc += toc[k] / n
    qini += ((k + 1) * toc[k]) / (n * n)
  }
  return { autoc, qini }
}

function curveOf(
  scores: Float64Array,
  priority: Float64Array,
  order: Int32Array,
  among: Uint8Array | null,
): Float64Array {
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
  return toc
}

/** Half samples vary about the whole as the whole varies about the truth. */
function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}
