import { Worker } from 'node:worker_threads'
import { fail } from '../contract/errors.ts'
import type { Kernel, Parallel } from '../numeric/parallel.ts'
import { fromPlainError } from './render.ts'
import type { FromKernelThread, ThreadRole, ToKernelThread } from './worker-protocol.ts'

/** Kernels on worker threads that are started when first needed and kept. */
export interface ThreadedParallel extends Parallel {
  /** Stops every thread; running maps reject with CANCELLED. */
  close(): Promise<void>
}

interface Thread {
  readonly worker: Worker
  readonly shared: Set<number>
  settle: ((message: FromKernelThread) => void) | null
  crash: ((error: Error) => void) | null
}

/** `entry` is the worker's file; it is told its role by workerData. */
export function threadedParallel(entry: URL, workers: number): ThreadedParallel {
  let threads: Thread[] = []
  let shares = 0
  let closed = false

  const start = (): Thread => {
    const role: ThreadRole = { role: 'kernels', graphics: 'none' }
    const worker = new Worker(entry, { workerData: role })
    const thread: Thread = { worker, shared: new Set(), settle: null, crash: null }
    worker.on('message', (message: FromKernelThread) => thread.settle?.(message))
    worker.on('error', (error) => thread.crash?.(fail('WORKER_CRASHED', { detail: error.message })))
    worker.on('exit', () => {
      threads = threads.filter((other) => other !== thread)
      thread.crash?.(closed ? fail('CANCELLED') : fail('WORKER_CRASHED', { detail: 'a thread ended' }))
    })
    worker.unref()
    return thread
  }

  async function map<Shared, Task, Result>(
    kernel: Kernel<Shared, Task, Result>,
    shared: Shared,
    tasks: readonly Task[],
    onDone?: (done: number) => void,
  ): Promise<Awaited<Result>[]> {
    const results = new Array<Awaited<Result>>(tasks.length)
    const share = shares++
    let next = 0
    let done = 0
    let failed = false
    while (threads.length < Math.min(workers, tasks.length)) threads.push(start())
    const busy = threads.filter((thread) => thread.settle === null).slice(0, tasks.length)
    if (busy.length === 0) {
      const extra = start()
      threads.push(extra)
      busy.push(extra)
    }

    const drive = async (thread: Thread): Promise<void> => {
      while (next < tasks.length && !failed) {
        const index = next++
        const message = await ask(thread, kernel.name, share, shared, tasks[index], index)
        if (message.kind === 'failed') throw fromPlainError(message.error)
        results[index] = message.result as Awaited<Result>
        done++
        onDone?.(done)
      }
    }
    try {
      await Promise.all(
        busy.map((thread) =>
          drive(thread).catch((error) => {
            failed = true
            throw error
          }),
        ),
      )
    } finally {
      for (const thread of threads) {
        if (thread.shared.delete(share)) post(thread, { kind: 'forget', share })
      }
    }
    return results
  }

  return {
    workers,
    map,
    async close() {
      closed = true
      await Promise.all(threads.map((thread) => thread.worker.terminate()))
    },
  }
}

function ask(
  thread: Thread,
  kernel: string,
  share: number,
  shared: unknown,
  value: unknown,
  task: number,
): Promise<FromKernelThread> {
  return new Promise((resolve, reject) => {
    const free = () => {
      thread.settle = null
      thread.crash = null
      thread.worker.unref()
    }
    thread.worker.ref()
    thread.settle = (message) => {
      free()
      resolve(message)
    }
    thread.crash = (error) => {
      free()
      reject(error)
    }
    if (!thread.shared.has(share)) {
      thread.shared.add(share)
      post(thread, { kind: 'share', share, value: shared })
    }
    post(thread, { kind: 'task', task, kernel, share, value })
  })
}

function post(thread: Thread, message: ToKernelThread): void {
  thread.worker.postMessage(message)
}
