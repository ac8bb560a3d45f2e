import { AntecedentError, fail } from '../contract/errors.ts'
import type { EngineEvent, Locale } from '../contract/messages.ts'
import { type MethodName, methods, type Params, type Request, type Result } from '../contract/methods.ts'
import type { ProgressDetail } from '../contract/monitor.ts'
import type { Words } from '../contract/words.ts'
import { computeByProcess } from './graphics/compute-by-process.ts'
import type { OpenCompute } from './graphics/compute-relay.ts'
import { type JobEntry, jobRegister } from './job-register.ts'
import { mainHandlers } from './main-handlers.ts'
import { type Running, requestThreads } from './request-threads.ts'
import { openSession, type Session } from './session.ts'
import { validate } from './validate.ts'

export interface EngineOptions {
  /** Files of the other entries, as source or as built. */
  readonly worker: URL
  readonly storage: URL
  /** Threads that kernels are split over; results do not depend on it. */
  readonly threads: number
  /** File of the process that reaches graphics processors … */
  readonly graphics: URL
  /** … where no other way there is given. */
  readonly compute?: OpenCompute
}

/** Told now and then how far a request is; a detail comes only with what is new. */
export type OnProgress = (fraction: number, phase: Words | null, detail?: ProgressDetail) => void

export interface RequestHooks {
  readonly onProgress?: OnProgress
  /** The language of names that the request leaves out; English where left out itself. */
  readonly locale?: Locale
  readonly signal?: AbortSignal
}

/** Runs requests for one client after another; everything heavy happens on its threads. */
export interface Engine {
  /** Sentences in the result are still `Words`. Rejects with an AntecedentError. */
  request<Name extends MethodName>(
    method: Name,
    params: Request<Name>,
    hooks?: RequestHooks,
  ): Promise<Result<Name>>
  onEvent(listener: (event: EngineEvent) => void): () => void
  /** Splits what is computed from now on over so many threads; null: as many as at the start. */
  useThreads(threads: number | null): void
  close(): Promise<void>
}

/** What a handler on the engine's own thread is given. It must not compute: it only asks others to. */
export interface MainScope {
  readonly session: Session
  readonly onProgress: OnProgress
  readonly signal: AbortSignal
  /** A request within this one, about the same session. */
  readonly request: Engine['request']
  /** The same engine on another project, closed again afterwards. */
  readonly apart: <T>(work: (request: Engine['request']) => Promise<T>) => Promise<T>
  readonly jobs: () => ReturnType<ReturnType<typeof jobRegister>['list']>
  /** Long requests that are running now, in this session. */
  readonly busy: () => boolean
}

export function createEngine(options: EngineOptions): Engine {
  const listeners = new Set<(event: EngineEvent) => void>()
  const emit = (event: EngineEvent) => {
    for (const listener of listeners) listener(event)
  }
  const jobs = jobRegister(() => emit({ event: 'jobs.changed' }))
  const computing = options.compute === undefined ? computeByProcess(options.graphics) : null
  const compute = options.compute ?? computing?.open
  const queries = requestThreads(options.worker, { count: 1, concurrent: 8, kernelThreads: 1, compute })
  const longs = requestThreads(options.worker, {
    count: 2,
    concurrent: 1,
    kernelThreads: options.threads,
    compute,
  })
  const newSession = () =>
    openSession(options.storage, [queries, longs], () => emit({ event: 'project.changed' }))
  const main = newSession()

  const requestIn =
    (session: Session): Engine['request'] =>
    async (method, params, hooks = {}) => {
      const valid = validate(method, params)
      hooks.signal?.throwIfAborted()
      const kind = methods[method].kind
      if (kind !== 'job') return (await answer(session, method, valid, hooks, null)) as never
      const entry = jobs.begin(method)
      session.running.add(entry)
      try {
        const result = await answer(session, method, valid, hooks, entry)
        entry.end('done')
        return result as never
      } catch (error) {
        const code = error instanceof AntecedentError ? error.code : 'INTERNAL'
        entry.end(code === 'CANCELLED' ? 'cancelled' : 'failed', code)
        throw error
      } finally {
        session.running.delete(entry)
      }
    }

  const answer = async <Name extends MethodName>(
    session: Session,
    method: Name,
    params: Params<Name>,
    hooks: RequestHooks,
    entry: JobEntry | null,
  ): Promise<unknown> => {
    const onProgress: OnProgress = (fraction, phase, detail) => {
      entry?.progress(fraction, phase)
      hooks.onProgress?.(fraction, phase, detail)
    }
    const handler = mainHandlers[method as keyof typeof mainHandlers]
    if (handler !== undefined) {
      const signal = hooks.signal ?? new AbortController().signal
      const inLocale = (ask: Engine['request']): Engine['request'] => {
        return (name, asked, own) => ask(name, asked, { locale: hooks.locale, ...own })
      }
      const request = inLocale(requestIn(session))
      const busy = () => [...session.running].some((other) => other !== entry)
      return await (handler as (params: unknown, scope: MainScope) => Promise<unknown>)(params, {
        session,
        onProgress,
        signal,
        request,
        apart: (work) => apart((ask) => work(inLocale(ask))),
        jobs: jobs.list,
        busy,
      })
    }
    const threads = methods[method].kind === 'job' ? longs : queries
    const writes = session.trackWrites()
    let running: Running | null = null
    const abort = () => running?.cancel()
    try {
      running = threads.run({
        method,
        params,
        locale: hooks.locale ?? 'en',
        project: session.project(),
        onProgress,
        store: (command, commandParams) => writes.call(command, commandParams),
      })
      hooks.signal?.addEventListener('abort', abort, { once: true })
      return await running.result
    } catch (error) {
      await writes.abandon(error instanceof AntecedentError && error.code === 'CANCELLED')
      throw error
    } finally {
      hooks.signal?.removeEventListener('abort', abort)
    }
  }

  const apart: MainScope['apart'] = async (work) => {
    const session = newSession()
    try {
      return await work(requestIn(session))
    } finally {
      await session.close()
    }
  }

  return {
    request: requestIn(main),
    useThreads: (threads) => longs.useKernelThreads(threads ?? options.threads),
    onEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      await main.close()
      await Promise.all([queries.close(), longs.close()])
      computing?.close()
    },
  }
}

/** The reason with which a client's AbortController is aborted. */
export function cancellation(): AntecedentError {
  return fail('CANCELLED')
}
