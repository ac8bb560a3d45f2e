import type { effectsMethods } from '../../contract/effects-methods.ts'
import type { policyTreeMethods } from '../../contract/policy-tree.ts'
import type { questionMethods } from '../../contract/question.ts'
import type { subgroupMethods } from '../../contract/subgroups.ts'
import { describeColumns } from '../../effects/describe-columns.ts'
import { studyOverlapOn } from '../../effects/diagnostics/overlap-study.ts'
import { estimateEffectOn } from '../../effects/estimate.ts'
import { describeMethods } from '../../effects/estimators/table.ts'
import { effectHeterogeneityOn } from '../../effects/heterogeneity/heterogeneity.ts'
import { subgroupEffectsOn } from '../../effects/heterogeneity/subgroups.ts'
import { upliftMetrics } from '../../effects/heterogeneity/uplift-metrics.ts'
import { estimatePanel } from '../../effects/panel/estimate-panel.ts'
import { policyTreeOn } from '../../effects/policy/policy-tree.ts'
import { refuteEffectOn } from '../../effects/refute.ts'
import { analyseSensitivityOn } from '../../effects/sensitivity/analysis.ts'
import { exportEffects } from '../export-effects.ts'
import type { Handlers } from '../handler.ts'

export const effectsHandlers: Handlers<
  typeof effectsMethods & typeof subgroupMethods & typeof policyTreeMethods & typeof questionMethods
> = {
  'effects.estimate': async ({ table, ...options }, { monitor, parallel, ...context }) =>
    estimateEffectOn(await context.table(table), options, parallel, monitor),

  'effects.methods': () => describeMethods(),

  'effects.columns': async ({ table }, context) => describeColumns(await context.table(table)),

  'effects.overlap': async ({ table, ...question }, { monitor, parallel, ...context }) =>
    studyOverlapOn(await context.table(table), { ...question, method: 'regression' }, parallel, monitor),

  'effects.compare': async ({ table, methods, ...question }, { monitor, parallel, ...context }) =>
    estimatePanel(
      await context.table(table),
      [...new Set(methods)],
      (method) => ({ ...question, method }),
      parallel,
      monitor,
    ),

  'effects.refute': async (params, { monitor, parallel, ...context }) => {
    const { table, refuters, repetitions, negativeControls, ...options } = params
    return refuteEffectOn(
      await context.table(table),
      options,
      { refuters, repetitions, negativeControls },
      parallel,
      monitor,
    )
  },

  'effects.heterogeneity': async (
    { table: reference, save, ...options },
    { monitor, parallel, ...context },
  ) => {
    const table = await context.table(reference)
    const found = await effectHeterogeneityOn(table, options, parallel, monitor)
    const unit = table.columns.find(({ name }) => name === options.unit) ?? null
    if (save !== undefined) await exportEffects(save, { ...found, unit, alpha: options.alpha })
    return found
  },

  'effects.policyTree': async (params, { monitor, parallel, ...context }) => {
    const { table, depth, costs, minNode, cuts, ...options } = params
    const shape = { depth, costs, minNode, cuts }
    return policyTreeOn(await context.table(table), options, shape, parallel, monitor)
  },

  'effects.subgroups': async ({ table, by, ...options }, { monitor, parallel, ...context }) =>
    subgroupEffectsOn(await context.table(table), options, by, parallel, monitor),

  'effects.upliftMetrics': (params, { monitor }) => upliftMetrics(params, monitor),

  'effects.sensitivity': async (
    { table, benchmarks, times, confounder, ...options },
    { monitor, parallel, ...context },
  ) => {
    const question = { benchmarks, times, confounder }
    return analyseSensitivityOn(await context.table(table), options, question, parallel, monitor)
  },
}
