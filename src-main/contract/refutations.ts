import type { Interval, Provenance, RefuterName } from './effects.ts'
import type { Words } from './words.ts'

export interface Refutation {
  readonly name: RefuterName
  readonly nullHypothesis: Words
  readonly original: number
  readonly refuted: number
  readonly refutedInterval: Interval
  readonly repetitions: number
  readonly pValue: number
  readonly verdict: 'passed' | 'failed' | 'unclear'
  /** Of a simulated confounder: the covariate it is as strong as. */
  readonly benchmark?: string
  readonly inWords: Words
}

/** A refuter that could not be asked, with its error. */
export interface RefuterFailure {
  readonly name: RefuterName
  readonly code: string
  readonly message: Words
}

export interface Refutations {
  /** One for each refuter that answered. */
  readonly refutations: readonly Refutation[]
  /** Missing from analyses kept before a refuter could fail on its own. */
  readonly failures?: readonly RefuterFailure[]
  /** What to make of them together. */
  readonly panel: { readonly verdict: 'passed' | 'failed' | 'unclear'; readonly inWords: Words }
  readonly provenance: Provenance
}
