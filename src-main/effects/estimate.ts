import * as v from 'valibot'
import {
  type EffectEstimate,
  type EstimateOptions,
  type EstimateRequest,
  estimateOptions,
  type Warning,
} from '../contract/effects.ts'
import { fail } from '../contract/errors.ts'
import type { Monitor } from '../contract/monitor.ts'
import { words } from '../contract/words.ts'
import type { Table } from '../numeric/columns.ts'
import { tPValue } from '../numeric/distributions.ts'
import type { Parallel } from '../numeric/parallel.ts'
import { runHere, runOn, type Steps } from '../numeric/steps.ts'
import { bootstrapped } from './bootstrap.ts'
import { balanceOf } from './diagnostics/balance.ts'
import { overlapOf, overlapWarnings } from './diagnostics/overlap.ts'
import type { Estimator } from './estimators/estimator.ts'
import { builtMethods, estimatorOf } from './estimators/table.ts'
import { type Finding, intervalOf } from './inference.ts'
import { fitPropensities } from './nuisance/nuisances.ts'
import { withPairContrasts } from './pair-contrasts.ts'
import { type RowInfluence, rowInfluenceOf } from './panel/row-influence.ts'
import { prepareStudy } from './prepare-study.ts'
import { provenanceOf } from './provenance.ts'
import { overSplits } from './repeated-splits.ts'
import { sensitivityOf, twoArms } from './sensitivity/summary.ts'
import type { Study } from './study.ts'
import { balancingWeights, tiltOf } from './target-weights.ts'
import { trimmed } from './trimming.ts'
import { withUnusedOptions } from './unused-options.ts'

/**
 * Estimates an effect here and now, on this thread.
 * @throws EFFECTS_… where the table or the question cannot be answered; see `prepareStudy`
 */
export function estimateEffect(table: Table, request: EstimateRequest, monitor?: Monitor): EffectEstimate {
  const options = v.parse(estimateOptions, request)
  return withUnusedOptions(runHere(estimation(table, options), monitor).estimate, options)
}

/** As `estimateEffect`, over workers: the same bits. */
export async function estimateEffectOn(
  table: Table,
  options: EstimateOptions,
  parallel: Parallel,
  monitor: Monitor,
): Promise<EffectEstimate> {
  const { estimate } = await estimateWithInfluenceOn(table, options, parallel, monitor)
  return withUnusedOptions(estimate, options)
}

/** An estimate, and what each row adds to its error; null where the method has no influence function. */
export interface EstimateWithInfluence {
  readonly estimate: EffectEstimate
  readonly influence: RowInfluence | null
}

/** As `estimateEffectOn`, for setting estimates against each other. */
export function estimateWithInfluenceOn(
  table: Table,
  options: EstimateOptions,
  parallel: Parallel,
  monitor: Monitor,
): Promise<EstimateWithInfluence> {
  return runOn(estimation(table, options), parallel, monitor)
}

/** As `estimateWithInfluenceOn`, here and now. */
export function estimateWithInfluence(table: Table, request: EstimateRequest): EstimateWithInfluence {
  return runHere(estimation(table, v.parse(estimateOptions, request)))
}

function* estimation(table: Table, options: EstimateOptions): Steps<EstimateWithInfluence> {
  const startedAt = performance.now()
  const estimator = estimatorFor(options)
  const study = yield* trimmed(prepareStudy(table, options))
  const finding = yield* contrastedFinding(study, estimator)
  const { overlap, balance, warnings } = yield* diagnose(weighedStudy(study, finding), finding)
  const { treatment } = study
  const interval = intervalOf(
    finding.estimate,
    finding.standardError,
    options.alpha,
    finding.degreesOfFreedom,
  )
  const estimate: EffectEstimate = {
    method: options.method,
    target: options.trim === undefined ? finding.target : `${finding.target}, trimmed`,
    estimand: finding.estimand,
    estimate: finding.estimate,
    standardError: finding.standardError,
    confidenceInterval: finding.confidenceInterval ?? interval,
    pValue: finding.pValue ?? tPValue(finding.estimate / finding.standardError, finding.degreesOfFreedom),
    nullHypothesis: words('null_no_effect'),
    n: finding.n ?? study.rows,
    arms:
      treatment.kind === 'arms'
        ? { treated: treatment.levels[treatment.treated], control: treatment.levels[treatment.control] }
        : null,
    standardErrors: finding.standardErrors,
    adjustedFor: options.method === 'difference_in_means' ? [] : study.covariates.map(({ name }) => name),
    potentialOutcomes: levelsOf(study, finding),
    potentialOutcomeErrors:
      options.standardErrors === 'bootstrap' ? undefined : finding.potentialOutcomeErrors,
    contrasts: finding.contrasts,
    diagnostics: {
      overlap,
      balance,
      doseWeights: finding.doseWeights,
      instruments: finding.instruments,
      details: finding.details ?? {},
    },
    sensitivity: sensitivityOf(study, finding),
    warnings: [...study.warnings, ...(finding.warnings ?? []), ...warnings],
    provenance: provenanceOf(table, options, startedAt),
  }
  return { estimate, influence: rowInfluenceOf(table, studyOf(study, finding), finding) }
}

/** Mean potential outcomes where the outcome lies, which the study may have moved. */
function levelsOf({ outcomeCentre }: Study, { potentialOutcomes }: Finding): Finding['potentialOutcomes'] {
  if (potentialOutcomes === undefined || outcomeCentre === 0) return potentialOutcomes
  return Object.fromEntries(
    Object.entries(potentialOutcomes).map(([arm, mean]) => [arm, mean + outcomeCentre]),
  )
}

/** The rows a finding is about: all of the study's, or those of the two arms compared. */
function studyOf(study: Study, { influence }: Finding): Study {
  return influence === undefined || influence.length === study.rows ? study : twoArms(study)
}

/** The estimator of the method asked for, if it can aim at the target asked for. */
export function estimatorFor(options: EstimateOptions): Estimator {
  const estimator = estimatorOf(options.method)
  if (!estimator) {
    throw fail('EFFECTS_METHOD_UNAVAILABLE', { method: options.method, available: builtMethods.join(', ') })
  }
  if (!estimator.targets.includes(options.target)) {
    throw fail('EFFECTS_TARGET_UNAVAILABLE', {
      method: options.method,
      target: options.target,
      available: estimator.targets.join(', '),
    })
  }
  return estimator
}

/** The estimator's answer, with the bootstrap's error where that was chosen. */
export function* findingOf(study: Study, estimator: Estimator): Steps<Finding> {
  const { contrasts: _, ...finding } = yield* overSplits(study, estimator)
  return yield* withChosenError(study, finding)
}

/** As `findingOf`, with every arm's contrast against the control. */
function* contrastedFinding(study: Study, estimator: Estimator): Steps<Finding> {
  const finding = yield* overSplits(study, estimator)
  return yield* withChosenError(study, yield* withPairContrasts(study, estimator, finding))
}

function* withChosenError(study: Study, finding: Finding): Steps<Finding> {
  return study.options.standardErrors === 'bootstrap' ? yield* bootstrapped(study, finding) : finding
}

/** The rows whose propensities a finding has: all of the study's, or those of the two arms compared. */
function weighedStudy(study: Study, { propensities }: Finding): Study {
  return propensities === undefined || propensities[0].length === study.rows ? study : twoArms(study)
}

/** Overlap and balance of the arms, by the method's own propensities or else a logit of all covariates. */
function* diagnose(study: Study, finding: Finding) {
  const none = { overlap: null, balance: [], warnings: [] as Warning[] }
  if (study.treatment.kind !== 'arms' || study.propensityDesign.x.columns === 0) return none
  const own = finding.propensities
  if (own) {
    const overlap = overlapOf(study, own)
    const weights = finding.balancingWeights ?? study.weights ?? new Float64Array(study.rows).fill(1)
    return { overlap, balance: balanceOf(study, weights), warnings: overlapWarnings(overlap, study.options) }
  }
  try {
    const options: EstimateOptions = { ...study.options, propensityModel: 'logit', clip: undefined }
    const plain = { ...study, options }
    const propensities = yield* fitPropensities(plain, 1)
    const overlap = overlapOf(plain, propensities.probabilities)
    const weights = finding.balancingWeights ?? balancingWeights(plain, propensities, tiltOf(plain))
    return { overlap, balance: balanceOf(study, weights), warnings: overlapWarnings(overlap, study.options) }
  } catch (error) {
    if (!isNoOverlap(error)) throw error
    const message = words('warning_no_overlap', { column: String(error.parameters.column) })
    return { ...none, warnings: [{ code: 'NO_OVERLAP', message }] }
  }
}

function isNoOverlap(error: unknown): error is { parameters: Record<string, unknown> } {
  return error instanceof Error && 'code' in error && error.code === 'EFFECTS_NO_OVERLAP'
}
