import type { EstimateOptions, RefuterName } from '../../contract/effects.ts'
import { fail } from '../../contract/errors.ts'
import type { Refutation } from '../../contract/refutations.ts'
import { words } from '../../contract/words.ts'
import type { Table } from '../../numeric/columns.ts'
import { tPValue } from '../../numeric/distributions.ts'
import type { Steps } from '../../numeric/steps.ts'
import { estimatorFor, findingOf } from '../estimate.ts'
import { type Finding, intervalOf } from '../inference.ts'
import { prepareStudy } from '../prepare-study.ts'
import { readable, readablePValue } from '../readable.ts'

/**
 * The same question about columns that the treatment cannot change (or that cannot change the outcome): their effects
 * must be zero, the smallest p-value times their number (Lipsitch, Tchetgen Tchetgen and Cohen 2010).
 */
export function* refuteByControls(
  name: RefuterName,
  table: Table,
  options: EstimateOptions,
  original: Finding,
  controls: readonly string[],
): Steps<Refutation> {
  if (controls.length === 0)
    throw fail('EFFECTS_OPTION_MISSING', { method: name, option: 'negativeControls' })
  let worst: { column: string; finding: Finding; pValue: number } | null = null
  for (const column of controls) {
    const asked: EstimateOptions =
      name === 'negative_control_outcome'
        ? { ...options, outcome: column, outcomeModel: undefined }
        : { ...options, treatment: column, treated: undefined, control: undefined }
    const study = prepareStudy(table, withoutColumn(asked, column))
    const finding = yield* findingOf(study, estimatorFor(asked))
    const pValue =
      finding.pValue ?? tPValue(finding.estimate / finding.standardError, finding.degreesOfFreedom)
    if (!worst || pValue < worst.pValue) worst = { column, finding, pValue }
  }
  const { column, finding, pValue } = worst!
  const corrected = Math.min(1, pValue * controls.length)
  const loud = corrected < options.alpha
  const figures = { count: controls.length, p: readablePValue(corrected) }
  return {
    name,
    nullHypothesis:
      name === 'negative_control_outcome'
        ? words('refuter_null_negative_control_outcome')
        : words('refuter_null_negative_control_treatment'),
    original: original.estimate,
    refuted: finding.estimate,
    refutedInterval:
      finding.confidenceInterval ??
      intervalOf(finding.estimate, finding.standardError, options.alpha, finding.degreesOfFreedom),
    repetitions: controls.length,
    pValue: corrected,
    verdict: loud ? 'failed' : 'passed',
    inWords: loud
      ? words('refutation_controls_loud', { ...figures, column, refuted: readable(finding.estimate) })
      : words('refutation_controls_quiet', figures),
  }
}

/** A control is no covariate of its own question. */
function withoutColumn(options: EstimateOptions, column: string): EstimateOptions {
  const without = (names: readonly string[] | undefined) => names?.filter((name) => name !== column)
  return {
    ...options,
    adjustFor: Array.isArray(options.adjustFor) ? without(options.adjustFor) : options.adjustFor,
    propensityCovariates: without(options.propensityCovariates),
    outcomeCovariates: without(options.outcomeCovariates),
    interactions: options.interactions.filter((pair) => !pair.includes(column)),
  }
}
