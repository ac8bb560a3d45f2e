import type { StandardErrorKind, Warning } from '../../contract/effects.ts'
import { fail } from '../../contract/errors.ts'
import { words } from '../../contract/words.ts'
import { withIntercept } from '../../numeric/matrix.ts'
import type { Finding } from '../inference.ts'
import { armsOf } from '../nuisance/nuisances.ts'
import { fitOutcome } from '../nuisance/parametric-outcome.ts'
import { twoArms } from '../sensitivity/summary.ts'
import { rowsWhere, type Study } from '../study.ts'
import { chosenStandardErrors, type Estimator, estimandOf } from './estimator.ts'
import { placesOf } from './matched-sets.ts'
import { matchingError } from './matching-error.ts'
import { type MatchingSpace, matchingSpace } from './matching-space.ts'

/**
 * Nearest neighbour matching with replacement on the propensity, its log odds or Mahalanobis distance, with all ties
 * and with a calliper by choice. Errors are Abadie and Imbens's (2006, theorems 6 and 7, conditional variances from the
 * nearest neighbours in the same arm); where the distance is of a logit or probit propensity they allow for its having
 * been estimated (2016), which the plain ones (`influence`) do not; by cluster where units repeat. Matches on several
 * covariates are corrected for what is left between them by a linear model of the matched rows (Abadie and Imbens 2011),
 * unless that is declined. The bootstrap's error is not consistent here (2008), and a warning says so.
 */
export const matching: Estimator = {
  method: 'matching',
  targets: ['ate', 'att', 'atc'],
  treatments: ['arms'],
  pairwise: true,
  standardErrors: ['m-estimation', 'influence', 'cluster'],
  *estimate(given) {
    const kind = chosenStandardErrors(given, matching)
    const study = twoArms(given)
    const space = yield* matchingSpace(study)
    const { target } = study.options
    const arms = armsOf(study)
    const sides =
      target === 'ate' ? [arms.treated, arms.control] : [target === 'att' ? arms.treated : arms.control]
    const matches: Matches = {
      imputed: new Float64Array(study.rows).fill(Number.NaN),
      used: new Float64Array(study.rows),
      usedSquares: new Float64Array(study.rows),
    }
    for (const arm of sides) matchArm(study, space, arm, matches)
    return finish(study, sides, matches, space, kind)
  },
}

interface Matches {
  /** What a row would have had in the other arm; NaN where it found no match. */
  readonly imputed: Float64Array
  /** The weight with which a row stands in for others, K, and the sum of the squares of its parts. */
  readonly used: Float64Array
  readonly usedSquares: Float64Array
}

function matchArm(study: Study, { position, propensities }: MatchingSpace, arm: number, matches: Matches) {
  const { rows, outcome, weights } = study
  const { codes } = armsOf(study)
  const { neighbours = 1, calliper, biasCorrection = propensities === null } = study.options
  const others = rowsWhere(rows, (i) => codes[i] !== arm)
  const places = placesOf(position, others)
  const held = new Float64Array(places.counts.length)
  for (const row of others) held[places.placeOf[row]] += weights ? weights[row] : 1
  const shares = new Float64Array(held.length)
  const squares = new Float64Array(held.length)
  const sets = new Map<number, readonly number[]>()
  for (let i = 0; i < rows; i++) {
    if (codes[i] !== arm) continue
    const set = places.nearest(i, neighbours, calliper)
    const total = set.reduce((sum, place) => sum + held[place], 0)
    if (!(total > 0)) continue
    sets.set(i, set)
    const share = (weights ? weights[i] : 1) / total
    for (const place of set) {
      shares[place] += share
      squares[place] += share * share
    }
  }
  for (const row of others) {
    const w = weights ? weights[row] : 1
    matches.used[row] = w * shares[places.placeOf[row]]
    matches.usedSquares[row] = w * w * squares[places.placeOf[row]]
  }
  const model = biasCorrection
    ? fitOutcome('linear', withIntercept(study.outcomeDesign.x), outcome, matches.used.map(among(codes, arm)))
        .predictions
    : null
  const sums = new Float64Array(held.length)
  for (const row of others) {
    sums[places.placeOf[row]] += (weights ? weights[row] : 1) * (outcome[row] - (model ? model[row] : 0))
  }
  for (const [i, set] of sets) {
    let sum = 0
    let total = 0
    for (const place of set) {
      sum += sums[place]
      total += held[place]
    }
    matches.imputed[i] = sum / total + (model ? model[i] : 0)
  }
}

/** Zero for the rows of `arm`. */
function among(codes: Int32Array, arm: number) {
  return (value: number, row: number): number => (codes[row] === arm ? 0 : value)
}

function finish(
  study: Study,
  sides: readonly number[],
  { imputed, used, usedSquares }: Matches,
  space: MatchingSpace,
  kind: StandardErrorKind,
): Finding {
  const { outcome, rows: n, weights } = study
  const { codes, treated } = armsOf(study)
  const { target, neighbours = 1 } = study.options
  const ofSides = rowsWhere(n, (i) => sides.includes(codes[i]))
  const matched = ofSides.filter((i) => !Number.isNaN(imputed[i]))
  const unmatched = ofSides.length - matched.length
  if (matched.length < 2) {
    const { calliper = Number.POSITIVE_INFINITY } = study.options
    throw fail('EFFECTS_NONE_COMPARABLE', { method: 'matching', option: 'calliper', value: calliper })
  }
  const own = new Float64Array(n)
  for (const i of matched) own[i] = weights ? weights[i] : 1
  const effects = Float64Array.from(matched, (i) =>
    codes[i] === treated ? outcome[i] - imputed[i] : imputed[i] - outcome[i],
  )
  const total = own.reduce((sum, w) => sum + w, 0)
  const estimate = effects.reduce((sum, effect, k) => sum + own[matched[k]] * effect, 0) / total
  const balancing = own.map((w, i) => w + used[i])
  return {
    estimate,
    ...matchingError({ study, space, matched, effects, own, used, usedSquares, estimate }, kind),
    target: unmatched > 0 ? `${target}, matched` : target,
    estimand: estimandOf(study, target),
    n: matched.length,
    propensities: space.propensities?.probabilities,
    balancingWeights: balancing,
    pairs: effects,
    details: { matched: matched.length, unmatched, neighbours },
    warnings: warningsOf(study, unmatched),
  }
}

function warningsOf({ rows, options }: Study, unmatched: number): Warning[] {
  const warnings: Warning[] = []
  if (unmatched > 0) {
    const message = words('warning_unmatched', { count: unmatched, rows })
    warnings.push({ code: 'ROWS_UNMATCHED', message })
  }
  if (options.standardErrors === 'bootstrap') {
    warnings.push({ code: 'BOOTSTRAP_OF_MATCHING', message: words('warning_bootstrap_of_matching') })
  }
  return warnings
}
