import * as m from '../../messages/compiled/messages.js'
import type { Request, Response } from '../../src-main/contract/methods.ts'
import { type EngineFailure, isFailure } from '../state/engine.ts'
import { jobs, runJob } from '../state/jobs.svelte.ts'

/** The last reading of the whole file, and the decisions it was made with: going back and forth reads nothing twice. */
export class TableCheck {
  found = $state.raw<Response<'data.checkTable'> | null>(null)
  failure = $state.raw<EngineFailure | null>(null)
  #asked = ''

  async ask(request: Request<'data.checkTable'>): Promise<void> {
    const key = JSON.stringify(request)
    if (key === this.#asked) return
    this.#asked = key
    this.found = null
    this.failure = null
    try {
      const found = await runJob('data.checkTable', request, () => m.ui_job_check_table())
      if (key === this.#asked) this.found = found
    } catch (error) {
      if (key !== this.#asked) return
      this.#asked = ''
      this.failure = isFailure(error) ? error : null
    }
  }

  /** The job, while it runs. */
  get job() {
    return jobs.running.find((each) => each.method === 'data.checkTable')
  }
}
