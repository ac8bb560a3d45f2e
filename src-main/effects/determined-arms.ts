import type { EstimationMethod } from '../contract/effects.ts'
import { fail } from '../contract/errors.ts'
import type { Column } from '../numeric/columns.ts'
import type { Arms, Study } from './study.ts'

/** Methods that need no chance of either arm at every row, or refuse such a covariate in words of their own. */
const needNoOverlap: ReadonlySet<EstimationMethod> = new Set([
  'difference_in_means',
  'regression',
  'regression_adjustment',
  'iv_2sls',
  'did',
  'rdd',
  'frontdoor',
  'mediation',
  'id',
])

/**
 * Refuses a covariate that is the treatment by another name: it has no more values than there are arms, and each of them
 * lies in one arm alone. What learns flexibly would make nonsense of it.
 * @throws EFFECTS_NO_OVERLAP
 */
export function refuseDeterminedArms({ treatment, covariates, options }: Study): void {
  if (treatment.kind === 'dose' || needNoOverlap.has(options.method)) return
  const found = covariates.find((column) => names(column, treatment))
  if (found) throw fail('EFFECTS_NO_OVERLAP', { column: found.name })
}

function names(column: Column, { codes, levels }: Arms): boolean {
  const values: ArrayLike<number> = column.kind === 'number' ? column.values : column.codes
  const armOf = new Map<number, number>()
  for (let i = 0; i < codes.length; i++) {
    const arm = armOf.get(values[i])
    if (arm === undefined) {
      if (armOf.size === levels.length) return false
      armOf.set(values[i], codes[i])
    } else if (arm !== codes[i]) return false
  }
  return armOf.size === levels.length
}
