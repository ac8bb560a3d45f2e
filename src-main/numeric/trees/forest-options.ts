export interface ForestOptions {
  readonly trees: number
  /** Trees that share a half sample: 1 for none, at least 2 for variances (Athey, Tibshirani and Wager 2019, section 4.1). */
  readonly groupSize: number
  /** Share of the rows that each group draws, without replacement. */
  readonly sampleShare: number
  /** Whether a tree's splits and its leaves see different rows. */
  readonly honest: boolean
  /** Features tried at each node. */
  readonly tried: number
  /** Fewest rows of a side; of an effect, with treatment above and below the node's mean each. */
  readonly leastRows: number
  /** Least share of a node's rows that a side may have. */
  readonly balance: number
  readonly seed: number
}
