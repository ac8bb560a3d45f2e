import type { WindowEvent } from '../contract/bridge.ts'
import { fail } from '../contract/errors.ts'
import type { ErrorMessage, Locale, ProgressMessage } from '../contract/messages.ts'
import type { MethodName } from '../contract/methods.ts'
import { describeError } from '../engine/render.ts'
import { type EngineAnswer, EngineLink, type EngineProcess } from './engine-link.ts'
import { OpenProject } from './open-project.ts'

/** An engine that stops this often within a minute is not started again until the next request. */
const crashesTolerated = 3
const crashWindowMs = 60_000

interface SupervisorOptions {
  readonly fork: () => EngineProcess
  readonly locale: () => Locale
  /** What the analyst chose; null: one a core. */
  readonly threads: () => number | null
  readonly onEvent: (event: WindowEvent) => void
  /** A project was opened or created, by its path. */
  readonly onProjectOpened: (path: string) => void
}

export interface RunningRequest {
  readonly answer: Promise<EngineAnswer>
  cancel(): void
}

/**
 * Keeps one engine running. When it stops by itself, the requests it had fail with ENGINE_STOPPED, a new one is started,
 * the project that was open is opened in it before anything else is let through, and the windows are told.
 */
export class EngineSupervisor {
  private readonly options: SupervisorOptions
  private readonly project = new OpenProject()
  private readonly crashes: number[] = []
  private link: EngineLink | null = null
  private process: EngineProcess | null = null
  private restored: Promise<unknown> = Promise.resolve()
  private stopping = false

  constructor(options: SupervisorOptions) {
    this.options = options
  }

  /** The project that is open, or is opened again. */
  get projectPath(): string | null {
    return this.project.params?.path ?? null
  }

  /** Starts the engine before it is needed. */
  start(): void {
    this.link ??= this.launch()
  }

  request(
    method: MethodName,
    params: unknown,
    onProgress: (progress: ProgressMessage) => void,
  ): RunningRequest {
    let cancelled = false
    let cancelRunning: (() => void) | null = null
    const answer = this.restored.then(async () => {
      this.start()
      const link = this.link!
      if (cancelled) return { error: describeError(fail('CANCELLED'), this.options.locale()) }
      const running = link.request(method, params, this.options.locale(), onProgress)
      cancelRunning = () => link.cancel(running.id)
      const answered = await running.answer
      if ('result' in answered) this.follow(method, params)
      return answered
    })
    const cancel = () => {
      cancelled = true
      cancelRunning?.()
    }
    return { answer, cancel }
  }

  /** Tells the engine how many threads were chosen. */
  useThreads(): void {
    this.process?.postMessage({ threads: this.options.threads() })
  }

  /** Tells the engine the language that was chosen, in which what runs goes on to be told. */
  useLanguage(): void {
    this.process?.postMessage({ language: this.options.locale() })
  }

  /** Ends the engine for good. */
  stop(): void {
    this.stopping = true
    this.process?.kill()
  }

  private launch(): EngineLink {
    const process = this.options.fork()
    const link = new EngineLink(process, this.options.onEvent)
    this.process = process
    process.postMessage({ threads: this.options.threads() })
    process.onExit((code) => this.stopped(link, code))
    return link
  }

  private stopped(link: EngineLink, code: number): void {
    link.end(this.stopError(code))
    if (this.stopping || this.link !== link) return
    this.link = null
    this.crashes.push(Date.now())
    if (this.crashesLately() > crashesTolerated) {
      this.options.onEvent({ event: 'engine.restarted', project: null, error: this.stopError(code) })
      this.project.forget()
      return
    }
    this.start()
    this.restored = this.restore()
  }

  private async restore(): Promise<void> {
    const params = this.project.params
    const error = params === null ? null : await this.reopen(params)
    if (error !== null) this.project.forget()
    const path = error === null ? (params?.path ?? null) : null
    this.options.onEvent({ event: 'engine.restarted', project: path, error })
  }

  private async reopen(params: object): Promise<ErrorMessage | null> {
    const { answer } = this.link!.request('project.open', params, this.options.locale(), () => undefined)
    const answered = await answer
    return 'error' in answered ? answered.error : null
  }

  private follow(method: MethodName, params: unknown): void {
    const path = this.project.follow(method, params)
    if (path !== null) this.options.onProjectOpened(path)
  }

  private crashesLately(): number {
    const since = Date.now() - crashWindowMs
    return this.crashes.filter((at) => at >= since).length
  }

  private stopError(code: number): ErrorMessage {
    return describeError(fail('ENGINE_STOPPED', { code }), this.options.locale())
  }
}
