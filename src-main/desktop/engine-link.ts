import type {
  ClientMessage,
  EngineEvent,
  EngineMessage,
  ErrorMessage,
  Locale,
  ProgressMessage,
} from '../contract/messages.ts'
import type { MethodName } from '../contract/methods.ts'

/** The engine's process as the supervisor sees it. */
export interface EngineProcess {
  postMessage(message: ClientMessage): void
  kill(): void
  onMessage(listener: (message: EngineMessage) => void): void
  onExit(listener: (code: number) => void): void
}

export type EngineAnswer = { readonly result: unknown } | { readonly error: ErrorMessage }

interface Pending {
  readonly resolve: (answer: EngineAnswer) => void
  readonly onProgress: (progress: ProgressMessage) => void
}

/** Requests to one run of the engine: it ends when the process does, and nothing stays unanswered. */
export class EngineLink {
  private readonly process: EngineProcess
  private readonly pending = new Map<number, Pending>()
  private ended: ErrorMessage | null = null
  private requests = 0

  constructor(process: EngineProcess, onEvent: (event: EngineEvent) => void) {
    this.process = process
    process.onMessage((message) => this.receive(message, onEvent))
  }

  /** The number by which the request can be cancelled, and its answer. */
  request(
    method: MethodName,
    params: unknown,
    locale: Locale,
    onProgress: (progress: ProgressMessage) => void,
  ): { readonly id: number; readonly answer: Promise<EngineAnswer> } {
    const id = ++this.requests
    const answer = new Promise<EngineAnswer>((resolve) => {
      if (this.ended !== null) return resolve({ error: this.ended })
      this.pending.set(id, { resolve, onProgress })
      this.process.postMessage({ id, method, params, locale })
    })
    return { id, answer }
  }

  cancel(id: number): void {
    if (this.pending.has(id)) this.process.postMessage({ id, cancel: true })
  }

  /** Answers everything that runs, and all that is still asked, with the error. */
  end(error: ErrorMessage): void {
    this.ended = error
    for (const { resolve } of this.pending.values()) resolve({ error })
    this.pending.clear()
  }

  private receive(message: EngineMessage, onEvent: (event: EngineEvent) => void): void {
    if ('event' in message) onEvent(message)
    else if ('progress' in message) this.pending.get(message.id)?.onProgress(message.progress)
    else {
      const pending = this.pending.get(message.id)
      this.pending.delete(message.id)
      pending?.resolve('error' in message ? { error: message.error } : { result: message.result })
    }
  }
}
