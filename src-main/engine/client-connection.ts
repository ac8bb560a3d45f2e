import { fail } from '../contract/errors.ts'
import { type ClientMessage, type EngineMessage, type Locale, messageLimit } from '../contract/messages.ts'
import type { MethodName } from '../contract/methods.ts'
import type { ProgressDetail } from '../contract/monitor.ts'
import type { Words } from '../contract/words.ts'
import { cancellation, type Engine } from './engine.ts'
import { describeError, render, say } from './render.ts'
import { sizeOfMessage } from './size-of-message.ts'

interface Running {
  readonly id: number
  readonly controller: AbortController
  /** The language of whoever asked, or what they chose since. */
  locale: Locale
  /** How far it is said to be. */
  told: { readonly fraction: number; readonly phase: Words | null } | null
}

/** Speaks the message protocol with one client; returns what receives its messages. */
export function connectClient(
  engine: Engine,
  send: (message: EngineMessage) => void,
): (message: ClientMessage) => void {
  const running = new Map<number, Running>()
  engine.onEvent(send)

  const tell = ({ id, locale, told }: Running, detail?: ProgressDetail): void => {
    if (told === null) return
    const phase = told.phase === null ? '' : say(told.phase, locale)
    send({ id, progress: { fraction: told.fraction, phase, detail } })
  }

  const answer = async (request: Running, method: MethodName, params: unknown): Promise<void> => {
    const { id, controller } = request
    running.set(id, request)
    try {
      const result = await engine.request(method, params as never, {
        signal: controller.signal,
        locale: request.locale,
        onProgress: (fraction, phase, detail) => {
          request.told = { fraction, phase }
          tell(request, detail)
        },
      })
      const rendered = render(result as unknown, request.locale)
      const size = sizeOfMessage(rendered)
      if (size > messageLimit) throw fail('MESSAGE_TOO_LARGE', { size, limit: messageLimit })
      send({ id, result: rendered })
    } catch (error) {
      send({ id, error: describeError(error, request.locale) })
    } finally {
      running.delete(id)
    }
  }

  const speak = (language: Locale): void => {
    for (const request of running.values()) {
      if (request.locale === language) continue
      request.locale = language
      tell(request)
    }
  }

  return (message) => {
    if ('threads' in message) engine.useThreads(message.threads)
    else if ('language' in message) speak(message.language)
    else if ('cancel' in message) running.get(message.id)?.controller.abort(cancellation())
    else {
      const { id, method, params, locale = 'en' } = message
      void answer({ id, controller: new AbortController(), locale, told: null }, method, params)
    }
  }
}
