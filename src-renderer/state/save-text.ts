import * as m from '../../messages/compiled/messages.js'
import type { TextPurpose } from '../../src-main/contract/bridge.ts'
import { attempt } from './failures.svelte.ts'
import { toasts } from './toasts.svelte.ts'

/** Writes a text that the window made to where the analyst says, and says where it went. */
export async function saveText(purpose: TextPurpose, name: string, text: string): Promise<void> {
  await attempt(async () => {
    const safeName = name.replace(/[/\\]/g, '-').slice(0, 200)
    const answer = await window.antecedent.saveText(purpose, safeName, text)
    if ('error' in answer) throw answer.error
    if (answer.result !== null) toasts.say(m.ui_saved({ path: answer.result.path }))
  })
}
