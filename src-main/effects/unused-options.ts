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
  folds: [...unweighed, 'mediation'],
  splits: [...unweighed, 'mediation'],
}

const byOverlap: readonly EstimationMethod[] = ['ipw', 'aipw', 'dml_irm']

/** The estimate with a warning that names what was asked of a method that makes no use of it. */
export function withUnusedOptions(estimate: EffectEstimate, options: EstimateOptions): EffectEstimate {
  return withWarnings(estimate, [
    ...notUsed([options.method], unusedOf(options)),
    ...notWeighed(estimate, options),
  ])
}

/**
 * Estimates of one panel, whose settings are for methods of many kinds: warned of is what none of its methods uses.
 * @param asked of each method of the panel
 */
export function withOptionsUnusedByAll(
  estimates: readonly EffectEstimate[],
  asked: readonly EstimateOptions[],
): EffectEstimate[] {
  const used = new Set(asked.flatMap(usedOf))
  const unused = [...new Set(asked.flatMap(unusedOf))].filter((option) => !used.has(option))
  const methods = asked.map(({ method }) => method)
  return estimates.map((estimate) => {
    const options = asked.find(({ method }) => method === estimate.method)
    return withWarnings(estimate, [
      ...notUsed(methods, unused),
      ...(options === undefined ? [] : notWeighed(estimate, options)),
    ])
  })
}

type Option = keyof EstimateOptions

function unusedOf(options: EstimateOptions): Option[] {
  return [
    ...given(options, methodsByOption).filter(([, methods]) => !methods.includes(options.method)),
    ...given(options, methodsWithout).filter(([, methods]) => methods.includes(options.method)),
  ].map(([option]) => option)
}

function usedOf(options: EstimateOptions): Option[] {
  const unused = unusedOf(options)
  return [...given(options, methodsByOption), ...given(options, methodsWithout)]
    .map(([option]) => option)
    .filter((option) => !unused.includes(option))
}

function notUsed(methods: readonly EstimationMethod[], options: readonly Option[]): Warning[] {
  if (options.length === 0) return []
  const figures = { method: methods.join(', '), options: options.join(', ') }
  return [{ code: 'OPTIONS_NOT_USED', message: words('warning_options_not_used', figures) }]
}

function notWeighed({ target }: EffectEstimate, { method, overlapWeights }: EstimateOptions): Warning[] {
  if (!overlapWeights || byOverlap.includes(method)) return []
  const figures = { method, target, available: byOverlap.join(', ') }
  return [{ code: 'OVERLAP_WEIGHTS_NOT_USED', message: words('warning_overlap_weights_not_used', figures) }]
}

function withWarnings(estimate: EffectEstimate, warnings: readonly Warning[]): EffectEstimate {
  return warnings.length === 0 ? estimate : { ...estimate, warnings: [...estimate.warnings, ...warnings] }
}

function given<Value>(options: EstimateOptions, table: Partial<Record<keyof EstimateOptions, Value>>) {
  return (Object.entries(table) as [Option, Value][]).filter(([option]) => {
    const value = options[option]
    return value !== undefined && !(Array.isArray(value) && value.length === 0)
  })
}
