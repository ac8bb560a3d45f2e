import type { ProbabilityQuality, ReliabilityBin } from '../../contract/propensity.ts'

/** Probabilities against outcomes of 0 and 1. Not a number where there is nothing to judge by. */
export function qualityOfProbabilities(
  predicted: ArrayLike<number>,
  outcome: ArrayLike<number>,
): ProbabilityQuality {
  let [logLoss, brier] = [0, 0]
  for (let i = 0; i < predicted.length; i++) {
    const p = Math.min(Math.max(predicted[i], 1e-12), 1 - 1e-12)
    logLoss -= outcome[i] === 1 ? Math.log(p) : Math.log1p(-p)
    brier += (predicted[i] - outcome[i]) ** 2
  }
  const n = predicted.length
  const bins = reliabilityBins(predicted, outcome)
  const ece = bins.reduce((sum, bin) => sum + bin.count * Math.abs(bin.predicted - bin.observed), 0) / n
  return { auc: areaUnderCurve(predicted, outcome), logLoss: logLoss / n, brier: brier / n, ece }
}

/** Area under the receiver operating curve by ranks, ties counted half (Hanley and McNeil 1982). */
export function areaUnderCurve(predicted: ArrayLike<number>, outcome: ArrayLike<number>): number {
  const order = byPrediction(predicted)
  let [positives, ranks] = [0, 0]
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && predicted[order[to]] === predicted[order[from]]) to++
    for (let at = from; at < to; at++) {
      if (outcome[order[at]] !== 1) continue
      positives++
      ranks += (from + 1 + to) / 2
    }
    from = to
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (order.length - positives))
}

/**
 * Bins of like counts by prediction (Nguyen and O'Connor 2015): with rare outcomes bins of like width hold nearly all in one.
 * Equal predictions share a bin.
 */
export function reliabilityBins(
  predicted: ArrayLike<number>,
  outcome: ArrayLike<number>,
  most = 10,
): ReliabilityBin[] {
  const order = byPrediction(predicted)
  const bins: ReliabilityBin[] = []
  for (let from = 0, bin = 1; from < order.length; bin++) {
    let to = Math.max(from + 1, Math.round((bin * order.length) / most))
    while (to < order.length && predicted[order[to]] === predicted[order[to - 1]]) to++
    const rows = order.subarray(from, to)
    const observed = rows.reduce((sum, row) => sum + outcome[row], 0) / rows.length
    bins.push({
      predicted: rows.reduce((sum, row) => sum + predicted[row], 0) / rows.length,
      observed,
      interval: wilson(observed, rows.length),
      count: rows.length,
    })
    from = to
  }
  return bins
}

/** Wilson's score interval of a share, 95 %. */
function wilson(share: number, n: number): readonly [number, number] {
  const z = 1.959963984540054
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n)
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))
  return [Math.max(0, centre - half), Math.min(1, centre + half)]
}

function byPrediction(predicted: ArrayLike<number>): Int32Array {
  const order = Int32Array.from({ length: predicted.length }, (_, i) => i)
  return order.sort((a, b) => predicted[a] - predicted[b] || a - b)
}
