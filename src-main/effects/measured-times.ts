import type { EstimateOptions } from '../contract/effects.ts'
import { fail } from '../contract/errors.ts'

/**
 * Refuses covariates measured at or after the treatment: what the treatment may have changed must not be held fixed.
 * `measured` gives times for any columns; without one for the treatment there is nothing to compare.
 */
export function refuseLaterCovariates(options: EstimateOptions, covariates: readonly string[]): void {
  const measured = options.measured
  const treated = measured?.[options.treatment]
  if (measured === undefined || treated === undefined) return
  for (const column of covariates) {
    const when = measured[column]
    if (when !== undefined && microseconds(when) >= microseconds(treated)) {
      throw fail('EFFECTS_COVARIATE_AFTER_TREATMENT', {
        column,
        measured: readable(when),
        treated: readable(treated),
      })
    }
  }
}

function microseconds(time: string | number): number {
  const value = typeof time === 'number' ? time : Date.parse(time) * 1000
  if (Number.isNaN(value)) throw fail('EFFECTS_OPTION_INVALID', { option: 'measured', value: time })
  return value
}

function readable(time: string | number): string {
  return typeof time === 'number' ? new Date(time / 1000).toISOString() : time
}
