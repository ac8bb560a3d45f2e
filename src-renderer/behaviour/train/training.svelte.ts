import * as m from '../../../messages/compiled/messages.js'
import type { KeptTraining } from '../../../src-main/contract/kept-models.ts'
import type { EpochRecord } from '../../../src-main/contract/models.ts'
import { isFailure } from '../../state/engine.ts'
import { report } from '../../state/failures.svelte.ts'
import { runJob } from '../../state/jobs.svelte.ts'
import { toasts } from '../../state/toasts.svelte.ts'
import { modelName } from './words.ts'

/** The training that this window has begun, as far as it has come. */
class Training {
  /** Null while nothing is trained. */
  request = $state.raw<KeptTraining | null>(null)
  history = $state.raw<readonly EpochRecord[]>([])
  /** At most so many epochs; it ends after `patience` without a better one. */
  epochs = $state(0)
  patience = $state(0)
  /** The model that was chosen to be looked at, or trained last. */
  chosen = $state<number | null>(null)
  /** Settings that the form starts from; null asks for sensible ones. */
  proposed = $state.raw<KeptTraining | null>(null)

  async begin(request: KeptTraining): Promise<void> {
    this.request = request
    this.history = []
    this.epochs = request.epochs
    const name = request.name ?? modelName(request.model)
    try {
      const model = await runJob(
        'models.trainKept',
        request,
        () => m.ui_job_train({ name }),
        (detail) => {
          this.epochs = detail.epochs
          this.patience = detail.patience
          this.history = [...this.history, detail.ended]
        },
      )
      this.chosen = model.id
      toasts.say(m.ui_models_trained({ name: model.name }))
    } catch (error) {
      if (isFailure(error) && error.code === 'CANCELLED') toasts.say(m.ui_models_cancelled())
      else report(error)
    } finally {
      this.request = null
    }
  }
}

export const training = new Training()
