import type { EffectEstimate, EstimateComparison, EstimatePair } from '../../contract/effects.ts'
import { words } from '../../contract/words.ts'
import { tPValue } from '../../numeric/distributions.ts'
import { readable, readablePValue } from '../readable.ts'
import { errorOfDifference, errorOfOne, type RowInfluence } from './row-influence.ts'

/**
 * A difference below 1.96 × 0.2 of the larger error is not called one: a shift that small leaves a 95 % interval
 * covering 93 %, and what influence functions leave out (terms of order 1/n) can be as large.
 */
const leastShareOfError = 0.2

/** How far the error that an influence function gives may lie from the one reported, to stand for it. */
const mostDeparture = 0.1

/**
 * Whether estimates of one effect differ by more than their errors explain. Only estimates that answer one question
 * are compared: the same data, arms, target and covariates.
 *
 * Estimates on the same data move together. Where both have influence functions the error of their difference is that
 * of the difference of these (paired). Elsewhere it is √(a² + b²), as of independent estimates: at least Hausman's
 * √|a² − b²| (1978, lemma 2.1), and too large for any two that move together, so a disagreement may be missed and is
 * not invented. P-values are corrected for the number of pairs (Holm 1979).
 * @param influences by estimate, in their order; null for one without
 */
export function compareEstimates(
  estimates: readonly EffectEstimate[],
  influences: readonly (RowInfluence | null)[] = [],
): EstimateComparison {
  const tested = estimates.flatMap((a, i) =>
    estimates.flatMap((b, j) => {
      if (j <= i || !answerOneQuestion(a, b)) return []
      return [pairOf(a, b, influences[i] ?? null, influences[j] ?? null)]
    }),
  )
  const pairs = withCorrection(tested)
  const alpha = estimates[0]?.provenance.options.alpha ?? 0.05
  const worst = pairs.reduce<EstimatePair | null>(
    (most, pair) => (most === null || pair.pValue < most.pValue ? pair : most),
    null,
  )
  const compared = new Set(pairs.flatMap(({ a, b }) => [a, b]))
  const disagreement = worst !== null && worst.correctedPValue < alpha
  return {
    disagreement,
    pairs,
    notCompared: estimates.map(({ method }) => method).filter((method) => !compared.has(method)),
    inWords:
      worst === null
        ? words('comparison_alone')
        : disagreement
          ? words('comparison_disagree', {
              a: worst.a,
              b: worst.b,
              difference: readable(Math.abs(worst.difference)),
              error: readable(worst.standardError),
              p: readablePValue(worst.correctedPValue),
            })
          : words('comparison_agree', { count: compared.size }),
    basis: words(
      pairs.some(({ error }) => error === 'bound') ? 'comparison_basis_bound' : 'comparison_basis_paired',
    ),
  }
}

/** An estimate without an error cannot be compared. */
function answerOneQuestion(a: EffectEstimate, b: EffectEstimate): boolean {
  return questionOf(a) === questionOf(b) && a.standardError > 0 && b.standardError > 0
}

function questionOf({ target, arms, adjustedFor, provenance }: EffectEstimate): string {
  const { treatment, outcome } = provenance.options
  return JSON.stringify([provenance.dataHash, treatment, outcome, target, arms, [...adjustedFor].sort()])
}

function pairOf(
  a: EffectEstimate,
  b: EffectEstimate,
  ofA: RowInfluence | null,
  ofB: RowInfluence | null,
): Omit<EstimatePair, 'correctedPValue'> {
  const difference = a.estimate - b.estimate
  const paired = ofA !== null && ofB !== null && standsFor(ofA, a) && standsFor(ofB, b)
  const floor = leastShareOfError * Math.max(a.standardError, b.standardError)
  const standardError = paired
    ? Math.max(floor, errorOfDifference(ofA, ofB))
    : Math.hypot(a.standardError, b.standardError)
  return {
    a: a.method,
    b: b.method,
    difference,
    standardError,
    error: paired ? 'paired' : 'bound',
    pValue: tPValue(difference / standardError, Number.POSITIVE_INFINITY),
  }
}

function standsFor(influence: RowInfluence, { standardError }: EffectEstimate): boolean {
  return Math.abs(errorOfOne(influence) / standardError - 1) <= mostDeparture
}

function withCorrection(pairs: readonly Omit<EstimatePair, 'correctedPValue'>[]): EstimatePair[] {
  const order = pairs.map((_, index) => index).sort((i, j) => pairs[i].pValue - pairs[j].pValue || i - j)
  const corrected = new Float64Array(pairs.length)
  let largest = 0
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, pairs[index].pValue * (pairs.length - rank)))
    corrected[index] = largest
  })
  return pairs.map((pair, index) => ({ ...pair, correctedPValue: corrected[index] }))
}
