import * as m from '../../messages/compiled/messages.js'
import type { Response } from '../../src-main/contract/methods.ts'
import { runJob } from '../state/jobs.svelte.ts'

export type Summary = Response<'behaviour.summary'>

/** The summary that was counted last, and of what. It is counted again where the sources are others. */
class CountedSummary {
  value = $state.raw<Summary | null>(null)
  of = $state('')

  /** `sources` names what is counted: the project and the fingerprints of its sources. */
  async count(sources: string): Promise<void> {
    const value = await runJob('behaviour.summary', {}, () => m.ui_job_summary())
    this.value = value
    this.of = sources
  }
}

export const countedSummary = new CountedSummary()
