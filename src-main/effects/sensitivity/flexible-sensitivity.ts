import type { FlexibleBenchmark, SensitivityAnalysis } from '../../contract/sensitivity.ts'
import { takeColumns } from '../../numeric/matrix.ts'
import type { Steps } from '../../numeric/steps.ts'
import { estimatorFor, findingOf } from '../estimate.ts'
import type { Finding } from '../inference.ts'
import type { Design, Study } from '../study.ts'
import {
  boundsUnder,
  type FlexibleConfounder,
  flexibleRobustness,
  type MaximalBias,
  maximalBias,
} from './flexible-bias.ts'

type Flexible = Pick<
  SensitivityAnalysis,
  'flexible' | 'flexibleRobustnessValue' | 'flexibleRobustnessValueAlpha'
>

/**
 * Hidden bias of an estimate whose nuisances are flexible: robustness values, bounds under one confounder, and under
 * ones as strong as covariates, each of which is left out and the method run again on the same folds. Nothing of
 * methods that give no Riesz representer, or of other rows than the study's.
 */
export function* flexibleSensitivity(
  study: Study,
  finding: Finding,
  confounder: FlexibleConfounder,
  benchmarks: readonly string[],
): Steps<Flexible> {
  const { alpha } = study.options
  const bias = biasOf(study, finding)
  if (!bias) return {}
  const strengths: FlexibleBenchmark[] = []
  for (const benchmark of benchmarks) {
    const without = withoutCovariate(study, benchmark)
    if (without.covariates.length === 0) continue
    const short = biasOf(without, yield* findingOf(without, estimatorFor(study.options)))
    if (!short) continue
    const strength = gainOf(bias, short)
    strengths.push({
      benchmark,
      change: short.estimate - bias.estimate,
      ...boundsUnder(bias, strength, alpha),
    })
  }
  const { value, valueAlpha } = flexibleRobustness(bias, alpha, confounder.correlation)
  return {
    flexibleRobustnessValue: value,
    flexibleRobustnessValueAlpha: valueAlpha,
    flexible: {
      standardError: Math.sqrt(bias.moments.estimate),
      outcomeVariance: bias.outcomeVariance,
      representerVariance: bias.representerVariance,
      scenario: boundsUnder(bias, confounder, alpha),
      benchmarks: strengths,
    },
  }
}

function biasOf(study: Study, { estimate, influence, riesz }: Finding): MaximalBias | null {
  // Of several arms taken two at a time the rows are those two arms' own.
  if (!influence || !riesz || influence.length !== study.rows) return null
  const bias = maximalBias(estimate, influence, riesz, study)
  return bias.size > 0 ? bias : null
}

/** What a left-out covariate had added to both, as DoubleML's gain statistics have it; shares stop short of 1. */
function gainOf(long: MaximalBias, short: MaximalBias): FlexibleConfounder {
  const share = (value: number) => Math.min(1 - 1e-9, Math.max(0, value))
  const change = short.estimate - long.estimate
  const outcome = short.outcomeVariance - long.outcomeVariance
  const representer = long.representerVariance - short.representerVariance
  const most = outcome > 0 && representer > 0 ? Math.sqrt(outcome * representer) : 0
  return {
    outcome: share(outcome / long.outcomeVariance),
    treatment: share(representer / short.representerVariance),
    correlation: Math.sign(change) * (most > 0 ? Math.min(1, Math.abs(change) / most) : 1),
  }
}

/** The same rows, and so the same folds, without whatever comes of a covariate. */
function withoutCovariate(study: Study, name: string): Study {
  const without = (design: Design): Design => {
    const kept = design.from.flatMap((from, j) => (from.includes(name) ? [] : [j]))
    return {
      x: takeColumns(design.x, kept),
      names: kept.map((j) => design.names[j]),
      from: kept.map((j) => design.from[j]),
    }
  }
  const outcomeDesign = without(study.outcomeDesign)
  return {
    ...study,
    covariates: study.covariates.filter((column) => column.name !== name),
    outcomeDesign,
    propensityDesign:
      study.propensityDesign === study.outcomeDesign ? outcomeDesign : without(study.propensityDesign),
    treatmentInteractions: without(study.treatmentInteractions),
  }
}
