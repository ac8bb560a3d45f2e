export interface PassphraseQuestion {
  readonly purpose: 'create' | 'open' | 'change' | 'set'
  readonly name: string
  /** Why the last answer did not do. */
  readonly wrong: string | null
}

export interface PassphraseAnswer {
  /** The one in force, where it is being changed. */
  readonly current: string | null
  /** Null: none. */
  readonly passphrase: string | null
}

/** The question for a passphrase that is being asked, if any. */
class Asking {
  question = $state.raw<PassphraseQuestion | null>(null)
  #answer: (answer: PassphraseAnswer | null) => void = () => {}

  ask(question: PassphraseQuestion): Promise<PassphraseAnswer | null> {
    this.#answer(null)
    this.question = question
    return new Promise((resolve) => {
      this.#answer = resolve
    })
  }

  answer(answer: PassphraseAnswer | null): void {
    this.question = null
    this.#answer(answer)
  }
}

export const asking = new Asking()

/** Resolves with null where the analyst thought better of it. */
export function asksForPassphrase(question: PassphraseQuestion): Promise<PassphraseAnswer | null> {
  return asking.ask(question)
}
