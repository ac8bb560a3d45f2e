import type { EstimationMethod, RefuterName } from '../../src-main/contract/effects.ts'
import type { AnalysisDraft } from './analysis-draft.svelte.ts'
import { refuterNames } from './choices.ts'

/** Methods that adjust for nothing: one more covariate changes nothing in them. */
const withoutCovariates: ReadonlySet<EstimationMethod> = new Set(['id', 'difference_in_means'])

/** Methods that hold in spite of confounders: one as strong as a covariate says nothing of them. */
const inSpiteOfConfounders: ReadonlySet<EstimationMethod> = new Set(['iv_2sls', 'did', 'rdd', 'frontdoor'])

/** What can put the last of these methods in doubt, given the draft's columns and whether the graph is asked. */
export function offeredRefuters(
  draft: Pick<AnalysisDraft, 'adjustFor' | 'fine'>,
  methods: readonly EstimationMethod[],
): readonly RefuterName[] {
  const main = methods.at(-1)
  return refuterNames.filter((name) => {
    switch (name) {
      case 'negative_control_outcome':
      case 'negative_control_treatment':
        return (draft.fine.negativeControls?.length ?? 0) > 0
      case 'instrument_exclusion':
        return main === 'iv_2sls'
      case 'graph':
        return draft.adjustFor === null
      case 'random_common_cause':
        return main === undefined || !withoutCovariates.has(main)
      case 'unobserved_confounder':
        return main === undefined || !(withoutCovariates.has(main) || inSpiteOfConfounders.has(main))
      default:
        return true
    }
  })
}
