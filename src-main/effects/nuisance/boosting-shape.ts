import type { BoostingOptions } from '../../numeric/trees/boosting-options.ts'

/**
 * Trees that so many rows can carry: small ones with small leaves where there are few, so that tails are followed and
 * noise is not.
 */
export function boostingShape(rows: number, chance: boolean): Partial<BoostingOptions> {
  const loss = chance ? 'logistic' : 'squared'
  return rows > 20_000
    ? { loss }
    : rows > 5_000
      ? { loss, leaves: 12, leastRows: 10, patience: 12, rounds: 500 }
      : { loss, leaves: 5, leastRows: 5, patience: 16, rounds: 500 }
}
