import * as m from '../../messages/compiled/messages.js'
import { toasts } from './toasts.svelte.ts'

/**
 * Puts a text on the clipboard, within what a press of a button allows: the window holds no permission of its own, so the
 * text goes with the copy command rather than through the asynchronous clipboard.
 */
export function copyText(text: string): void {
  const hand = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  document.addEventListener('copy', hand, { capture: true, once: true })
  const done = document.execCommand('copy')
  document.removeEventListener('copy', hand, { capture: true })
  toasts.say(done ? m.ui_copied() : m.ui_copy_refused(), { kind: done ? 'done' : 'refused' })
}
