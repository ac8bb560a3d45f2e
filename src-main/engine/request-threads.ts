import { Worker } from 'node:worker_threads'
import { fail } from '../contract/errors.ts'
import type { Locale } from '../contract/messages.ts'
import type { ProgressDetail } from '../contract/monitor.ts'
import type { Words } from '../contract/words.ts'
import { type ComputeRelay, computeRelay, type OpenCompute } from './graphics/compute-relay.ts'
import { fromPlainError, toPlainError } from './render.ts'
import type { FromRequestThread, ProjectReference, ThreadRole, ToRequestThread } from './worker-protocol.ts'

/** A cancelled request that has not stopped by itself after this long has its thread stopped. */
const graceMs = 700

export interface RunRequest {
  readonly method: string
  readonly params: unknown
  readonly locale: Locale
  readonly project: ProjectReference | null
  readonly onProgress: (fraction: number, phase: Words | null, detail?: ProgressDetail) => void
  /** A write that the request asks of the storage thread. */
  readonly store: (command: string, params: unknown) => Promise<unknown>
}

export interface Running {
  readonly result: Promise<unknown>
  cancel(): void
}

/** Threads of one kind that answer requests, each one at a time (`concurrent: 1`) or several quick ones interleaved. */
export interface RequestThreads {
  run(request: RunRequest): Running
  /** Kernels of the runs that begin from now on are split over so many threads. */
  useKernelThreads(threads: number): void
  /** Resolves once no thread holds a connection to the project at this path. */
  closeReaders(path: string): Promise<void>
  close(): Promise<void>
}

interface Pending {
  readonly request: RunRequest
  readonly cancel: Int32Array<SharedArrayBuffer>
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

interface Thread {
  readonly worker: Worker
  readonly runs: Map<number, Pending>
  readonly tickets: Map<number, () => void>
  readonly relay: ComputeRelay
  stopped: boolean
}

export function requestThreads(
  entry: URL,
  options: {
    readonly count: number
    readonly concurrent: number
    readonly kernelThreads: number
    /** The way to graphics processors; there are none where left out. */
    readonly compute?: OpenCompute
  },
): RequestThreads {
  const threads: Thread[] = []
  const queue: { run: number; pending: Pending }[] = []
  let lastRun = 0
  let lastTicket = 0
  let kernelThreads = options.kernelThreads
  let closed = false

  const start = (): Thread => {
    const role: ThreadRole = {
      role: 'requests',
      graphics: options.compute === undefined ? 'none' : 'elsewhere',
    }
    const worker = new Worker(entry, { workerData: role })
    const relay = computeRelay(
      options.compute ?? (() => Promise.reject(new Error('there is no graphics processor'))),
      (message) => post(thread, message),
    )
    const thread: Thread = { worker, runs: new Map(), tickets: new Map(), relay, stopped: false }
    let crash = 'the thread ended'
    worker.on('message', (message: FromRequestThread) => receive(thread, message))
    worker.on('error', (error) => {
      crash = error instanceof Error ? error.message : String(error)
    })
    worker.on('exit', () =>
      retire(thread, () => (closed ? fail('CANCELLED') : fail('WORKER_CRASHED', { detail: crash }))),
    )
    threads.push(thread)
    return thread
  }

  const retire = (thread: Thread, error: () => Error): void => {
    thread.stopped = true
    thread.relay.close()
    const index = threads.indexOf(thread)
    if (index >= 0) threads.splice(index, 1)
    for (const pending of thread.runs.values()) {
      pending.reject(Atomics.load(pending.cancel, 0) === 1 ? fail('CANCELLED') : error())
    }
    thread.runs.clear()
    for (const done of thread.tickets.values()) done()
    thread.tickets.clear()
    dispatch()
  }

  const receive = (thread: Thread, message: FromRequestThread): void => {
    if (message.kind === 'readers-closed') {
      thread.tickets.get(message.ticket)?.()
      thread.tickets.delete(message.ticket)
      return
    }
    if (message.kind === 'compute') {
      thread.relay.receive(message)
      return
    }
    const pending = thread.runs.get(message.run)
    if (pending === undefined) return
    if (message.kind === 'progress')
      pending.request.onProgress(message.fraction, message.phase, message.detail)
    else if (message.kind === 'store') {
      pending.request.store(message.command, message.params).then(
        (reply) => post(thread, { kind: 'stored', call: message.call, reply }),
        (error) => post(thread, { kind: 'stored', call: message.call, error: toPlainError(error) }),
      )
    } else {
      thread.runs.delete(message.run)
      if (message.kind === 'result') pending.resolve(message.result)
      else pending.reject(fromPlainError(message.error))
      dispatch()
    }
  }

  const post = (thread: Thread, message: ToRequestThread): void => {
    if (!thread.stopped) thread.worker.postMessage(message)
  }

  const dispatch = (): void => {
    while (queue.length > 0 && !closed) {
      let thread = threads.find((candidate) => !candidate.stopped && candidate.runs.size < options.concurrent)
      if (thread === undefined && threads.length < options.count) thread = start()
      if (thread === undefined) return
      const { run, pending } = queue.shift()!
      thread.runs.set(run, pending)
      const { method, params, locale, project } = pending.request
      const message: ToRequestThread = {
        kind: 'run',
        run,
        method,
        params,
        locale,
        project,
        cancel: pending.cancel.buffer,
        threads: kernelThreads,
      }
      try {
        post(thread, message)
      } catch (error) {
        thread.runs.delete(run)
        pending.reject(error)
      }
    }
  }

  const cancel = (run: number, pending: Pending): void => {
    Atomics.store(pending.cancel, 0, 1)
    const waiting = queue.findIndex((entry) => entry.run === run)
    if (waiting >= 0) {
      queue.splice(waiting, 1)
      pending.reject(fail('CANCELLED'))
      return
    }
    setTimeout(() => {
      const thread = threads.find((candidate) => candidate.runs.has(run))
      if (thread === undefined) return
      thread.stopped = true
      void thread.worker.terminate()
    }, graceMs).unref()
  }

  return {
    run(request) {
      const run = ++lastRun
      let pending!: Pending
      const result = new Promise<unknown>((resolve, reject) => {
        pending = { request, cancel: new Int32Array(new SharedArrayBuffer(4)), resolve, reject }
      })
      queue.push({ run, pending })
      dispatch()
      return { result, cancel: () => cancel(run, pending) }
    },
    useKernelThreads(count) {
      kernelThreads = count
    },
    async closeReaders(path) {
      await Promise.all(
        threads.map(
          (thread) =>
            new Promise<void>((resolve) => {
              const ticket = ++lastTicket
              thread.tickets.set(ticket, resolve)
              post(thread, { kind: 'close-readers', path, ticket })
            }),
        ),
      )
    },
    async close() {
      closed = true
      await Promise.all(threads.map((thread) => thread.worker.terminate()))
    },
  }
}
