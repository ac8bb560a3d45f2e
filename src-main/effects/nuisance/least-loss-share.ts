/** Outcomes that two predictions are judged by. */
interface Judged {
  readonly y: Float64Array
  /** Whether y is 0 or 1 and its mean a chance: the loss is then minus the log likelihood, else the squared error. */
  readonly chance: boolean
  readonly weights: Float64Array | undefined
  /** The rows that predictions are of, in their order. */
  readonly rows: Int32Array
}

interface Predictions {
  readonly first: Float64Array
  readonly second: Float64Array
}

const shares = Array.from({ length: 21 }, (_, k) => k / 20)

/**
 * The first prediction's share of the mean of two that loses least on rows which neither has seen (van der Laan, Polley
 * and Hubbard 2007, of two learners), in twentieths; of equal ones the larger.
 */
export function leastLossShare({ y, chance, weights, rows }: Judged, { first, second }: Predictions): number {
  let best = 1
  let least = Number.POSITIVE_INFINITY
  for (const share of [...shares].reverse()) {
    let loss = 0
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k]
      const mean = share * first[k] + (1 - share) * second[k]
      loss += (weights ? weights[row] : 1) * (chance ? logLoss(y[row], mean) : (y[row] - mean) ** 2)
    }
    if (loss < least) {
      least = loss
      best = share
    }
  }
  return best
}

/** `share` of the first and the rest of the second. */
export function mixed(share: number, first: Float64Array, second: Float64Array): Float64Array {
  return first.map((value, k) => share * value + (1 - share) * second[k])
}

function logLoss(y: number, mean: number): number {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, mean))
  return -(y * Math.log(inside) + (1 - y) * Math.log1p(-inside))
}
