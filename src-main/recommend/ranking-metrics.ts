/**
 * Accuracy of one ranked list against the items held out for the user, as RecBole 1.2 defines it (recbole/evaluator/metrics.py):
 *
 * - precision@k = hits in the first k / k
 * - recall@k = hits in the first k / items held out
 * - hr@k = 1 where there is a hit in the first k
 * - mrr@k = 1 / rank of the first hit in the first k, else 0
 * - map@k = Σ over hits of precision at their rank / min(k, items held out)
 * - ndcg@k = Σ over hits of 1/log₂(rank + 1) / the same sum of the best possible list
 *
 * @param ranked items, best first, k or fewer
 * @param heldOut whether an item was held out for the user
 */
export function accuracy(
  ranked: readonly number[],
  heldOut: (item: number) => boolean,
  count: number,
  k: number,
): { precision: number; recall: number; ndcg: number; map: number; mrr: number; hr: number } {
  const best = Math.min(k, count)
  let hits = 0
  let precisions = 0
  let gain = 0
  let first = 0
  for (let position = 0; position < Math.min(k, ranked.length); position++) {
    if (!heldOut(ranked[position])) continue
    hits++
    precisions += hits / (position + 1)
    gain += 1 / Math.log2(position + 2)
    if (first === 0) first = position + 1
  }
  let bestGain = 0
  for (let position = 0; position < best; position++) bestGain += 1 / Math.log2(position + 2)
  return {
    precision: hits / k,
    recall: hits / count,
    ndcg: gain / bestGain,
    map: precisions / best,
    mrr: first === 0 ? 0 : 1 / first,
    hr: hits > 0 ? 1 : 0,
  }
}

/**
 * Mean self-information of a list, bits: log₂(users / users who met the item) (Zhou et al. 2010). An item that nobody met
 * in training counts as met by one.
 */
export function novelty(ranked: readonly number[], counts: ArrayLike<number>, users: number): number {
  if (ranked.length === 0) return 0
  let sum = 0
  for (const item of ranked) sum += Math.log2(users / Math.max(1, counts[item]))
  return sum / ranked.length
}

/**
 * Diversity within a list: the mean of 1 − cosine over its pairs of items (Smyth and McClave 2001), the cosine being that of
 * the sets of users who met each in training. 0 for a list of one.
 */
export function diversity(ranked: readonly number[], cosine: (a: number, b: number) => number): number {
  const n = ranked.length
  if (n < 2) return 0
  let sum = 0
  for (let i = 1; i < n; i++) for (let j = 0; j < i; j++) sum += 1 - cosine(ranked[i], ranked[j])
  return (2 * sum) / (n * (n - 1))
}

/** Cosine of the sets of users of two items, remembered for each pair. */
export function userCosine(start: Int32Array, user: Int32Array): (a: number, b: number) => number {
  const known = new Map<number, number>()
  const items = start.length - 1
  return (a, b) => {
    const pair = a < b ? a * items + b : b * items + a
    const found = known.get(pair)
    if (found !== undefined) return found
    let i = start[a]
    let j = start[b]
    let both = 0
    while (i < start[a + 1] && j < start[b + 1]) {
      if (user[i] === user[j]) both++
      if (user[i] <= user[j]) i = i + 1
      else j = j + 1
    }
    const lengths = (start[a + 1] - start[a]) * (start[b + 1] - start[b])
    const cosine = lengths === 0 ? 0 : both / Math.sqrt(lengths)
    known.set(pair, cosine)
    return cosine
  }
}
