import type { Contrast, Warning } from '../contract/effects.ts'
import { AntecedentError } from '../contract/errors.ts'
import { words } from '../contract/words.ts'
import type { Steps } from '../numeric/steps.ts'
import type { Estimator } from './estimators/estimator.ts'
import { contrastOf, type Finding } from './inference.ts'
import type { Study } from './study.ts'

/**
 * The finding of a method that compares two arms at a time, with every other arm's contrast against the control beside
 * it: each is about the rows of its own two arms. An arm that cannot be compared is named in a warning.
 */
export function* withPairContrasts(study: Study, estimator: Estimator, finding: Finding): Steps<Finding> {
  const { treatment } = study
  const several = treatment.kind === 'arms' && treatment.levels.length > 2
  if (!several || !estimator.pairwise) return finding
  const control = treatment.levels[treatment.control]
  const contrasts: Contrast[] = []
  const warnings: Warning[] = []
  for (const [arm, level] of treatment.levels.entries()) {
    if (arm === treatment.control) continue
    try {
      const found =
        arm === treatment.treated
          ? finding
          : yield* estimator.estimate({ ...study, treatment: { ...treatment, treated: arm } })
      const { estimate, standardError, degreesOfFreedom } = found
      contrasts.push(contrastOf(study, level, control, estimate, standardError, degreesOfFreedom))
    } catch (error) {
      if (!(error instanceof AntecedentError) || !error.code.startsWith('EFFECTS_')) throw error
      const message = words('warning_arm_not_compared', { arm: level, control, code: error.code })
      warnings.push({ code: 'ARM_NOT_COMPARED', message })
    }
  }
  return { ...finding, contrasts, warnings: [...(finding.warnings ?? []), ...warnings] }
}
