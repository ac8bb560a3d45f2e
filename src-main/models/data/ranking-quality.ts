/**
 * Quality of ranks of one held-out item each, among all items: hr@k is the share ranked k or better, ndcg@k the mean of
 * 1/log₂(rank + 1) where so (one relevant item: the ideal is 1), mrr@k the mean of 1/rank where so, mrr the mean of
 * 1/rank. Järvelin and Kekäläinen 2002; as RecBole 1.2 defines them for one held-out item.
 */
export function rankingQuality(ranks: ArrayLike<number>, ks: readonly number[]): Record<string, number> {
  const metrics: Record<string, number> = {}
  const mean = (of: (rank: number) => number) => {
    let sum = 0
    for (let i = 0; i < ranks.length; i++) sum += of(ranks[i])
    return sum / ranks.length
  }
  for (const k of ks) {
    metrics[`hr@${k}`] = mean((rank) => (rank <= k ? 1 : 0))
    metrics[`ndcg@${k}`] = mean((rank) => (rank <= k ? 1 / Math.log2(rank + 1) : 0))
    metrics[`mrr@${k}`] = mean((rank) => (rank <= k ? 1 / rank : 0))
  }
  metrics.mrr = mean((rank) => 1 / rank)
  return metrics
}
