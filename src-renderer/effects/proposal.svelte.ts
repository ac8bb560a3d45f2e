import type { AnalysisRequest } from '../../src-main/contract/analyses.ts'

class Proposal {
  /** The settings with which the next new analysis starts; undefined goes on with the one that was begun. */
  request = $state.raw<Partial<AnalysisRequest> | undefined>(undefined)
  /** The analysis that is looked at. */
  chosen = $state<number | null>(null)
  /** Which of its two sides. */
  side = $state<'effect' | 'whom'>('effect')

  /** What was proposed, once. */
  take(): Partial<AnalysisRequest> | undefined {
    const { request } = this
    this.request = undefined
    return request
  }
}

export const proposal = new Proposal()
