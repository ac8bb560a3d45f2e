import { Strict } from './strict.ts'

interface Details {
  readonly url: string
  readonly method: string
  readonly resourceType: string
}

type Listener = (details: Details, answer: (response: { cancel?: boolean }) => void) => void

/** Electron's `session.webRequest`, for cancelling. */
export class WebRequest extends Strict {
  protected readonly events = []
  private listener: Listener | null = null

  onBeforeRequest(listener: Listener | null): void {
    if (listener !== null && typeof listener !== 'function') {
      throw new Error('The stand-in for Electron does not implement filters of onBeforeRequest.')
    }
    this.listener = listener
  }

  cancels(details: Details): Promise<boolean> {
    const { listener } = this
    if (listener === null) return Promise.resolve(false)
    return new Promise((resolve) => listener(details, (response) => resolve(response.cancel === true)))
  }
}
