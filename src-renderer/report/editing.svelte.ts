import type { ReportDraft, ReportPart } from '../../src-main/contract/report.ts'
import { request } from '../state/engine.ts'
import { attempt } from '../state/failures.svelte.ts'
import { everyPart } from './words.ts'

const blank: ReportDraft = {
  title: null,
  order: [...everyPart],
  shown: [...everyPart],
  remarks: {},
  analysis: null,
  lines: 50,
  locale: null,
}

/** How long typing may pause before what was typed is kept. */
const pause = 400

/** The report as the analyst is making it. It is kept in the project: remarks are as secret as the data they are about. */
export class Editing {
  /** Null until it has been read. */
  draft = $state.raw<ReportDraft | null>(null)
  #waiting: ReturnType<typeof setTimeout> | null = null

  async load(): Promise<void> {
    const kept = await attempt(() => request('report.draft', {}))
    if (kept === undefined) return
    // A part that did not exist when the draft was kept comes last.
    const order = [...new Set([...(kept?.order ?? []), ...everyPart])]
    this.draft = { ...blank, ...kept, order }
  }

  change(change: Partial<ReportDraft>): void {
    if (this.draft === null) return
    this.draft = { ...this.draft, ...change }
    if (this.#waiting !== null) clearTimeout(this.#waiting)
    this.#waiting = setTimeout(() => void this.flush(), pause)
  }

  /** Puts a part at another place of the order. */
  move(part: ReportPart, to: number): void {
    if (this.draft === null) return
    const order = this.draft.order.filter((each) => each !== part)
    order.splice(Math.max(0, Math.min(order.length, to)), 0, part)
    this.change({ order })
  }

  /** Keeps what has not been kept yet. */
  async flush(): Promise<void> {
    if (this.#waiting === null || this.draft === null) return
    clearTimeout(this.#waiting)
    this.#waiting = null
    const draft = this.draft
    await attempt(() => request('report.saveDraft', draft))
  }
}
