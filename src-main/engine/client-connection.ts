import { fail } from '../contract/errors.ts'
import { type ClientMessage, type EngineMessage, type Locale, messageLimit } from '../contract/messages.ts'
import type { MethodName } from '../contract/methods.ts'
import { cancellation, type Engine } from './engine.ts'
import { describeError, render, say } from './render.ts'
import { sizeOfMessage } from './size-of-message.ts'

/** Speaks the message protocol with one client; returns what receives its messages. */
export function connectClient(
  engine: Engine,
  send: (message: EngineMessage) => void,
): (message: ClientMessage) => void {
  const running = new Map<number, AbortController>()
  engine.onEvent(send)

  const answer = async (id: number, method: MethodName, params: unknown, locale: Locale): Promise<void> => {
    const controller = new AbortController()
    running.set(id, controller)
    try {
      const result = await engine.request(method, params as never, {
        signal: controller.signal,
        onProgress: (fraction, phase, detail) =>
          send({ id, progress: { fraction, phase: phase === null ? '' : say(phase, locale), detail } }),
      })
      const rendered = render(result as unknown, locale)
      const size = sizeOfMessage(rendered)
      if (size > messageLimit) throw fail('MESSAGE_TOO_LARGE', { size, limit: messageLimit })
      send({ id, result: rendered })
    } catch (error) {
      send({ id, error: describeError(error, locale) })
    } finally {
      running.delete(id)
    }
  }

  return (message) => {
    if ('threads' in message) engine.useThreads(message.threads)
    else if ('cancel' in message) running.get(message.id)?.abort(cancellation())
    else void answer(message.id, message.method, message.params, message.locale ?? 'en')
  }
}
