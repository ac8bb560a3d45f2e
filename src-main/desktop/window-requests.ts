import { type IpcMainInvokeEvent, ipcMain } from 'electron'
import type * as v from 'valibot'
import { type WindowCall, windowCalls } from '../contract/bridge.ts'
import type { Locale } from '../contract/messages.ts'
import { describeError } from '../engine/render.ts'
import { isAppAddress } from './app-files.ts'
import { checked } from './call-check.ts'

type Arguments<Call extends WindowCall> = v.InferOutput<(typeof windowCalls)[Call]>

/** The calls that resolve with an `Answer`. */
const answersWithErrors: readonly WindowCall[] = [
  'engine.request',
  'report.print',
  'text.save',
  'picture.save',
]

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

function requireOwnPage(event: IpcMainInvokeEvent): void {
  const address = event.senderFrame?.url
  if (address === undefined || !isAppAddress(address)) throw new Error('Refused: not a page of this program.')
}
