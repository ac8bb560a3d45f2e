import * as m from '../../../messages/compiled/messages.js'
import type { Request, Response } from '../../../src-main/contract/methods.ts'
import { attempt } from '../../state/failures.svelte.ts'
import { runJob } from '../../state/jobs.svelte.ts'
import { toasts } from '../../state/toasts.svelte.ts'

export type Propensity = Response<'models.listPropensities'>[number]
export type PropensityRequest = Request<'models.trainPropensity'>

/** Which head is looked at, and what its form starts from. */
class Propensities {
  /** Chosen, or fitted last. */
  chosen = $state<number | null>(null)
  /** Settings that the form starts from; null asks for sensible ones. */
  proposed = $state.raw<PropensityRequest | null>(null)

  async fit(asked: PropensityRequest): Promise<void> {
    const name = asked.name ?? taskWords[asked.task]()
    const head = await attempt(() =>
      runJob('models.trainPropensity', asked, () => m.ui_job_propensity({ name })),
    )
    if (head === undefined) return
    this.chosen = head.id
    toasts.say(m.ui_propensity_fitted({ name: head.name }))
  }
}

export const propensities = new Propensities()

export const taskWords: Readonly<Record<Propensity['request']['task'], () => string>> = {
  'in-session': () => m.ui_propensity_in_session(),
  occurs: () => m.ui_propensity_occurs(),
  churn: () => m.ui_propensity_churn(),
}
