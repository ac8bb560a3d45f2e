import type { AnalysisRequest } from '../../src-main/contract/analyses.ts'

/** The settings with which the next new analysis starts; null starts from the defaults. */
class Proposal {
  request = $state.raw<Partial<AnalysisRequest> | null>(null)
  /** The analysis that is looked at. */
  chosen = $state<number | null>(null)
  /** Which of its two sides. */
  side = $state<'effect' | 'whom'>('effect')
}

export const proposal = new Proposal()
