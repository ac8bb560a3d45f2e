import type { EffectEstimate, EstimateOptions, EstimationMethod, Warning } from '../contract/effects.ts'
import { words } from '../contract/words.ts'

const methodsByOption: Partial<Record<keyof EstimateOptions, readonly EstimationMethod[]>> = {
  neighbours: ['matching'],
  calliper: ['matching'],
  distance: ['matching'],
  biasCorrection: ['matching'],
  strata: ['stratification'],
  divergence: ['uplift_forest', 'uplift_tree'],
  instruments: ['iv_2sls'],
  mediators: ['frontdoor', 'mediation'],
  mediatorModel: ['mediation'],
  cutoff: ['rdd'],
  running: ['rdd'],
  bandwidth: ['rdd'],
  time: ['did'],
  firstTreated: ['did'],
  comparison: ['did'],
  aggregation: ['did'],
}

/** Methods whose own regressions are all they fit. */
const unweighed: readonly EstimationMethod[] = [
  'difference_in_means',
  'regression',
  'iv_2sls',
  'did',
  'rdd',
  'frontdoor',
  'id',
]

const methodsWithout: Partial<Record<keyof EstimateOptions, readonly EstimationMethod[]>> = {
  propensityModel: [...unweighed, 'regression_adjustment', 'mediation'],
  clip: [...unweighed, 'regression_adjustment', 'mediation'],
  outcomeModel: [...unweighed, 'stratification', 'matching', 'ipw'],
  trees: [...unweighed, 'mediation'],
}

const byOverlap: readonly EstimationMethod[] = ['ipw', 'aipw', 'dml_irm']

/** The estimate with a warning that names what was asked of a method that makes no use of it. */
export function withUnusedOptions(estimate: EffectEstimate, options: EstimateOptions): EffectEstimate {
  const { method, overlapWeights } = options
  const warnings: Warning[] = []
  const unused = [
    ...given(options, methodsByOption).filter(([, methods]) => !methods.includes(method)),
    ...given(options, methodsWithout).filter(([, methods]) => methods.includes(method)),
  ].map(([option]) => option)
  if (unused.length > 0) {
    const message = words('warning_options_not_used', { method, options: unused.join(', ') })
    warnings.push({ code: 'OPTIONS_NOT_USED', message })
  }
  if (overlapWeights && !byOverlap.includes(method)) {
    const figures = { method, target: estimate.target, available: byOverlap.join(', ') }
    warnings.push({
      code: 'OVERLAP_WEIGHTS_NOT_USED',
      message: words('warning_overlap_weights_not_used', figures),
    })
  }
  return warnings.length === 0 ? estimate : { ...estimate, warnings: [...estimate.warnings, ...warnings] }
}

function given<Value>(options: EstimateOptions, table: Partial<Record<keyof EstimateOptions, Value>>) {
  return (Object.entries(table) as [keyof EstimateOptions, Value][]).filter(([option]) => {
    const value = options[option]
    return value !== undefined && !(Array.isArray(value) && value.length === 0)
  })
}
