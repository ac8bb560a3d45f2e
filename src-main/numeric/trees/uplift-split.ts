/** How far apart the outcomes of two arms lie, both 0 or 1 with these chances. */
export type Divergence = 'kl' | 'euclidean' | 'chi2'

/** Weight of rows in each arm, and of those among them with outcome 1. */
export interface ArmCounts {
  readonly treated: number
  readonly control: number
  readonly treatedOnes: number
  readonly controlOnes: number
}

/**
 * What a split gains: the divergence of the arms' outcomes on both sides, by their share of the rows, less the divergence
 * before, over a norm that is great where a split parts the arms themselves or makes many sides (Rzepakowski and
 * Jaroszewicz 2012). Chances are by Laplace's rule, logarithms to base 2.
 */
export function upliftGain(kind: Divergence, all: ArmCounts, left: ArmCounts): number {
  const right: ArmCounts = {
    treated: all.treated - left.treated,
    control: all.control - left.control,
    treatedOnes: all.treatedOnes - left.treatedOnes,
    controlOnes: all.controlOnes - left.controlOnes,
  }
  const total = all.treated + all.control
  const share = (left.treated + left.control) / total
  const gain = share * divergence(kind, left) + (1 - share) * divergence(kind, right) - divergence(kind, all)
  const treatedLeft = left.treated / all.treated
  const controlLeft = left.control / all.control
  const treated = all.treated / total
  const impurity = kind === 'kl' ? entropy : gini
  const apart = between(kind, treatedLeft, controlLeft)
  const norm =
    impurity(treated) * apart + treated * impurity(treatedLeft) + (1 - treated) * impurity(controlLeft) + 0.5
  return gain / norm
}

function divergence(kind: Divergence, counts: ArmCounts): number {
  return between(
    kind,
    (counts.treatedOnes + 1) / (counts.treated + 2),
    (counts.controlOnes + 1) / (counts.control + 2),
  )
}

/** Of the distributions (p, 1 − p) and (q, 1 − q), both inside (0, 1). */
function between(kind: Divergence, p: number, q: number): number {
  if (kind === 'kl') return p * Math.log2(p / q) + (1 - p) * Math.log2((1 - p) / (1 - q))
  const squared = (p - q) ** 2
  return kind === 'euclidean' ? 2 * squared : squared / q + squared / (1 - q)
}

function entropy(p: number): number {
  return -p * Math.log2(p) - (1 - p) * Math.log2(1 - p)
}

function gini(p: number): number {
  return 1 - p * p - (1 - p) * (1 - p)
}
