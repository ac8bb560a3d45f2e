import { normalCdf } from '../../numeric/distributions.ts'

/**
 * The largest Γ at which Wilcoxon's signed rank test of matched pairs still rejects no effect at `alpha` (one-sided, in
 * the direction of the effect), where Γ bounds how much more likely one of a pair could be to be treated than the
 * other (Rosenbaum 2002, section 4.3). 1 where the test does not reject even without hidden bias.
 * @param differences treated less control outcome, one a pair
 */
export function rosenbaumGamma(differences: ArrayLike<number>, alpha: number): number {
  if (rosenbaumPValue(differences, 1) > alpha) return 1
  let low = 1
  let high = 2
  while (rosenbaumPValue(differences, high) <= alpha && high < 1e6) high *= 2
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    if (rosenbaumPValue(differences, middle) <= alpha) low = middle
    else high = middle
  }
  return low
}

/** The largest one-sided p-value that a hidden bias of Γ allows, in the direction of the effect. */
export function rosenbaumPValue(differences: ArrayLike<number>, gamma: number): number {
  const nonzero = Array.from(differences).filter((value) => value !== 0)
  const total = nonzero.reduce((sum, value) => sum + value, 0)
  const signed = total < 0 ? nonzero.map((value) => -value) : nonzero
  const ranks = averageRanks(signed.map(Math.abs))
  let statistic = 0
  let sum = 0
  let squares = 0
  signed.forEach((value, k) => {
    if (value > 0) statistic += ranks[k]
    sum += ranks[k]
    squares += ranks[k] ** 2
  })
  const chance = gamma / (1 + gamma)
  const spread = Math.sqrt(chance * (1 - chance) * squares)
  return spread > 0 ? 1 - normalCdf((statistic - chance * sum) / spread) : 1
}

function averageRanks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => values[a] - values[b])
  const ranks = new Array<number>(values.length).fill(0)
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to < order.length && values[order[to]] === values[order[from]]) to++
    for (let k = from; k < to; k++) ranks[order[k]] = (from + to + 1) / 2
    from = to
  }
  return ranks
}
