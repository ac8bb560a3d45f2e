import type { Readable, Writable } from 'node:stream'
import { fail } from '../contract/errors.ts'
import { type Locale, locales } from '../contract/messages.ts'
import { cancellation, type Engine } from '../engine/engine.ts'
import { describeError, render, say } from '../engine/render.ts'
import { isMethod } from '../engine/validate.ts'
import { type ExitCode, exitCodeOf, worse } from './exit-code.ts'
import { unknownParameters } from './flag-kinds.ts'
import { jsonText } from './json-text.ts'
import { readLines, type TooLong } from './read-lines.ts'
import { changesProject, standsAlone } from './request-order.ts'

interface RpcRequest {
  readonly id: unknown
  readonly method: string
  readonly params: unknown
  readonly cancel: unknown
  readonly locale: Locale
}

/** UTF-16 units of one request; a string of V8 holds 2²⁹ − 24. */
const longestLine = 2 ** 28

/**
 * JSON lines: `{"id":1,"method":"graph.identify","params":{…}}` in; `{"id":1,"result":…}`, `{"id":1,"error":…}` and
 * `{"id":1,"progress":…}` out. `{"id":1,"cancel":true}` cancels. Requests run as they come, answers as they are ready; what changes
 * the project keeps its order, and what could see such a change waits for it. An answer names as `ignored` the parameters that its method does not have.
 *
 * Resolves with the exit code once the input has ended and all is answered. When `stopped`, or when nobody reads the output any
 * more, all that runs is cancelled.
 */
export async function serveRpc(
  engine: Engine,
  input: Readable,
  output: Writable,
  fallback: Locale,
  stopped: AbortSignal,
): Promise<ExitCode> {
  const running = runningRequests()
  const pending = new Set<Promise<void>>()
  let inOrder: Promise<void> = Promise.resolve()
  let exitCode: ExitCode = 0
  let over = false
  const stop = () => {
    over = true
    running.cancelAll()
    input.destroy()
  }
  output.on('error', stop)
  stopped.addEventListener('abort', stop, { once: true })
  const write = (value: object) => {
    if (output.writable) output.write(`${jsonText(value)}\n`)
  }

  const answer = async (request: RpcRequest, signal: AbortSignal): Promise<void> => {
    const { id, method, params, locale } = request
    const unknown = isMethod(method) ? unknownParameters(method, params) : []
    const ignored = unknown.length === 0 ? {} : { ignored: unknown }
    try {
      if (!isMethod(method)) throw fail('METHOD_UNKNOWN', { method })
      const result = await engine.request(method, params as never, {
        signal,
        locale,
        onProgress: (fraction, phase, detail) =>
          write({ id, progress: { fraction, phase: phase === null ? '' : say(phase, locale), detail } }),
      })
      write({ id, result: render(result as unknown, locale), ...ignored })
    } catch (error) {
      exitCode = worse(exitCode, exitCodeOf(error))
      write({ id, error: describeError(error, locale), ...ignored })
    }
  }

  const take = (line: string | TooLong) => {
    if (typeof line === 'string' && line.trim() === '') return
    let request: RpcRequest
    try {
      request = readRequest(line, fallback)
    } catch (error) {
      exitCode = worse(exitCode, exitCodeOf(error))
      write({ id: null, error: describeError(error, fallback) })
      return
    }
    if (request.cancel === true) {
      running.cancel(request.id)
      return
    }
    const { signal, end } = running.begin(request.id)
    const before = standsAlone(request.method, request.params) ? undefined : inOrder
    const work = (async () => {
      await before
      await answer(request, signal)
      end()
    })()
    if (changesProject(request.method)) inOrder = work
    pending.add(work)
    void work.then(() => pending.delete(work))
  }

  try {
    for await (const line of readLines(input, longestLine)) take(line)
  } catch (error) {
    if (!over) throw error
  }
  await Promise.all(pending)
  return over ? worse(exitCode, 1) : exitCode
}

/** Requests that can still be cancelled, by their ids; several may share one. */
function runningRequests() {
  const controllers = new Map<string, Set<AbortController>>()
  const keyOf = (id: unknown) => JSON.stringify(id) ?? 'null'
  const abortAll = (set: Iterable<AbortController>) => {
    for (const controller of set) controller.abort(cancellation())
  }
  return {
    begin(id: unknown): { readonly signal: AbortSignal; readonly end: () => void } {
      const key = keyOf(id)
      const controller = new AbortController()
      const same = controllers.get(key) ?? new Set()
      controllers.set(key, same.add(controller))
      const end = () => {
        same.delete(controller)
        if (same.size === 0) controllers.delete(key)
      }
      return { signal: controller.signal, end }
    },
    cancel: (id: unknown) => abortAll(controllers.get(keyOf(id)) ?? []),
    cancelAll: () => {
      for (const set of controllers.values()) abortAll(set)
    },
  }
}

function readRequest(line: string | TooLong, fallback: Locale): RpcRequest {
  if (typeof line !== 'string') throw fail('MESSAGE_TOO_LARGE', { size: line.length, limit: longestLine })
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch (error) {
    throw fail('REQUEST_UNREADABLE', { detail: error instanceof Error ? error.message : String(error) })
  }
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) {
    throw fail('REQUEST_UNREADABLE', { detail: Array.isArray(parsed) ? '[…]' : String(parsed) })
  }
  const { id = null, method = '', params = {}, cancel, locale } = parsed as Record<string, unknown>
  return {
    id,
    method: typeof method === 'string' ? method : JSON.stringify(method),
    params,
    cancel,
    locale: locales.find((known) => known === locale) ?? fallback,
  }
}
