import * as m from '../../../messages/compiled/messages.js'
import { request } from '../../state/engine.ts'
import { attempt } from '../../state/failures.svelte.ts'
import { toasts } from '../../state/toasts.svelte.ts'

const grace = 12_000

/** Models that were deleted and can still be brought back: they are hidden at once and gone a little later. */
class Removals {
  hidden = $state.raw<ReadonlySet<number>>(new Set())

  remove(id: number, name: string): void {
    this.hidden = new Set([...this.hidden, id])
    const timer = setTimeout(() => void attempt(() => request('models.removeKept', { id })), grace)
    toasts.say(m.ui_models_removed({ name }), {
      action: {
        label: m.ui_undo(),
        run: () => {
          clearTimeout(timer)
          this.hidden = new Set([...this.hidden].filter((each) => each !== id))
        },
      },
    })
  }
}

export const removals = new Removals()
