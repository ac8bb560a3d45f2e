import { overwriteGetLocale } from '../../messages/compiled/runtime.js'
import type { Locale } from '../../src-main/contract/messages.ts'

/** The language of the window. Every message read in a template follows it at once. */
class Language {
  current = $state<Locale>('en')
}

export const language = new Language()

overwriteGetLocale(() => language.current)

/** The language a machine asks for, where the analyst has not chosen one. */
export function preferredLocale(preferred: readonly string[]): Locale {
  return preferred[0]?.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}
