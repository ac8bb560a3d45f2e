import * as m from '../../messages/compiled/messages.js'
import type { JudgementRequest } from '../../src-main/contract/judgements.ts'
import { request } from '../state/engine.ts'
import { attempt } from '../state/failures.svelte.ts'
import { toasts } from '../state/toasts.svelte.ts'
import type { Judgement } from './words.ts'

/** A judgement for which a reason is being asked. */
export interface Question {
  readonly kind: 'ban' | 'wrong'
  readonly user: string | null
  readonly item: string
}

class Judging {
  question = $state.raw<Question | null>(null)
}

export const judging = new Judging()

/** Judges at once, and offers to take it back. What it replaces comes back then. */
export async function judge(judgement: JudgementRequest, before?: Judgement): Promise<void> {
  const made = await attempt(() => request('recommend.judge', judgement))
  if (made === undefined) return
  toasts.say(sentence(judgement), {
    action: {
      label: m.ui_undo(),
      run: () =>
        void attempt(async () => {
          await request('recommend.withdraw', { id: made.id })
          if (before !== undefined && before.user === judgement.user)
            await request('recommend.judge', asked(before))
        }),
    },
  })
}

export async function takeBack({ id }: Judgement): Promise<void> {
  const gone = await attempt(() => request('recommend.withdraw', { id }))
  if (gone === undefined) return
  toasts.say(m.ui_recommend_taken_back({ item: gone.item }), {
    action: { label: m.ui_undo(), run: () => void attempt(() => request('recommend.judge', asked(gone))) },
  })
}

function asked({ kind, user, item, reason }: Judgement): JudgementRequest {
  return kind === 'ban' ? { kind, user, item, reason } : { kind, user: user ?? '', item, reason }
}

function sentence({ kind, user, item }: JudgementRequest): string {
  if (user === null) return m.ui_recommend_done_ban_all({ item })
  if (kind === 'pin') return m.ui_recommend_done_pin({ item, user })
  return kind === 'ban' ? m.ui_recommend_done_ban({ item, user }) : m.ui_recommend_done_wrong({ item, user })
}
