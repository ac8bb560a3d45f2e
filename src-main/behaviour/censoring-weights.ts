/**
 * Inverse probability of censoring weights for outcome windows that the end of the log cuts off (Robins and Finkelstein
 * 2000): 1 / G(x −) for a row whose outcome is known, 0 for one whose is not, with G the Kaplan–Meier estimate of the
 * chance to be watched longer than x.
 *
 * A row is watched for `watched` of the window's `length`. Where `eventSettles` (any event makes the outcome 1), the
 * outcome is known from the first event on, `firstAfter` the window's start; else only at the window's end.
 */
export function censoringWeights(
  watched: readonly number[],
  firstAfter: Float64Array,
  length: number,
  eventSettles: boolean,
): Float64Array {
  const rows = watched.length
  const settled = Float64Array.from({ length: rows }, (_, row) =>
    eventSettles ? Math.min(firstAfter[row], length) : length,
  )
  const known = (row: number) => settled[row] <= watched[row]
  const until = (row: number) => Math.min(settled[row], watched[row])
  const order = Int32Array.from({ length: rows }, (_, row) => row)
  order.sort((a, b) => until(a) - until(b) || Number(known(b)) - Number(known(a)))
  const weights = new Float64Array(rows)
  let stillWatched = 1
  for (let from = 0; from < rows; ) {
    const moment = until(order[from])
    let to = from
    let settledNow = 0
    while (to < rows && until(order[to]) === moment) {
      if (known(order[to])) {
        weights[order[to]] = 1 / stillWatched
        settledNow++
      }
      to++
    }
    const atRisk = rows - from - settledNow
    const censored = to - from - settledNow
    if (censored > 0) stillWatched *= 1 - censored / atRisk
    from = to
  }
  return weights
}
