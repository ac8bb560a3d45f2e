import * as m from '../../messages/compiled/messages.js'
import type { Request, Response } from '../../src-main/contract/methods.ts'
import { isFailure } from '../state/engine.ts'
import { report } from '../state/failures.svelte.ts'
import { runJob } from '../state/jobs.svelte.ts'
import { toasts } from '../state/toasts.svelte.ts'

export type FollowUps = Response<'effects.followUps'>
export type Sensitivity = NonNullable<FollowUps['sensitivity']>
export type HiddenBias = NonNullable<FollowUps['hiddenBias']>
export type Heterogeneity = NonNullable<FollowUps['heterogeneity']>
export type Policy = NonNullable<FollowUps['policy']>
export type SubgroupLook = NonNullable<FollowUps['subgroups']>[number]

type FollowUpJob =
  | 'effects.analyseHiddenBias'
  | 'effects.analyseHeterogeneity'
  | 'effects.analysePolicy'
  | 'effects.exploreSubgroups'

/** Works something out about an analysis; what it finds is read again once it is kept. */
export async function followUp<Name extends FollowUpJob>(
  method: Name,
  params: Request<Name>,
  title: () => string,
): Promise<void> {
  try {
    await runJob(method, params, title)
  } catch (error) {
    if (isFailure(error) && error.code === 'CANCELLED') toasts.say(m.ui_effects_cancelled())
    else report(error)
  }
}
