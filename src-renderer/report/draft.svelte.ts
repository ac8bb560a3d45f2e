import type { Locale } from '../../src-main/contract/messages.ts'
import type { ReportPart } from '../../src-main/contract/report.ts'

export interface ReportDraft {
  readonly title: string
  readonly left: readonly ReportPart[]
  readonly remarks: Readonly<Partial<Record<ReportPart, string>>>
  readonly locale: Locale | null
}

const blank: ReportDraft = { title: '', left: [], remarks: {}, locale: null }

/** What the analyst has written for the report, kept on this machine for each project. */
export class KeptDraft {
  current = $state.raw<ReportDraft>(blank)
  readonly #key: string

  constructor(project: string) {
    this.#key = `report:${project}`
    try {
      this.current = {
        ...blank,
        ...(JSON.parse(localStorage.getItem(this.#key) ?? '{}') as Partial<ReportDraft>),
      }
    } catch {
      this.current = blank
    }
  }

  change(change: Partial<ReportDraft>): void {
    this.current = { ...this.current, ...change }
    localStorage.setItem(this.#key, JSON.stringify(this.current))
  }
}
