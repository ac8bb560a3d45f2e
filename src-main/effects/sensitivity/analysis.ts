import * as v from 'valibot'
import {
  type EstimateOptions,
  type EstimateRequest,
  estimateOptions,
  type RegressionSensitivity,
} from '../../contract/effects.ts'
import { fail } from '../../contract/errors.ts'
import type { Monitor } from '../../contract/monitor.ts'
import type { SensitivityAnalysis, SensitivityContour } from '../../contract/sensitivity.ts'
import type { Table } from '../../numeric/columns.ts'
import { tQuantile } from '../../numeric/distributions.ts'
import type { Parallel } from '../../numeric/parallel.ts'
import { runHere, runOn, type Steps } from '../../numeric/steps.ts'
import { columnNamed } from '../design-matrix.ts'
import { estimatorFor, findingOf } from '../estimate.ts'
import { prepareStudy } from '../prepare-study.ts'
import { provenanceOf } from '../provenance.ts'
import { trimmed } from '../trimming.ts'
import { benchmarkBounds } from './benchmark-bounds.ts'
import type { FlexibleConfounder } from './flexible-bias.ts'
import { flexibleSensitivity } from './flexible-sensitivity.ts'
import { adjustedEstimate } from './partial-r2.ts'
import { sensitivityOf, twoArms } from './summary.ts'
import { furtherSensitivity } from './weighting-bounds.ts'

export interface SensitivityQuestion {
  readonly benchmarks: readonly string[]
  readonly times: readonly number[]
  /** Of flexible methods: the confounder asked about. */
  readonly confounder: FlexibleConfounder
}

/** What is asked about where nothing is said. */
export const slightConfounder: FlexibleConfounder = { outcome: 0.03, treatment: 0.03, correlation: 1 }

/** How strong an unobserved confounder would have to be, here and now. */
export function analyseSensitivity(
  table: Table,
  request: EstimateRequest,
  question: Partial<SensitivityQuestion> = {},
  monitor?: Monitor,
): SensitivityAnalysis {
  const whole = { benchmarks: [], times: [1, 2, 3], confounder: slightConfounder, ...question }
  return runHere(sensitivity(table, v.parse(estimateOptions, request), whole), monitor)
}

/** As `analyseSensitivity`, over workers: the same bits. */
export function analyseSensitivityOn(
  table: Table,
  options: EstimateOptions,
  question: SensitivityQuestion,
  parallel: Parallel,
  monitor: Monitor,
): Promise<SensitivityAnalysis> {
  return runOn(sensitivity(table, options, question), parallel, monitor)
}

function* sensitivity(
  table: Table,
  options: EstimateOptions,
  question: SensitivityQuestion,
): Steps<SensitivityAnalysis> {
  const startedAt = performance.now()
  const study = yield* trimmed(prepareStudy(table, options))
  for (const benchmark of question.benchmarks) {
    columnNamed(table, benchmark)
    if (!study.outcomeDesign.from.some((from) => from.includes(benchmark))) {
      throw fail('EFFECTS_BENCHMARK_NOT_COVARIATE', { column: benchmark })
    }
  }
  const finding = yield* findingOf(study, estimatorFor(options))
  const summary = sensitivityOf(study, finding)
  const { regression } = summary
  if (!regression) throw fail('EFFECTS_SENSITIVITY_UNAVAILABLE', { method: options.method })
  const benchmarked = benchmarkBounds(twoArms(study), regression, question.benchmarks, question.times)
  return {
    ...regression,
    methodEstimate: finding.estimate,
    criticalTValue: tQuantile(1 - options.alpha / 2, regression.degreesOfFreedom - 1),
    eValue: summary.eValue,
    eValueInterval: summary.eValueInterval,
    ...furtherSensitivity(study, finding),
    ...(yield* flexibleSensitivity(study, finding, question.confounder, question.benchmarks)),
    bounds: benchmarked.bounds,
    contour: contourOf(regression),
    warnings: [...study.warnings, ...(finding.warnings ?? []), ...benchmarked.warnings],
    provenance: provenanceOf(table, options, startedAt),
  }
}

/** Adjusted estimates and t values over a grid of confounders up to a partial R² of 0.4, or twice the robustness value. */
function contourOf(regression: RegressionSensitivity): SensitivityContour {
  const reach = Math.min(0.95, Math.max(0.4, 2 * regression.robustnessValue))
  const grid = Array.from({ length: 41 }, (_, index) => (reach * index) / 40)
  const adjusted = grid.map((outcome) =>
    grid.map((treatment) => adjustedEstimate(regression, treatment, outcome)),
  )
  return {
    treatment: grid,
    outcome: grid,
    estimates: adjusted.map((row) => row.map(({ estimate }) => estimate)),
    tValues: adjusted.map((row) => row.map(({ estimate, standardError }) => estimate / standardError)),
  }
}
