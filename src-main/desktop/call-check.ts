import * as v from 'valibot'
import { type WindowCall, windowCalls } from '../contract/bridge.ts'
import { fail } from '../contract/errors.ts'
import { describeIssue } from '../contract/issues.ts'
import { messageLimit } from '../contract/messages.ts'
import { sizeOfMessage } from '../engine/size-of-message.ts'

/** The arguments of a call, where the contract lets them through. Throws REQUEST_INVALID or MESSAGE_TOO_LARGE. */
export function checked(call: WindowCall, values: readonly unknown[]): unknown[] {
  const size = sizeOfMessage(values)
  if (size > messageLimit) throw fail('MESSAGE_TOO_LARGE', { size, limit: messageLimit })
  const parsed = v.safeParse(windowCalls[call] as v.GenericSchema<unknown, unknown[]>, values)
  if (!parsed.success)
    throw fail('REQUEST_INVALID', { method: call, detail: describeIssue(parsed.issues[0]) })
  return parsed.output
}
