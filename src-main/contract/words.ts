import type * as compiled from '../../messages/compiled/messages.js'

/** The key of a message in `messages/`. */
export type MessageKey = keyof typeof compiled

/**
 * A sentence that has not been put into a language yet. Domains, results and the project file carry these;
 * the border renders them in the language of whoever asked (`engine/render.ts`), so one stored result reads
 * in every language.
 */
export interface Words {
  readonly words: MessageKey
  /** What it speaks of; words among it are put into the same language. */
  readonly with?: Readonly<Record<string, string | number | Words>>
}

/** `words('phase_fold', { index: 2, count: 5 })` is "fold 2 of 5" in English and its like in Chinese. */
export function words(key: MessageKey, parameters?: Words['with']): Words {
  return parameters === undefined ? { words: key } : { words: key, with: parameters }
}

/** What a client receives where the engine wrote `Words`: a plain sentence. */
export type Rendered<T> = T extends Words
  ? string
  : T extends ArrayBufferView
    ? T
    : T extends readonly (infer Item)[]
      ? Rendered<Item>[]
      : T extends object
        ? { [Key in keyof T]: Rendered<T[Key]> }
        : T
