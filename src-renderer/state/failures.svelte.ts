import type { EngineFailure } from './engine.ts'
import { isFailure } from './engine.ts'

/** The error that is being shown; one at a time, the rest wait. */
class Failures {
  #waiting = $state.raw<readonly EngineFailure[]>([])

  get current(): EngineFailure | null {
    return this.#waiting[0] ?? null
  }

  show(failure: EngineFailure): void {
    this.#waiting = [...this.#waiting, failure]
  }

  dismiss(): void {
    this.#waiting = this.#waiting.slice(1)
  }
}

export const failures = new Failures()

/** Shows what went wrong. A cancelled job is what the analyst wanted, and is not shown. */
export function report(error: unknown): void {
  if (!isFailure(error)) {
    const detail = error instanceof Error ? error.message : 'unknown'
    failures.show({ code: 'WINDOW', message: detail, hint: '', parameters: {} })
    return
  }
  if (error.code !== 'CANCELLED') failures.show(error)
}

/** Runs an action of the analyst; whatever fails is shown. The answer is undefined where it failed. */
export async function attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action()
  } catch (error) {
    report(error)
    return undefined
  }
}
