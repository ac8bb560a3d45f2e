import type { Contrast } from '../contract/effects.ts'
import { hash32 } from '../numeric/random.ts'
import type { Steps } from '../numeric/steps.ts'
import type { Estimator } from './estimators/estimator.ts'
import { contrastOf, type Finding } from './inference.ts'
import type { Study } from './study.ts'

/**
 * The estimator's answer over several draws of folds: the middle estimate (the lower of two), its variance the median
 * of every draw's variance plus its squared distance from the middle, so that the luck of one split is neither kept nor
 * hidden (Chernozhukov et al. 2018, section 3.4); of several arms each contrast alike. Everything else is the middle
 * draw's.
 */
export function* overSplits(study: Study, estimator: Estimator): Steps<Finding> {
  const { splits = 1, seed } = study.options
  if (splits === 1) return yield* estimator.estimate(study)
  const findings: Finding[] = []
  for (let split = 0; split < splits; split++) {
    const drawn = split === 0 ? seed : hash32(seed, `split/${split}`)
    findings.push(yield* estimator.estimate({ ...study, options: { ...study.options, seed: drawn } }))
  }
  const { middle, standardError } = middleOf(findings)
  return {
    ...middle,
    standardError,
    contrasts: middle.contrasts?.map((_, k) => middleContrast(study, findings, k)),
    details: { ...middle.details, splits: findings.map(({ estimate }) => estimate) },
  }
}

function middleContrast(study: Study, findings: readonly Finding[], k: number): Contrast {
  const drawn = findings.flatMap(({ contrasts }) => (contrasts ? [contrasts[k]] : []))
  const { middle, standardError } = middleOf(drawn)
  return contrastOf(study, middle.treated, middle.control, middle.estimate, standardError)
}

function middleOf<Drawn extends { readonly estimate: number; readonly standardError: number }>(
  draws: readonly Drawn[],
): { readonly middle: Drawn; readonly standardError: number } {
  const sorted = [...draws].sort((a, b) => a.estimate - b.estimate)
  const middle = sorted[(draws.length - 1) >> 1]
  const variances = draws
    .map(({ estimate, standardError }) => standardError ** 2 + (estimate - middle.estimate) ** 2)
    .sort((a, b) => a - b)
  const variance = (variances[(draws.length - 1) >> 1] + variances[draws.length >> 1]) / 2
  return { middle, standardError: Math.sqrt(variance) }
}
