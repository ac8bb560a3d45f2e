import type { EstimateOptions } from '../contract/effects.ts'
import { fail } from '../contract/errors.ts'
import { untreatedArm } from '../ingest/untreated-arm.ts'
import type { CategoryColumn, Column } from '../numeric/columns.ts'
import { asCategories } from './design-matrix.ts'
import { estimatorOf } from './estimators/table.ts'
import type { Treatment } from './study.ts'

const mostArms = 20

/**
 * Reads a treatment. Categories, and numbers of two values, are arms; other numbers are a dose. Where `treated` and
 * `control` are not given, the last arm in order is compared with the one whose name says that nothing was done, or with the first.
 */
export function readTreatment(column: Column, options: EstimateOptions): Treatment {
  const declared = options.categorical.includes(column.name)
  if (column.kind === 'number' && !declared) {
    const distinct = distinctUpTo(column.values, 3)
    if (distinct > 2 && options.treated === undefined && options.control === undefined) {
      refuseDose(column.name, options)
      return { kind: 'dose', values: column.values }
    }
  }
  const arms = asCategories(column)
  if (arms.levels.length < 2) throw fail('EFFECTS_TREATMENT_CONSTANT', { treatment: column.name })
  const chosen = options.treated !== undefined && options.control !== undefined
  if (arms.levels.length > mostArms && !chosen) {
    throw fail('EFFECTS_TOO_MANY_ARMS', {
      treatment: column.name,
      arms: arms.levels.length,
      limit: mostArms,
    })
  }
  const control =
    options.control === undefined ? defaultControl(arms, options) : armNamed(arms, options.control)
  const treated =
    options.treated === undefined ? defaultTreated(arms, control) : armNamed(arms, options.treated)
  if (treated === control) throw fail('EFFECTS_ARMS_SAME', { arm: arms.levels[treated] })
  return { kind: 'arms', levels: arms.levels, codes: arms.codes, treated, control }
}

/** An amount for a method that compares arms, or for a target that only arms have. */
function refuseDose(treatment: string, options: EstimateOptions): void {
  const { method, overlapWeights, trim } = options
  const target = overlapWeights ? 'overlap' : options.target
  if (!estimatorOf(method)?.treatments.includes('dose')) {
    throw fail('EFFECTS_TREATMENT_NOT_DISCRETE', { treatment, method })
  }
  if (trim !== undefined) throw fail('EFFECTS_TRIM_NEEDS_ARMS', { treatment })
  if (target !== 'ate') throw fail('EFFECTS_TARGET_NEEDS_ARMS', { treatment, target })
}

function distinctUpTo(values: Float64Array, most: number): number {
  const seen = new Set<number>()
  for (const value of values) {
    if (Number.isNaN(value)) continue
    seen.add(value)
    if (seen.size >= most) break
  }
  return seen.size
}

function defaultControl(arms: CategoryColumn, options: EstimateOptions): number {
  const untreated = untreatedArm(arms.levels)
  if (options.treated === undefined || armNamed(arms, options.treated) !== untreated) return untreated
  return untreated === 0 ? arms.levels.length - 1 : 0
}

function defaultTreated(arms: CategoryColumn, control: number): number {
  const last = arms.levels.length - 1
  return control === last ? last - 1 : last
}

function armNamed(arms: CategoryColumn, level: string | number | boolean): number {
  const texts = typeof level === 'boolean' ? [String(level), level ? '1' : '0'] : [String(level)]
  if (texts[0] === 'true' || texts[0] === 'false') texts.push(texts[0] === 'true' ? '1' : '0')
  for (const text of texts) {
    const found = arms.levels.indexOf(text)
    if (found >= 0) return found
  }
  throw fail('EFFECTS_ARM_UNKNOWN', { arm: String(level), available: arms.levels.join(', ') })
}
