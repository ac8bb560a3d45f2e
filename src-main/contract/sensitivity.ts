import type { Interval, Provenance, Warning } from './effects.ts'
import type { Words } from './words.ts'

export interface SensitivityBound {
  readonly benchmark: string
  /** How many times as strong as the benchmark. */
  readonly times: number
  readonly r2TreatmentConfounder: number
  readonly r2OutcomeConfounder: number
  readonly adjustedEstimate: number
  readonly adjustedStandardError: number
  /** Null where the confounder would leave nothing of the outcome unexplained, and so no error. */
  readonly adjustedT: number | null
  readonly adjustedInterval: Interval
}

export interface SensitivityContour {
  /** Partial R² of the confounder with the treatment (columns) and with the outcome (rows). */
  readonly treatment: readonly number[]
  readonly outcome: readonly number[]
  /** `estimates[row][column]`: the estimate such a confounder would leave. */
  readonly estimates: readonly (readonly number[])[]
  readonly tValues: readonly (readonly number[])[]
}

/** Between which values an effect lies under a hidden confounder (Chernozhukov et al. 2022). */
export interface FlexibleBounds {
  /** The confounder's share of what is left of the outcome. */
  readonly outcome: number
  /** The share of the Riesz representer's variation that comes of it. */
  readonly treatment: number
  /** ρ: how far what it does to the two goes together; 1 is the worst. */
  readonly correlation: number
  readonly estimates: Interval
  readonly standardErrors: Interval
  /** The ends of an interval beyond either bound, each one-sided at alpha. */
  readonly confidenceBounds: Interval
}

/** A covariate left out, as if it had been the hidden confounder. */
export interface FlexibleBenchmark extends FlexibleBounds {
  readonly benchmark: string
  /** The estimate without the covariate less the estimate with it. */
  readonly change: number
}

/** Hidden bias of an estimate with flexible nuisances: of the method itself, not of a linear regression. */
export interface FlexibleSensitivity {
  readonly standardError: number
  /** σ² = E(y − E[y | d, x])² and ν² = E[α²], whose product's root bounds any bias. */
  readonly outcomeVariance: number
  readonly representerVariance: number
  /** Under the confounder asked about. */
  readonly scenario: FlexibleBounds
  readonly benchmarks: readonly FlexibleBenchmark[]
}

export interface SensitivityAnalysis {
  readonly basis: Words
  /** Of the method asked for; what follows is of the linear regression. */
  readonly methodEstimate: number
  readonly estimate: number
  readonly standardError: number
  readonly degreesOfFreedom: number
  readonly tValue: number
  /** Size of the t value below which the interval holds zero, once a confounder has taken its degree of freedom. */
  readonly criticalTValue: number
  readonly partialR2: number
  readonly robustnessValue: number
  readonly robustnessValueAlpha: number
  readonly eValue: number | null
  readonly eValueInterval: Interval | null
  /** Of matched pairs: the hidden bias up to which the effect stays significant. */
  readonly rosenbaumGamma?: number
  /** Of weighting: the range of the estimate when hidden confounding moves odds of treatment by up to Λ. */
  readonly marginalModel?: readonly { readonly lambda: number; readonly estimates: Interval }[]
  /** With flexible nuisances: the R² that outcome and treatment weights would both need to leave nothing. */
  readonly flexibleRobustnessValue?: number
  /** What they would both need to leave nothing that can be told from chance, one-sided at alpha. */
  readonly flexibleRobustnessValueAlpha?: number
  readonly flexible?: FlexibleSensitivity
  readonly bounds: readonly SensitivityBound[]
  readonly contour: SensitivityContour
  readonly warnings: readonly Warning[]
  readonly provenance: Provenance
}
