import * as v from 'valibot'
import { graphReference } from './graph.ts'
import type { Words } from './words.ts'

/** Every way to estimate an effect; one file each in `effects/estimators/`. */
export const estimationMethods = [
  'difference_in_means',
  'regression',
  'stratification',
  'matching',
  'ipw',
  'regression_adjustment',
  'ipwra',
  'aipw',
  'tmle',
  'dml_plr',
  'dml_irm',
  'causal_forest',
  's_learner',
  't_learner',
  'x_learner',
  'r_learner',
  'dr_learner',
  'uplift_forest',
  'uplift_tree',
  'iv_2sls',
  'did',
  'rdd',
  'frontdoor',
  'mediation',
  'id',
] as const

export type EstimationMethod = (typeof estimationMethods)[number]

export const standardErrorKinds = [
  'classical',
  'hc0',
  'hc1',
  'hc2',
  'hc3',
  'cluster',
  'm-estimation',
  'influence',
  'bootstrap',
] as const

export type StandardErrorKind = (typeof standardErrorKinds)[number]

export const propensityModels = [
  'logit',
  'probit',
  'lasso',
  'ridge',
  'spline',
  'forest',
  'boosting',
  'stacking',
] as const
export const outcomeModels = [
  'linear',
  'logit',
  'probit',
  'poisson',
  'lasso',
  'ridge',
  'spline',
  'forest',
  'boosting',
  'stacking',
] as const

export const refuterNames = [
  'placebo_treatment',
  'random_common_cause',
  'random_subset',
  'dummy_outcome',
  'bootstrap',
  'negative_control_outcome',
  'negative_control_treatment',
  'unobserved_confounder',
  'graph',
  'instrument_exclusion',
] as const

export type RefuterName = (typeof refuterNames)[number]

export const column = v.pipe(v.string(), v.minLength(1))
const level = v.union([v.string(), v.number(), v.boolean()])
const count = v.pipe(v.number(), v.integer(), v.minValue(1))
export const share = v.pipe(v.number(), v.gtValue(0), v.ltValue(1))

/** Everything that decides an estimate but the method and the table. */
export const question = {
  treatment: column,
  /** The arm whose effect is asked for, and the arm it is compared with. */
  treated: v.optional(level),
  control: v.optional(level),
  outcome: column,
  target: v.optional(v.picklist(['ate', 'att', 'atc']), 'ate'),
  /** Columns to adjust for, or a graph from which a valid set is taken. */
  adjustFor: v.optional(v.union([v.array(column), graphReference])),
  /** Columns of numbers that are names of categories. */
  categorical: v.optional(v.array(column), []),
  instruments: v.optional(v.array(column), []),
  mediators: v.optional(v.array(column), []),
  /** Mediation: linear for numbers and probit for two values where left out. */
  mediatorModel: v.optional(v.picklist(['linear', 'logit', 'probit'])),
  unit: v.optional(column),
  time: v.optional(column),
  /** Regression discontinuity: where treatment changes, on the running column. */
  cutoff: v.optional(v.number()),
  running: v.optional(column),
  /** Regression discontinuity: bandwidth each side; chosen from the data where left out. */
  bandwidth: v.optional(v.pipe(v.number(), v.gtValue(0))),
  /** Staggered difference in differences: the period of a unit's first treatment; 0, missing or Infinity is never. */
  firstTreated: v.optional(column),
  /** Staggered: whom the treated are compared with; those not treated yet where left out. */
  comparison: v.optional(v.picklist(['not_yet_treated', 'never_treated'])),
  /** Staggered: which mean of the group-time effects is the estimate; `simple` where left out. All are in the details. */
  aggregation: v.optional(v.picklist(['simple', 'group', 'calendar', 'dynamic'])),
  propensityModel: v.optional(v.picklist(propensityModels)),
  propensityCovariates: v.optional(v.array(column)),
  outcomeModel: v.optional(v.picklist(outcomeModels)),
  outcomeCovariates: v.optional(v.array(column)),
  /** Products of two columns to add to the models; a column with itself is its square. */
  interactions: v.optional(v.array(v.tuple([column, column])), []),
  folds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(50))),
  /** Draws of folds whose middle estimate is given. */
  splits: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
  alpha: v.optional(share, 0.05),
  weights: v.optional(column),
  clusters: v.optional(column),
  /**
   * Propensities are moved into [clip, 1 − clip], and stabilised weights of a dose into their quantiles clip and
   * 1 − clip; nothing is clipped where left out.
   */
  clip: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(0.5))),
  /** Rows whose propensity lies outside [trim, 1 − trim] are left out, and the target says so. */
  trim: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(0.5))),
  /** Weighting by overlap: the target becomes the population that could have gone either way. */
  overlapWeights: v.optional(v.boolean(), false),
  standardErrors: v.optional(v.picklist(standardErrorKinds)),
  /** Bootstrap samples, where the bootstrap was chosen. */
  repetitions: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(100_000))),
  /** What to do with missing values. They are refused where this is left out. */
  missing: v.optional(v.picklist(['refuse', 'drop', 'indicator']), 'refuse'),
  /** When columns were measured (microseconds UTC or a date): a covariate after the treatment is refused. */
  measured: v.optional(v.record(v.string(), v.union([v.string(), v.number()]))),
  /** Matching: how many, how far (in standard deviations of the score), and by which distance. */
  neighbours: v.optional(count),
  calliper: v.optional(v.pipe(v.number(), v.gtValue(0))),
  distance: v.optional(v.picklist(['propensity', 'log_odds', 'mahalanobis'])),
  /** Matching: whether a linear model corrects for what is left between matches; of Mahalanobis distance where left out. */
  biasCorrection: v.optional(v.boolean()),
  /** Stratification: strata of the propensity. */
  strata: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2))),
  /** Trees of a forest. */
  trees: v.optional(count),
  /** Uplift trees: what tells the arms' outcomes apart; Kullback and Leibler's where left out. */
  divergence: v.optional(v.picklist(['kl', 'euclidean', 'chi2'])),
  seed: v.optional(v.pipe(v.number(), v.integer()), 1),
}

/** Everything that decides an estimate, but the table. */
export const estimateOptions = v.object({ ...question, method: v.picklist(estimationMethods) })

export type EstimateOptions = v.InferOutput<typeof estimateOptions>
/** Options with the defaults left out, as a caller writes them. */
export type EstimateRequest = v.InferInput<typeof estimateOptions>

export type Interval = readonly [number, number]

export interface Warning {
  readonly code: string
  readonly message: Words
}

export interface Contrast {
  readonly treated: string
  readonly control: string
  readonly estimate: number
  readonly standardError: number
  readonly confidenceInterval: Interval
  readonly pValue: number
}

export interface ArmOverlap {
  readonly arm: string
  readonly n: number
  readonly minimum: number
  readonly maximum: number
  /** Rows of this arm in each of 40 equal bins of [0, 1] of the propensity of being treated. */
  readonly histogram: readonly number[]
  /** (Σw)²/Σw² of the inverse propensity weights. */
  readonly effectiveSampleSize: number
}

export interface Overlap {
  readonly model: string
  readonly arms: readonly ArmOverlap[]
  /** Share of rows with a propensity below 0.05 or above 0.95. */
  readonly shareExtreme: number
  readonly weights: { readonly minimum: number; readonly mean: number; readonly maximum: number }
  /** Where overlap fails, as a rule over the covariates; null where it holds. */
  readonly fails: { readonly rule: Words; readonly rows: number; readonly share: number } | null
  /** Of two arms: the `trim` of least variance (Crump et al. 2009), and the rows it would leave out; null where none. */
  readonly trimming: { readonly bound: number; readonly rows: number; readonly share: number } | null
}

/** Standardised mean differences of one covariate between the arms; its correlations with a dose. */
export interface Balance {
  readonly column: string
  readonly before: number
  readonly after: number
}

/** Stabilised weights of a dose, f(dose) / f(dose | covariates). */
export interface DoseWeights {
  readonly minimum: number
  /** Near 1 where the densities fit. */
  readonly mean: number
  readonly maximum: number
  /** (Σw)²/Σw², sampling weights included. */
  readonly effectiveSampleSize: number
  /** Of each covariate with the dose, before and after weighting. */
  readonly correlations: readonly Balance[]
  /** Rows in bins of equal width of the weight's common logarithm; missing from analyses kept before it was drawn. */
  readonly histogram?: { readonly logRange: Interval; readonly counts: readonly number[] }
}

/** A question about instruments, or about whether they are needed, with its answer. */
export interface InstrumentTest {
  readonly name:
    | 'first_stage'
    | 'first_stage_robust'
    | 'first_stage_effective'
    | 'wu_hausman'
    | 'wu_hausman_robust'
    | 'sargan'
    | 'hansen_j'
  readonly label: Words
  readonly statistic: number
  /** Of F, both; of χ², its own; none where the statistic is set against a critical value. */
  readonly degreesOfFreedom: readonly number[]
  readonly pValue: number | null
  readonly inWords: Words
}

/** Effects that a test does not reject: a set that need not be an interval. */
export interface WeakInstrumentSet {
  /** `rays` is everything but an interval, `line` every number. */
  readonly shape: 'interval' | 'rays' | 'ray' | 'line' | 'several' | 'empty'
  /** The intervals it is made of, in order, none where it is empty; an infinite end is null in JSON. */
  readonly parts: readonly Interval[]
  /** Its ends; low > high where it is everything but (high, low). */
  readonly interval: Interval
  readonly inWords: Words
}

export interface InstrumentDiagnostics {
  readonly tests: readonly InstrumentTest[]
  /** Anderson and Rubin's set, which holds however weak the instruments are, where errors have one variance. */
  readonly weakInstrumentInterval: WeakInstrumentSet
  /** The same by the estimate's own robust errors; none where those are classical, or clusters are too few. */
  readonly robustWeakInstrumentInterval?: WeakInstrumentSet
}

export interface Diagnostics {
  readonly overlap: Overlap | null
  readonly balance: readonly Balance[]
  /** Of a dose, where the method weighs by it. */
  readonly doseWeights?: DoseWeights
  /** Of instrumental variables: their strength, whether they are needed, whether they agree. */
  readonly instruments?: InstrumentDiagnostics
  /** Numbers of the method itself: a first stage's F, a bandwidth, the matches, … */
  readonly details: Readonly<Record<string, number | readonly number[]>>
}

/** Cinelli and Hazlett 2020, of the linear regression of the outcome on the treatment and the same covariates. */
export interface RegressionSensitivity {
  readonly basis: Words
  readonly estimate: number
  /** Classical. */
  readonly standardError: number
  readonly degreesOfFreedom: number
  readonly tValue: number
  readonly partialR2: number
  readonly robustnessValue: number
  readonly robustnessValueAlpha: number
}

export interface SensitivitySummary {
  readonly regression: RegressionSensitivity | null
  readonly eValue: number | null
  /** E-values of the ends of the confidence interval, the nearer to 1 first. */
  readonly eValueInterval: Interval | null
  /** How the risk ratio behind the E-value came about. */
  readonly eValueBasis: Words | null
}

export interface Provenance {
  readonly dataHash: string
  readonly options: EstimateOptions
  readonly seed: number
  readonly version: string
  readonly elapsedMs: number
}

export interface EffectEstimate {
  readonly method: EstimationMethod
  /** What the number is the effect for; trimming, overlap weights, a local or partly linear effect change it. */
  readonly target: string
  readonly estimand: Words
  readonly estimate: number
  readonly standardError: number
  readonly confidenceInterval: Interval
  readonly pValue: number
  readonly nullHypothesis: Words
  readonly n: number
  readonly arms: { readonly treated: string; readonly control: string } | null
  readonly standardErrors: StandardErrorKind
  readonly adjustedFor: readonly string[]
  readonly potentialOutcomes?: Readonly<Record<string, number>>
  /** Standard errors of these means, where the method has them and the bootstrap was not asked for. */
  readonly potentialOutcomeErrors?: Readonly<Record<string, number>>
  readonly contrasts?: readonly Contrast[]
  readonly diagnostics: Diagnostics
  readonly sensitivity: SensitivitySummary
  readonly warnings: readonly Warning[]
  readonly provenance: Provenance
}

/** Two estimates of one effect on the same data. */
export interface EstimatePair {
  readonly a: EstimationMethod
  readonly b: EstimationMethod
  /** a less b. */
  readonly difference: number
  readonly standardError: number
  /** Of the difference: by both influence functions, or bounded as if the estimates were independent. */
  readonly error: 'paired' | 'bound'
  /** Of no difference. */
  readonly pValue: number
  /** For the number of pairs (Holm 1979). */
  readonly correctedPValue: number
}

/** Whether methods that answer one question differ by more than their errors explain. */
export interface EstimateComparison {
  /** Any corrected p-value below alpha. */
  readonly disagreement: boolean
  readonly pairs: readonly EstimatePair[]
  /** Methods that answer a question of their own: another target, other covariates; or have no error. */
  readonly notCompared: readonly EstimationMethod[]
  readonly inWords: Words
  /** How differences were judged. */
  readonly basis: Words
}

/** A method that could not answer, with its error. */
export interface EstimateFailure {
  readonly method: EstimationMethod
  readonly code: string
  readonly message: Words
}

/** One question by several methods. */
export interface EstimatorPanel {
  /** One for each method that answered. */
  readonly estimates: readonly EffectEstimate[]
  readonly failures: readonly EstimateFailure[]
  readonly comparison: EstimateComparison
}
