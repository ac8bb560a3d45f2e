import type {
  EffectEstimate,
  EstimateFailure,
  EstimateOptions,
  EstimationMethod,
} from '../contract/effects.ts'
import { AntecedentError } from '../contract/errors.ts'
import type { HiddenBias } from '../contract/follow-ups.ts'
import { partOf } from '../contract/monitor.ts'
import type { SensitivityAnalysis } from '../contract/sensitivity.ts'
import { type MessageKey, words } from '../contract/words.ts'
import { estimatorOf } from '../effects/estimators/table.ts'
import { analyseSensitivityOn, slightConfounder } from '../effects/sensitivity/analysis.ts'
import type { Table } from '../numeric/columns.ts'
import type { Context } from './handler.ts'

/** Methods that learn their nuisances freely: the robustness of one of them is asked for. */
const flexibleMethods: ReadonlySet<EstimationMethod> = new Set([
  'dml_irm',
  'dml_plr',
  'causal_forest',
  's_learner',
  't_learner',
  'x_learner',
  'r_learner',
  'dr_learner',
  'uplift_forest',
  'uplift_tree',
])

/**
 * What a confounder would do to the linear regression with the same covariates, each of them a benchmark. Null where the
 * estimate rests on another assumption, or there is no such regression.
 */
export async function regressionSensitivityOf(
  estimate: EffectEstimate,
  table: Table,
  { parallel, monitor }: Pick<Context, 'parallel' | 'monitor'>,
): Promise<SensitivityAnalysis | null> {
  if (estimatorOf(estimate.method)?.otherAssumption) return null
  const options = { ...withMethod(estimate.provenance.options, 'regression'), target: 'ate' } as const
  const benchmarks = new Set(covariatesOf(estimate))
  const still = partOf(monitor, 1, 1)
  for (;;) {
    try {
      const question = { benchmarks: [...benchmarks], times: [1, 2, 3], confounder: slightConfounder }
      return await analyseSensitivityOn(table, options, question, parallel, still)
    } catch (error) {
      const { code } = failureOf('regression', error)
      // A covariate that does not vary is in no model, and so no benchmark.
      const column =
        code === 'EFFECTS_BENCHMARK_NOT_COVARIATE' && (error as AntecedentError).parameters.column
      if (typeof column !== 'string' || !benchmarks.delete(column)) return null
    }
  }
}

/** Γ of matching, bounds of weighting and the robustness of a flexible method, all on the question of an estimate. */
export async function hiddenBiasOf(
  estimate: EffectEstimate,
  methods: readonly EstimationMethod[],
  table: Table,
  { parallel, monitor }: Pick<Context, 'parallel' | 'monitor'>,
): Promise<HiddenBias> {
  const flexible =
    methods.findLast((method) => flexibleMethods.has(method)) ?? (estimate.arms ? 'dml_irm' : 'dml_plr')
  const asked = ['matching', 'ipw', flexible] as const
  const failures: EstimateFailure[] = []
  const answers = new Map<EstimationMethod, SensitivityAnalysis & { readonly answer: number }>()
  for (const [index, method] of asked.entries()) {
    const part = partOf(monitor, index / asked.length, (index + 1) / asked.length)
    part.report(0, words('phase_estimating', { method: words(`ui_method_${method}`) }))
    const options = withMethod(estimate.provenance.options, method)
    const target = method === 'matching' ? options.target : 'ate'
    try {
      const question = { benchmarks: [], times: [1], confounder: slightConfounder }
      const found = await analyseSensitivityOn(table, { ...options, target }, question, parallel, part)
      answers.set(method, { ...found, answer: found.methodEstimate })
    } catch (error) {
      failures.push(failureOf(method, error))
    }
  }
  const matched = answers.get('matching')
  const weighted = answers.get('ipw')
  const learnt = answers.get(flexible)
  return {
    matched:
      matched?.rosenbaumGamma === undefined
        ? null
        : { estimate: matched.answer, gamma: matched.rosenbaumGamma },
    weighted:
      weighted?.marginalModel === undefined
        ? null
        : { estimate: weighted.answer, bounds: weighted.marginalModel },
    flexible:
      learnt?.flexibleRobustnessValue === undefined
        ? null
        : {
            method: flexible,
            estimate: learnt.answer,
            robustnessValue: learnt.flexibleRobustnessValue,
            robustnessValueAlpha: learnt.flexibleRobustnessValueAlpha,
          },
    failures,
    provenance: estimate.provenance,
  }
}

/** The same question by another method: settings that only the first method has do not go with it. */
export function withMethod(options: EstimateOptions, method: EstimationMethod): EstimateOptions {
  if (method === options.method) return options
  const { outcomeModel, propensityModel, standardErrors, overlapWeights, repetitions, ...question } = options
  return { ...question, overlapWeights: false, method }
}

/** An error that belongs to a method's answer; any other, a cancelled job among them, goes on. */
function failureOf(method: EstimationMethod, error: unknown): EstimateFailure {
  if (!(error instanceof AntecedentError) || error.code === 'CANCELLED') throw error
  return {
    method,
    code: error.code,
    message: { words: `error_${error.code}` as MessageKey, with: error.parameters },
  }
}

function covariatesOf({ provenance }: EffectEstimate): readonly string[] {
  const { adjustFor } = provenance.options
  return Array.isArray(adjustFor) ? adjustFor : []
}
