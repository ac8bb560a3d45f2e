import { fail } from '../contract/errors.ts'
import { words } from '../contract/words.ts'
import type { Steps } from '../numeric/steps.ts'
import { fitPropensities, foldCount } from './nuisance/nuisances.ts'
import { rowsWhere, type Study, takeStudyRows } from './study.ts'

/**
 * The study without rows whose propensity of any arm lies outside [trim, 1 − trim] (Crump et al. 2009), and a warning
 * that names how many. The study as it is where no trimming was asked for.
 */
export function* trimmed(study: Study): Steps<Study> {
  const bound = study.options.trim
  if (bound === undefined) return study
  const { probabilities } = yield* fitPropensities(
    { ...study, options: { ...study.options, clip: study.options.clip ?? 1e-9 } },
    foldCount(study),
  )
  const kept = rowsWhere(study.rows, (i) =>
    probabilities.every((values) => values[i] >= bound && values[i] <= 1 - bound),
  )
  if (kept.length === study.rows) return study
  const left = takeStudyRows(study, kept)
  const { treatment } = left
  if (treatment.kind === 'arms') {
    treatment.levels.forEach((arm, code) => {
      const rows = treatment.codes.reduce((sum, value) => sum + (value === code ? 1 : 0), 0)
      if (rows < 2) throw fail('EFFECTS_ARM_TOO_SMALL', { arm, rows })
    })
  }
  const message = words('warning_trimmed', {
    count: study.rows - kept.length,
    rows: study.rows,
    low: bound,
    high: 1 - bound,
  })
  return { ...left, warnings: [...left.warnings, { code: 'TRIMMED', message }] }
}
