import type { PolicyEstimator } from '../../contract/policy-value.ts'
import type { ExpectedReward } from './reward-model.ts'

/** What an estimator works on, a number a row. */
export interface Weighted {
  readonly reward: Float64Array
  /** π(a | x) / propensity: the importance of the row under the new policy. */
  readonly weight: Float64Array
  /** Null where only the logged action's probability is known. */
  readonly expected: ExpectedReward | null
}

/** A value as a mean over rows of `terms`, which also carry its sampling error. */
export interface Valued {
  readonly value: number
  /** Terms whose mean is the value and whose spread is its error, linearised where the value is a ratio. */
  readonly terms: Float64Array
  /** The weights used; null where there were none. */
  readonly weights: Float64Array | null
  readonly tuning?: number
  /** What tamed weights may have taken out of the value; part of its error. */
  readonly biasBound?: number
}

type Estimator = (data: Weighted, errorOf: (terms: Float64Array) => number) => Valued

/** Every estimator: one line each. Those that need the expected reward get it. */
export const policyEstimatorTable: {
  readonly [Name in PolicyEstimator]: { readonly needsModel: boolean; readonly run: Estimator }
} = {
  dm: { needsModel: true, run: directMethod },
  ips: { needsModel: false, run: inverseProbability },
  snips: { needsModel: false, run: selfNormalised },
  dr: { needsModel: true, run: doublyRobust },
  sndr: { needsModel: true, run: selfNormalisedDoublyRobust },
  'switch-dr': { needsModel: true, run: switchDoublyRobust },
  dros: { needsModel: true, run: shrunkDoublyRobust },
}

/** V = mean Σ_a π(a|x) q(x, a). Its error is that of the mean over contexts, the model taken as given. */
function directMethod(data: Weighted): Valued {
  const { underPolicy } = modelled(data)
  return { value: mean(underPolicy), terms: underPolicy, weights: null }
}

/** V = mean w r (Horvitz and Thompson 1952). */
function inverseProbability({ weight, reward }: Weighted): Valued {
  const terms = weight.map((w, i) => w * reward[i])
  return { value: mean(terms), terms, weights: weight }
}

/** V = Σ w r / Σ w (Swaminathan and Joachims 2015), its error linearised. */
function selfNormalised({ weight, reward }: Weighted): Valued {
  return ratio(new Float64Array(weight.length), weight, reward)
}

/** V = mean [Σ_a π q + w (r − q)] (Dudík, Langford and Li 2011). */
function doublyRobust(data: Weighted): Valued {
  return corrected(data, data.weight)
}

/** As `dr` with the correction divided by the mean weight (Robins et al. 2007). */
function selfNormalisedDoublyRobust(data: Weighted): Valued {
  const { underPolicy, ofLogged } = modelled(data)
  const residual = data.reward.map((r, i) => r - ofLogged[i])
  return ratio(underPolicy, data.weight, residual)
}

/** As `dr`, corrected only where the weight is at most a threshold (Wang, Agarwal and Dudík 2017). */
function switchDoublyRobust(data: Weighted, errorOf: (terms: Float64Array) => number): Valued {
  const sorted = data.weight.slice().sort()
  const thresholds = [0.5, 0.75, 0.9, 0.95, 0.99, 1].map(
    (share) => sorted[Math.ceil(share * sorted.length) - 1],
  )
  return tuned(data, [...new Set(thresholds)], (w, threshold) => (w <= threshold ? w : 0), errorOf)
}

/** As `dr` with weights λw/(w² + λ), optimistic shrinkage (Su, Dimakopoulou, Krishnamurthy and Dudík 2020, eq. 7). */
function shrunkDoublyRobust(data: Weighted, errorOf: (terms: Float64Array) => number): Valued {
  const lambdas = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]
  return tuned(data, lambdas, (w, lambda) => (lambda * w) / (w * w + lambda), errorOf)
}

/**
 * Of several ways to tame the weights, the one with the least bound on its mean squared error: its variance, and the square of
 * its bias as the data show it (what the taming takes out of `dr`, and one standard error of that more). The bias is
 * added to its reported error, since it goes with it: a tamed weight hides doubt, it does not remove it.
 */
function tuned(
  data: Weighted,
  values: readonly number[],
  tame: (weight: number, value: number) => number,
  errorOf: (terms: Float64Array) => number,
): Valued {
  const { ofLogged } = modelled(data)
  let best: Valued | null = null
  let least = Number.POSITIVE_INFINITY
  for (const tuning of values) {
    const weights = data.weight.map((w) => tame(w, tuning))
    const candidate = corrected(data, weights)
    const removed = data.weight.map((w, i) => (w - weights[i]) * (data.reward[i] - ofLogged[i]))
    const biasBound = Math.abs(mean(removed)) + errorOf(removed)
    const bound = errorOf(candidate.terms) ** 2 + biasBound ** 2
    if (bound < least || best === null) {
      least = bound
      best = { ...candidate, tuning, biasBound }
    }
  }
  if (best === null) throw new TypeError('no tuning value to choose from')
  return best
}

function corrected(data: Weighted, weights: Float64Array): Valued {
  const { underPolicy, ofLogged } = modelled(data)
  const terms = underPolicy.map((expected, i) => expected + weights[i] * (data.reward[i] - ofLogged[i]))
  return { value: mean(terms), terms, weights }
}

/** mean(plain) + Σ w y / Σ w, with terms plain + r + w (y − r) / w̄, r being the ratio. */
function ratio(plain: Float64Array, weight: Float64Array, y: Float64Array): Valued {
  const meanWeight = mean(weight)
  const quotient = mean(weight.map((w, i) => w * y[i])) / meanWeight
  const terms = plain.map((value, i) => value + quotient + (weight[i] * (y[i] - quotient)) / meanWeight)
  return { value: mean(plain) + quotient, terms, weights: weight }
}

function modelled({ expected }: Weighted): ExpectedReward {
  if (expected === null) throw new TypeError('the estimator needs expected rewards')
  return expected
}

function mean(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}
