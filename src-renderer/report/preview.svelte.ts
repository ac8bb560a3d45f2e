import type { Request } from '../../src-main/contract/methods.ts'
import { cancelRequest, type EngineFailure, isFailure, send } from '../state/engine.ts'

/** How long changes may follow one another before the document is made anew. */
const pause = 350

/** The document as it would be written now. The one before stays until the next is there. */
export class Preview {
  html = $state.raw<string | null>(null)
  failure = $state.raw<EngineFailure | null>(null)
  making = $state(false)
  fraction = $state(0)

  /** Makes the document soon; what is returned calls it off. */
  make(request: Request<'report.preview'>): () => void {
    let running: number | null = null
    let wanted = true
    const timer = setTimeout(
      () => {
        this.making = true
        this.fraction = 0
        const { id, answer } = send('report.preview', request, (progress) => {
          if (wanted) this.fraction = progress.fraction
        })
        running = id
        answer.then(
          ({ html }) => wanted && this.#end(html, null),
          (error) => wanted && this.#end(this.html, isFailure(error) ? error : null),
        )
      },
      this.html === null ? 0 : pause,
    )
    return () => {
      wanted = false
      clearTimeout(timer)
      if (running !== null) cancelRequest(running)
    }
  }

  #end(html: string | null, failure: EngineFailure | null): void {
    this.html = html
    this.failure = failure
    this.making = false
  }
}
