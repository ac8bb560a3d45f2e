import * as m from '../../messages/compiled/messages.js'
import type { Response } from '../../src-main/contract/methods.ts'
import { request } from './engine.ts'
import { attempt } from './failures.svelte.ts'
import { toasts } from './toasts.svelte.ts'

type Edit = NonNullable<Response<'history.current'>['undo']>

/** The one history over every edit of the project, with what undo and redo would do in words. */
class EditHistory {
  undo = $state.raw<Edit | null>(null)
  redo = $state.raw<Edit | null>(null)
  /** Grows with every step: whoever holds a copy of what the project says takes it anew. */
  steps = $state(0)
  /** Writes of edits that are shown already and on their way to the project. */
  #writers = new Set<() => Promise<unknown>>()
  #stepping: Promise<unknown> = Promise.resolve()
  #offer: { readonly edit: number; readonly toast: number } | null = null

  async refresh(): Promise<void> {
    const { undo, redo } = await request('history.current', {})
    this.#take(undo, redo)
  }

  /** `write` is waited for before a step, so that the step is of what is seen. The returned function ends that. */
  waitsFor(write: () => Promise<unknown>): () => void {
    this.#writers.add(write)
    return () => this.#writers.delete(write)
  }

  /** Resolves when everything that is seen has been written. */
  async handOver(): Promise<void> {
    for (const write of this.#writers) await write()
  }

  step(by: 'undo' | 'redo'): void {
    this.#stepping = this.#stepping.then(() => attempt(() => this.#step(by)))
  }

  /** Says what was just done and offers to undo it, as long as nothing else was done since. */
  async offerUndo(text: string): Promise<void> {
    await this.refresh()
    const toast = toasts.say(text, { action: { label: m.ui_undo(), run: () => this.step('undo') } })
    this.#offer = this.undo === null ? null : { edit: this.undo.id, toast }
  }

  async #step(by: 'undo' | 'redo'): Promise<void> {
    await this.handOver()
    const { moved, undo, redo } = await request(`history.${by}`, {})
    this.steps += 1
    this.#take(undo, redo)
    if (moved === null) return
    const text = by === 'undo' ? m.ui_undone({ edit: moved.what }) : m.ui_redone({ edit: moved.what })
    toasts.say(text, { about: 'history' })
  }

  #take(undo: Edit | null, redo: Edit | null): void {
    this.undo = undo
    this.redo = redo
    if (this.#offer === null || this.#offer.edit === undo?.id) return
    toasts.dismiss(this.#offer.toast)
    this.#offer = null
  }
}

export const history = new EditHistory()

/** "Undo: rename price", or "Undo" where there is nothing to undo. */
export const undoInWords = () =>
  history.undo === null ? m.ui_undo() : m.ui_undo_what({ edit: history.undo.what })
export const redoInWords = () =>
  history.redo === null ? m.ui_redo() : m.ui_redo_what({ edit: history.redo.what })
