export type Loss = 'squared' | 'logistic' | 'poisson'

export interface BoostingOptions {
  readonly loss: Loss
  readonly rounds: number
  readonly learningRate: number
  readonly leaves: number
  /** Fewest rows of a leaf. */
  readonly leastRows: number
  readonly ridge: number
  /** −1, 0 or 1 a feature. */
  readonly monotone?: Int8Array
  /** Share of rows held out to stop by, and the rounds without gain after which to stop; 0 for neither. */
  readonly heldOut: number
  readonly patience: number
  readonly seed: number
}

export const boostingDefaults: BoostingOptions = {
  loss: 'squared',
  rounds: 300,
  learningRate: 0.1,
  leaves: 24,
  leastRows: 20,
  ridge: 1,
  heldOut: 0.15,
  patience: 8,
  seed: 1,
}
