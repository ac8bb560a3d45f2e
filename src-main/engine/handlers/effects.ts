import type { effectsMethods } from '../../contract/effects.ts'
import { estimateEffectOn } from '../../effects/estimate.ts'
import { refuteEffectOn } from '../../effects/refute.ts'
import { analyseSensitivityOn } from '../../effects/sensitivity/analysis.ts'
import type { Handlers } from '../handler.ts'

export const effectsHandlers: Handlers<typeof effectsMethods> = {
  'effects.estimate': async ({ table, ...options }, { monitor, parallel, ...context }) =>
    estimateEffectOn(await context.table(table), options, parallel, monitor),

  'effects.refute': async (params, { monitor, parallel, ...context }) => {
    const { table, refuters, repetitions, negativeControls, ...options } = params
    const estimate = { ...options }
    return refuteEffectOn(
      await context.table(table),
      estimate,
      { refuters, repetitions, negativeControls },
      parallel,
      monitor,
    )
  },

  'effects.sensitivity': async (
    { table, benchmarks, times, ...options },
    { monitor, parallel, ...context },
  ) => analyseSensitivityOn(await context.table(table), options, { benchmarks, times }, parallel, monitor),
}
