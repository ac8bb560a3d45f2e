import * as m from '../../messages/compiled/messages.js'
import type { Request, Response } from '../../src-main/contract/methods.ts'
import { type EngineFailure, isFailure } from '../state/engine.ts'
import { runJob } from '../state/jobs.svelte.ts'

/** The last look at overlap, and the question it answers: going back and forth asks nothing twice. */
class OverlapLook {
  found = $state.raw<Response<'effects.overlap'> | null>(null)
  failure = $state.raw<EngineFailure | null>(null)
  running = $state(false)
  #asked = ''

  async ask(question: Request<'effects.overlap'>, revision: number): Promise<void> {
    const key = JSON.stringify([revision, question])
    if (key === this.#asked) return
    this.#asked = key
    this.running = true
    this.failure = null
    try {
      const found = await runJob('effects.overlap', question, () => m.ui_job_overlap())
      if (key === this.#asked) this.found = found
    } catch (error) {
      if (key !== this.#asked) return
      this.found = null
      this.failure = isFailure(error) ? error : null
    } finally {
      if (key === this.#asked) this.running = false
    }
  }
}

export const overlapLook = new OverlapLook()
