/** Remembers what was made last, for as long as it is asked for and a little longer. */
export interface Memory {
  /** What was made under the key, or is made now: pages of one thing are asked for one after the other. */
  recall<Made>(key: string, make: () => Made): Made
  forget(): void
}

export function memory(milliseconds: number): Memory {
  let held: { readonly key: string; readonly made: unknown } | null = null
  let timer: NodeJS.Timeout | undefined
  const forget = () => {
    clearTimeout(timer)
    held = null
  }
  return {
    recall<Made>(key: string, make: () => Made): Made {
      if (held?.key !== key) {
        // Before anything new is made, so that both never take room at once.
        forget()
        held = { key, made: make() }
      }
      clearTimeout(timer)
      timer = setTimeout(forget, milliseconds).unref()
      return held.made as Made
    },
    forget,
  }
}
