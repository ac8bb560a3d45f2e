import type { ProgressMessage } from '../contract/messages.ts'
import type { MethodName, Response } from '../contract/methods.ts'
import type { RunningRequest } from './engine-supervisor.ts'

/** What the menu's undo and redo would do, in words; null where there is nothing. */
export interface StepsInWords {
  readonly undo: string | null
  readonly redo: string | null
}

type Ask = (
  method: MethodName,
  params: unknown,
  onProgress: (progress: ProgressMessage) => void,
) => RunningRequest

/** Follows the history of the project for the menu: asked again when the project changes, one question at a time. */
export class MenuHistory {
  steps: StepsInWords = { undo: null, redo: null }
  private readonly ask: Ask
  private readonly onChange: () => void
  private asking = false
  private again = false

  constructor(ask: Ask, onChange: () => void) {
    this.ask = ask
    this.onChange = onChange
  }

  async follow(): Promise<void> {
    this.again = true
    if (this.asking) return
    this.asking = true
    while (this.again) {
      this.again = false
      const answered = await this.ask('history.current', {}, () => undefined).answer
      if ('result' in answered) this.take(answered.result as Response<'history.current'>)
    }
    this.asking = false
  }

  private take({ undo, redo }: Response<'history.current'>): void {
    const steps = { undo: undo?.what ?? null, redo: redo?.what ?? null }
    if (steps.undo === this.steps.undo && steps.redo === this.steps.redo) return
    this.steps = steps
    this.onChange()
  }
}
