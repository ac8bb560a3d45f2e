import type { MessagePort } from 'node:worker_threads'
import { fail } from '../contract/errors.ts'
import type { MethodName } from '../contract/methods.ts'
import type { Monitor } from '../contract/monitor.ts'
import type { Words } from '../contract/words.ts'
import { noGraphics } from '../models/backends/graphics.ts'
import { remoteGraphics } from '../models/backends/remote-graphics.ts'
import { relayedLinks } from './graphics/compute-relay.ts'
import type { Context } from './handler.ts'
import { findHandler } from './handler-table.ts'
import { loadTable } from './load-table.ts'
import { type OpenProject, openProjects } from './open-project.ts'
import { fromPlainError, toPlainError } from './render.ts'
import { type ThreadedParallel, threadedParallel } from './threaded-parallel.ts'
import { transferables } from './transferables.ts'
import type { FromRequestThread, ThreadRole, ToRequestThread } from './worker-protocol.ts'

/** Progress is told at most this often, but always when the phase changes or there is a detail. */
const progressEveryMs = 50

type Run = Extract<ToRequestThread, { kind: 'run' }>

/** Answers requests on this thread until it is terminated. `entry` is this thread's own file, for kernels. */
export function serveRequests(port: MessagePort, entry: URL, place: ThreadRole['graphics']): void {
  const post = (message: FromRequestThread, transfer: readonly ArrayBuffer[] = []) =>
    port.postMessage(message, transfer)
  const calls = new Map<number, { resolve: (reply: unknown) => void; reject: (error: unknown) => void }>()
  const projects = openProjects()
  const relayed = relayedLinks(post)
  const graphics = place === 'elsewhere' ? remoteGraphics(relayed.open) : noGraphics
  let parallel: { readonly over: number; readonly kernels: ThreadedParallel } | null = null
  let lastCall = 0

  const store = (run: number, command: string, params: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const call = ++lastCall
      calls.set(call, { resolve, reject })
      post(
        { kind: 'store', run, call, command, params },
        command === 'appendBatch' ? transferables(params) : [],
      )
    })

  const contextFor = (run: Run): Context => {
    if (parallel?.over !== run.threads) {
      void parallel?.kernels.close()
      parallel = { over: run.threads, kernels: threadedParallel(entry, run.threads) }
    }
    const project = (): OpenProject => {
      if (run.project === null) throw fail('PROJECT_NONE_OPEN')
      return projects.open(run.project, (command, params) => store(run.run, command, params))
    }
    return {
      monitor: monitorOf(run, post),
      locale: run.locale,
      parallel: parallel.kernels,
      ownThreads: (count) => threadedParallel(entry, count),
      graphics,
      hasProject: run.project !== null,
      project,
      table: (reference) => loadTable(reference, project, projects),
    }
  }

  const answer = async (run: Run): Promise<void> => {
    try {
      const handler = await findHandler(run.method as MethodName)
      const result = await handler(run.params, contextFor(run))
      post({ kind: 'result', run: run.run, result })
    } catch (error) {
      post({ kind: 'error', run: run.run, error: toPlainError(error) })
    }
  }

  port.on('message', (message: ToRequestThread) => {
    if (message.kind === 'run') void answer(message)
    else if (message.kind === 'stored') {
      const call = calls.get(message.call)
      calls.delete(message.call)
      if (message.error === undefined) call?.resolve(message.reply)
      else call?.reject(fromPlainError(message.error))
    } else if (message.kind === 'computed' || message.kind === 'compute-closed') relayed.receive(message)
    else {
      projects.close(message.path)
      post({ kind: 'readers-closed', ticket: message.ticket })
    }
  })
}

function monitorOf(run: Run, post: (message: FromRequestThread) => void): Monitor {
  const cancelled = new Int32Array(run.cancel)
  let lastAt = 0
  let lastPhase: Words | null = null
  const check = () => {
    if (Atomics.load(cancelled, 0) !== 0) throw fail('CANCELLED')
  }
  return {
    check,
    report(fraction, phase, detail) {
      check()
      const now = performance.now()
      const told = phase ?? lastPhase
      if (detail === undefined && now - lastAt < progressEveryMs && told?.words === lastPhase?.words) return
      lastAt = now
      lastPhase = told
      const at = Math.min(1, Math.max(0, fraction))
      post({ kind: 'progress', run: run.run, fraction: at, phase: told, detail })
    },
  }
}
