export interface Inspected {
  readonly kind: 'user' | 'item'
  readonly name: string
}

/** Who or what is looked at, and what was looked at on the way there. */
class Inspecting {
  #path = $state.raw<readonly Inspected[]>([])

  get current(): Inspected | undefined {
    return this.#path.at(-1)
  }

  get before(): Inspected | undefined {
    return this.#path.at(-2)
  }

  /** Looks at something of the list anew. */
  start(kind: Inspected['kind'], name: string): void {
    this.#path = [{ kind, name }]
  }

  /** Goes on from what is looked at. */
  follow(kind: Inspected['kind'], name: string): void {
    this.#path = [...this.#path, { kind, name }].slice(-20)
  }

  back(): void {
    this.#path = this.#path.slice(0, -1)
  }

  close(): void {
    this.#path = []
  }
}

export const inspecting = new Inspecting()
