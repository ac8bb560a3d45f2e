/** `User_ID`, `userId` and RecBole's `user_id:token` are all `userid`. */
export function bare(name: string): string {
  return withoutKind(name)
    .toLowerCase()
    .replace(/[\s_\-.:()（）/#]/g, '')
}

/** A name as words in lower case: `OrderDate`, `order_date` and `Order-Date` are all `order date`. */
export function spaced(name: string): string {
  return withoutKind(name)
    .replace(/(\p{Ll}|\d)(?=\p{Lu})/gu, '$1 ')
    .replace(/(\p{Lu})(?=\p{Lu}\p{Ll})/gu, '$1 ')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

function withoutKind(name: string): string {
  return name.replace(/:(token|float|token_seq|float_seq)$/, '')
}

/** What a column may be called to play a part, the most telling first: whole names without separators, then patterns over its words. */
export interface PartNames {
  readonly names: readonly string[]
  readonly patterns: readonly RegExp[]
  /** Whatever a name matches here never plays the part by a pattern. */
  readonly never?: RegExp
}

/** How far down the list a name is found; infinite where it is not. */
export function rankOf(name: string, { names, patterns, never }: PartNames): number {
  const whole = names.indexOf(bare(name))
  if (whole >= 0) return whole
  const words = spaced(name)
  if (never?.test(words)) return Number.POSITIVE_INFINITY
  const found = patterns.findIndex((pattern) => pattern.test(words))
  return found < 0 ? Number.POSITIVE_INFINITY : names.length + found
}
