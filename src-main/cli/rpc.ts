import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fail } from '../contract/errors.ts'
import { type Locale, locales } from '../contract/messages.ts'
import type { Method } from '../contract/method.ts'
import { methods } from '../contract/methods.ts'
import { cancellation, type Engine } from '../engine/engine.ts'
import { describeError, render, say } from '../engine/render.ts'
import { isMethod } from '../engine/validate.ts'
import { jsonText } from './json-text.ts'

interface RpcRequest {
  readonly id: unknown
  readonly method: string
  readonly params: unknown
  readonly cancel: unknown
  readonly locale: Locale
}

/**
 * JSON lines: `{"id":1,"method":"graph.identify","params":{…}}` in; `{"id":1,"result":…}`, `{"id":1,"error":…}` and
 * `{"id":1,"progress":…}` out. `{"id":1,"cancel":true}` cancels. Requests run as they come, answers as they are ready; what changes
 * the project keeps its order. Resolves with the exit code once the input has ended and all is answered.
 */
export async function serveRpc(
  engine: Engine,
  input: Readable,
  output: Writable,
  fallback: Locale,
): Promise<number> {
  const running = new Map<string, AbortController>()
  const pending = new Set<Promise<void>>()
  let inOrder: Promise<void> = Promise.resolve()
  let failed = false
  const write = (value: object) => {
    output.write(`${jsonText(value)}\n`)
  }

  const answer = async (request: RpcRequest, controller: AbortController): Promise<void> => {
    const { id, method, params, locale } = request
    try {
      if (!isMethod(method)) throw fail('METHOD_UNKNOWN', { method })
      const result = await engine.request(method, params as never, {
        signal: controller.signal,
        onProgress: (fraction, phase, detail) =>
          write({ id, progress: { fraction, phase: phase === null ? '' : say(phase, locale), detail } }),
      })
      write({ id, result: render(result as unknown, locale) })
    } catch (error) {
      failed = true
      write({ id, error: describeError(error, locale) })
    }
  }

  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue
    let request: RpcRequest
    try {
      request = readRequest(line, fallback)
    } catch (error) {
      failed = true
      write({ id: null, error: describeError(error, fallback) })
      continue
    }
    const key = JSON.stringify(request.id)
    if (request.cancel === true) {
      running.get(key)?.abort(cancellation())
      continue
    }
    const controller = new AbortController()
    running.set(key, controller)
    const before = inOrder
    const work = (async () => {
      await before
      await answer(request, controller)
      running.delete(key)
    })()
    if (changesProject(request.method)) inOrder = work
    pending.add(work)
    void work.then(() => pending.delete(work))
  }
  await Promise.all(pending)
  return failed ? 1 : 0
}

/** Whether later requests must see what this one did. */
function changesProject(method: string): boolean {
  if (!isMethod(method)) return false
  const { kind, publishes }: Method = methods[method]
  return kind === 'command' || publishes === true
}

function readRequest(line: string, fallback: Locale): RpcRequest {
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
    method: String(method),
    params,
    cancel,
    locale: locales.find((known) => known === locale) ?? fallback,
  }
}
