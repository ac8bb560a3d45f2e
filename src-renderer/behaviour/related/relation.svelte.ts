import * as m from '../../../messages/compiled/messages.js'
import type { Request, Response } from '../../../src-main/contract/methods.ts'
import { runJob } from '../../state/jobs.svelte.ts'

export type Relation = Response<'models.relateEvents'>
export type RelatedPair = Relation['pairs'][number]

/** What was related last, and of which project and sources: it is asked again where these are others. */
class RelatedEvents {
  value = $state.raw<Relation | null>(null)
  of = $state('')

  async relate(sources: string, request: Request<'models.relateEvents'>): Promise<void> {
    this.value = await runJob('models.relateEvents', request, () => m.ui_job_relate())
    this.of = sources
  }
}

export const relatedEvents = new RelatedEvents()
