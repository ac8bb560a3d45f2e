import * as m from '../../../messages/compiled/messages.js'
import type { Request, Response } from '../../../src-main/contract/methods.ts'
import { runJob } from '../../state/jobs.svelte.ts'

export type FoundIntents = Response<'models.intents'>
export type Intent = FoundIntents['intents'][number]

/** What was found last, and of which project and sources: it is asked again where these are others. */
class LatentIntents {
  value = $state.raw<FoundIntents | null>(null)
  of = $state('')

  async find(sources: string, request: Request<'models.intents'>): Promise<void> {
    this.value = await runJob('models.intents', request, () => m.ui_job_intents())
    this.of = sources
  }
}

export const latentIntents = new LatentIntents()
