import { type IpcMainInvokeEvent, ipcMain } from 'electron'
import * as v from 'valibot'
import { type WindowCall, windowCalls } from '../contract/bridge.ts'
import { fail } from '../contract/errors.ts'
import { type Locale, messageLimit } from '../contract/messages.ts'
import { describeError } from '../engine/render.ts'
import { sizeOfMessage } from '../engine/size-of-message.ts'
import { isAppAddress } from './app-files.ts'

type Arguments<Call extends WindowCall> = v.InferOutput<(typeof windowCalls)[Call]>

/** The calls that resolve with an `Answer`. */
const answersWithErrors: readonly WindowCall[] = ['engine.request', 'report.print']

/** Answers every call that the window can make. */
export type WindowCallHandlers = {
  readonly [Call in WindowCall]: (sender: IpcMainInvokeEvent['sender'], ...values: Arguments<Call>) => unknown
}

/**
 * Opens the channels of the window. A call is answered only where it comes from the product's own page, is no larger
 * than the contract allows and has the shape the contract gives it; anything else is refused before its handler is asked.
 */
export function answerWindow(handlers: WindowCallHandlers, locale: () => Locale): void {
  for (const call of Object.keys(windowCalls) as WindowCall[]) {
    const handler = handlers[call] as (sender: unknown, ...values: unknown[]) => unknown
    ipcMain.handle(call, async (event, ...values: unknown[]) => {
      requireOwnPage(event)
      try {
        return await handler(event.sender, ...checked(call, values))
      } catch (error) {
        if (!answersWithErrors.includes(call)) throw error
        return { error: describeError(error, locale()) }
      }
    })
  }
}

/** Throws REQUEST_INVALID or MESSAGE_TOO_LARGE. */
export function checked(call: WindowCall, values: readonly unknown[]): unknown[] {
  const size = sizeOfMessage(values)
  if (size > messageLimit) throw fail('MESSAGE_TOO_LARGE', { size, limit: messageLimit })
  const parsed = v.safeParse(windowCalls[call] as v.GenericSchema<unknown, unknown[]>, values)
  if (!parsed.success) throw fail('REQUEST_INVALID', { method: call, detail: v.summarize(parsed.issues) })
  return parsed.output
}

function requireOwnPage(event: IpcMainInvokeEvent): void {
  const address = event.senderFrame?.url
  if (address === undefined || !isAppAddress(address)) throw new Error('Refused: not a page of this program.')
}
