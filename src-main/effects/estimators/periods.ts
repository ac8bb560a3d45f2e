import type { Study } from '../study.ts'

/** The values of the time column, in order. */
export function periodsOf(study: Study): number[] {
  return [...new Set(timesOf(study))].sort((a, b) => a - b)
}

/** Periods as numbers: categories by their order. */
export function timesOf(study: Study): Float64Array {
  const column = study.extra[study.options.time!]
  return column.kind === 'number' ? column.values : Float64Array.from(column.codes)
}
