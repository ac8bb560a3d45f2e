import * as v from 'valibot'
import { type EstimateOptions, type EstimateRequest, estimateOptions } from '../../contract/effects.ts'
import type { Monitor } from '../../contract/monitor.ts'
import type { OverlapStudy } from '../../contract/question.ts'
import type { Words } from '../../contract/words.ts'
import type { Table } from '../../numeric/columns.ts'
import type { Parallel } from '../../numeric/parallel.ts'
import { runHere, runOn, type Steps } from '../../numeric/steps.ts'
import { estimandOf } from '../estimators/estimator.ts'
import { fitPropensities, foldCount } from '../nuisance/nuisances.ts'
import { prepareStudy } from '../prepare-study.ts'
import { provenanceOf } from '../provenance.ts'
import { twoArms } from '../sensitivity/summary.ts'
import type { Study } from '../study.ts'
import { balancingWeights, tiltOf } from '../target-weights.ts'
import { trimmed } from '../trimming.ts'
import { balanceOf } from './balance.ts'
import { weighDose } from './dose-weights.ts'
import { overlapOf, overlapWarnings } from './overlap.ts'

/**
 * Overlap and balance of the arms for a question, by the propensity model asked for (logit where none is), or the
 * stabilised weights of a dose, here and now.
 * @throws EFFECTS_NO_OVERLAP where a covariate tells the arms apart exactly; what `prepareStudy` refuses
 */
export function studyOverlap(table: Table, request: EstimateRequest, monitor?: Monitor): OverlapStudy {
  return runHere(overlapStudy(table, v.parse(estimateOptions, request)), monitor)
}

/** As `studyOverlap`, over workers: the same bits. */
export function studyOverlapOn(
  table: Table,
  options: EstimateOptions,
  parallel: Parallel,
  monitor: Monitor,
): Promise<OverlapStudy> {
  return runOn(overlapStudy(table, options), parallel, monitor)
}

function* overlapStudy(table: Table, options: EstimateOptions): Steps<OverlapStudy> {
  const startedAt = performance.now()
  const whole = twoArms(prepareStudy(table, options))
  const study = yield* trimmed(whole)
  const rest = {
    n: study.rows,
    trimmed: whole.rows - study.rows,
    target: targetOf(study),
    provenance: provenanceOf(table, options, startedAt),
  }
  const none = { overlap: null, doseWeights: null, balance: [] }
  if (study.propensityDesign.x.columns === 0) return { ...rest, ...none, warnings: study.warnings }
  if (study.treatment.kind === 'dose') {
    const { doseWeights, warnings } = yield* weighDose(study)
    return { ...rest, ...none, doseWeights, warnings: [...study.warnings, ...warnings] }
  }
  const propensities = yield* fitPropensities(study, foldCount(study))
  const overlap = overlapOf(study, propensities.probabilities)
  return {
    ...rest,
    overlap,
    doseWeights: null,
    balance: balanceOf(study, balancingWeights(study, propensities, tiltOf(study))),
    warnings: [...study.warnings, ...overlapWarnings(overlap, options)],
  }
}

function targetOf(study: Study): Words {
  const { overlapWeights, target } = study.options
  return estimandOf(study, overlapWeights && study.treatment.kind === 'arms' ? 'overlap' : target)
}
