import * as m from '../../../messages/compiled/messages.js'
import type { Request } from '../../../src-main/contract/methods.ts'
import type { BehaviourGraph } from '../../graph/behaviour-suggestions.ts'
import { attempt } from '../../state/failures.svelte.ts'
import { runJob } from '../../state/jobs.svelte.ts'
import { toasts } from '../../state/toasts.svelte.ts'

export type RelatedPair = BehaviourGraph['pairs'][number]
export type RelationRequest = Request<'models.relateEvents'>

/** Which behaviour graph is looked at, and what its form starts from. */
class RelatedEvents {
  /** Chosen, or made last. */
  chosen = $state<number | null>(null)
  /** Settings that the form starts from; null asks for sensible ones. */
  proposed = $state.raw<RelationRequest | null>(null)

  async relate(asked: RelationRequest): Promise<void> {
    const kept = await attempt(() => runJob('models.relateEvents', asked, () => m.ui_job_relate()))
    if (kept === undefined) return
    this.chosen = kept.id
    toasts.say(m.ui_kept_in_project({ name: kept.name }))
  }
}

export const relatedEvents = new RelatedEvents()
