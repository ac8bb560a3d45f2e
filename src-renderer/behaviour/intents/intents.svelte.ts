import * as m from '../../../messages/compiled/messages.js'
import type { Request, Response } from '../../../src-main/contract/methods.ts'
import { attempt } from '../../state/failures.svelte.ts'
import { runJob } from '../../state/jobs.svelte.ts'
import { toasts } from '../../state/toasts.svelte.ts'

export type KeptIntents = Response<'models.listIntents'>[number]
export type Intent = KeptIntents['result']['intents'][number]
export type IntentsRequest = Request<'models.findIntents'>

/** Which intents are looked at, and what their form starts from. */
class LatentIntents {
  /** Chosen, or found last. */
  chosen = $state<number | null>(null)
  /** Settings that the form starts from; null asks for sensible ones. */
  proposed = $state.raw<IntentsRequest | null>(null)

  async find(asked: IntentsRequest): Promise<void> {
    const kept = await attempt(() => runJob('models.findIntents', asked, () => m.ui_job_intents()))
    if (kept === undefined) return
    this.chosen = kept.id
    toasts.say(m.ui_kept_in_project({ name: kept.name }))
  }
}

export const latentIntents = new LatentIntents()
