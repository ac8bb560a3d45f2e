import * as v from 'valibot'
import {
  type EstimateOptions,
  type EstimateRequest,
  estimateOptions,
  type Interval,
  type RefuterName,
} from '../contract/effects.ts'
import { AntecedentError, fail } from '../contract/errors.ts'
import type { GraphReference } from '../contract/graph.ts'
import type { Monitor } from '../contract/monitor.ts'
import type { Refutation, Refutations, RefuterFailure } from '../contract/refutations.ts'
import { type MessageKey, words } from '../contract/words.ts'
import type { Table } from '../numeric/columns.ts'
import { tPValue } from '../numeric/distributions.ts'
import type { Parallel } from '../numeric/parallel.ts'
import { quantile } from '../numeric/quantile.ts'
import { runHere, runOn, type Steps } from '../numeric/steps.ts'
import { estimatorFor, findingOf } from './estimate.ts'
import { type Finding, intervalOf } from './inference.ts'
import { prepareStudy } from './prepare-study.ts'
import { provenanceOf } from './provenance.ts'
import { readable } from './readable.ts'
import { refuseUnapt } from './refuters/aptness.ts'
import { refuteGraph } from './refuters/graph-refuter.ts'
import { refuteExclusion } from './refuters/instrument-exclusion.ts'
import { refuteByControls } from './refuters/negative-controls.ts'
import { panelOf } from './refuters/panel.ts'
import type { Refuter } from './refuters/refuter.ts'
import { refutedEstimates } from './refuters/repetitions.ts'
import { refuterOf } from './refuters/table.ts'
import { strongestCovariate } from './refuters/unobserved-confounder.ts'
import type { Study } from './study.ts'
import { trimmed } from './trimming.ts'

export interface Challenge {
  readonly refuters: readonly RefuterName[]
  readonly repetitions: number
  readonly negativeControls: readonly string[]
  /** The graph that `adjustFor` was chosen by, where it is a set. */
  readonly graph?: GraphReference
}

/**
 * Challenges an estimate here and now. A refuter that cannot answer is among the failures; where none can, its error is thrown.
 */
export function refuteEffect(
  table: Table,
  request: EstimateRequest,
  challenge: Partial<Challenge> & Pick<Challenge, 'refuters'>,
  monitor?: Monitor,
): Refutations {
  const whole = { repetitions: 100, negativeControls: [], ...challenge }
  return runHere(refutation(table, v.parse(estimateOptions, request), whole), monitor)
}

/** As `refuteEffect`, over workers: the same bits. */
export function refuteEffectOn(
  table: Table,
  options: EstimateOptions,
  challenge: Challenge,
  parallel: Parallel,
  monitor: Monitor,
): Promise<Refutations> {
  return runOn(refutation(table, options, challenge), parallel, monitor)
}

function* refutation(table: Table, options: EstimateOptions, challenge: Challenge): Steps<Refutations> {
  const startedAt = performance.now()
  const estimator = estimatorFor(options)
  const study = yield* trimmed(prepareStudy(table, options))
  const original = yield* findingOf(study, estimator)
  const refutations: Refutation[] = []
  const failures: RefuterFailure[] = []
  for (const name of challenge.refuters) {
    try {
      refutations.push(yield* refuteBy(name, table, options, study, original, challenge))
    } catch (error) {
      failures.push(failureOf(name, error))
      if (failures.length === challenge.refuters.length) throw error
    }
  }
  const panel = panelOf(refutations)
  return { refutations, failures, panel, provenance: provenanceOf(table, options, startedAt) }
}

/** What is no answer of the refuter, a cancelled job among it, goes on. */
function failureOf(name: RefuterName, error: unknown): RefuterFailure {
  if (!(error instanceof AntecedentError) || error.code === 'CANCELLED') throw error
  const message = { words: `error_${error.code}` as MessageKey, with: error.parameters }
  return { name, code: error.code, message }
}

function* refuteBy(
  name: RefuterName,
  table: Table,
  options: EstimateOptions,
  study: Study,
  original: Finding,
  challenge: Challenge,
): Steps<Refutation> {
  if (name === 'negative_control_outcome' || name === 'negative_control_treatment') {
    return yield* refuteByControls(name, table, study.options, original, challenge.negativeControls)
  }
  if (name === 'graph') return refuteGraph(table, options, challenge.graph ?? graphOf(options), original)
  if (name === 'instrument_exclusion') return refuteExclusion(study, original)
  const refuter = refuterOf(name)
  if (!refuter) throw fail('EFFECTS_REFUTER_UNAVAILABLE', { refuter: name })
  refuseUnapt(name, estimatorFor(options), study)
  const { alpha } = study.options
  const repetitions =
    name === 'unobserved_confounder' ? Math.min(20, challenge.repetitions) : challenge.repetitions
  const settled = (estimates: readonly number[]) => isSettled(refuter, original, estimates, alpha)
  const estimates = yield* refutedEstimates(study, name, original, repetitions, settled)
  if (estimates.length < 10)
    throw fail('EFFECTS_REFUTER_FAILED', { refuter: name, answered: estimates.length })
  if (name === 'unobserved_confounder') return judgedConfounder(study, refuter, original, estimates)
  return judged(refuter, original, estimates, alpha)
}

/** Throws EFFECTS_OPTION_MISSING. */
function graphOf({ adjustFor }: EstimateOptions): GraphReference {
  if (adjustFor !== undefined && !Array.isArray(adjustFor)) return adjustFor
  throw fail('EFFECTS_OPTION_MISSING', { method: 'graph', option: 'adjustFor (graph)' })
}

/** A verdict that further repetitions will not change: the p-value is far from the level on either side. */
function isSettled(
  refuter: Refuter,
  original: Finding,
  estimates: readonly number[],
  alpha: number,
): boolean {
  if (estimates.length < 50) return false
  const { pValue } = test(refuter, original, estimates)
  return pValue > Math.min(0.5, 4 * alpha) || pValue < alpha / 10
}

function test(refuter: Refuter, original: Finding, estimates: readonly number[]) {
  const expected = refuter.expects === 'zero' ? 0 : original.estimate
  const mean = estimates.reduce((sum, value) => sum + value, 0) / estimates.length
  const variance = estimates.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (estimates.length - 1)
  const spread = Math.sqrt(variance)
  const away = mean - expected
  const pValue = spread > 0 ? tPValue(away / spread) : away === 0 ? 1 : 0
  return { mean, pValue, away }
}

/**
 * The null hypothesis is that the expected value is one that the refuted estimates could take: p = 2Φ(−|mean −
 * expected| / sd). A shift below a tenth of the estimate's own error does not matter, however surely it is there.
 */
function judged(
  refuter: Refuter,
  original: Finding,
  estimates: readonly number[],
  alpha: number,
): Refutation {
  const { mean, pValue, away } = test(refuter, original, estimates)
  const sorted = Float64Array.from(estimates).sort()
  const refutedInterval: Interval = [quantile(sorted, alpha / 2), quantile(sorted, 1 - alpha / 2)]
  const negligible = Math.abs(away) <= 0.1 * original.standardError
  const asExtreme = estimates.filter((value) => Math.abs(value) >= Math.abs(original.estimate)).length
  const drowned = refuter.name === 'placebo_treatment' && asExtreme > alpha * estimates.length
  const verdict = pValue >= alpha || negligible ? (drowned ? 'unclear' : 'passed') : 'failed'
  const figures = {
    original: readable(original.estimate),
    refuted: readable(mean),
    repetitions: estimates.length,
  }
  return {
    name: refuter.name,
    nullHypothesis: refuter.nullHypothesis,
    original: original.estimate,
    refuted: mean,
    refutedInterval,
    repetitions: estimates.length,
    pValue,
    verdict,
    inWords:
      refuter.expects === 'zero'
        ? verdict === 'passed'
          ? words('refutation_vanished', figures)
          : verdict === 'unclear'
            ? words('refutation_drowned', figures)
            : words('refutation_remained', figures)
        : verdict === 'passed'
          ? words('refutation_stayed', figures)
          : words('refutation_moved', figures),
  }
}

/** Overturned where the sign turns; in doubt where the interval, moved along, takes in zero. */
function judgedConfounder(
  study: Study,
  refuter: Refuter,
  original: Finding,
  estimates: readonly number[],
): Refutation {
  const { mean } = test(refuter, original, estimates)
  const { alpha } = study.options
  const refutedInterval = intervalOf(mean, original.standardError, alpha, original.degreesOfFreedom)
  const pValue = tPValue(mean / original.standardError, original.degreesOfFreedom)
  const turned = mean * original.estimate <= 0
  const figures = {
    benchmark: strongestCovariate(study),
    original: readable(original.estimate),
    refuted: readable(mean),
  }
  return {
    name: refuter.name,
    nullHypothesis: refuter.nullHypothesis,
    original: original.estimate,
    refuted: mean,
    refutedInterval,
    repetitions: estimates.length,
    pValue,
    verdict: turned ? 'failed' : pValue < alpha ? 'passed' : 'unclear',
    benchmark: figures.benchmark,
    inWords: turned
      ? words('refutation_confounder_overturned', figures)
      : pValue < alpha
        ? words('refutation_confounder_survived', figures)
        : words('refutation_confounder_wavers', figures),
  }
}
