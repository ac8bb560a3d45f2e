import type { TrainingProgress } from './models.ts'
import type { Words } from './words.ts'

/** How a long computation says how far it is, and learns that nobody wants its answer any more. */
export interface Monitor {
  /**
   * `fraction` of the whole in [0, 1]; `detail` is what a screen can draw of it, always told, a few hundred bytes at most.
   * Throws CANCELLED where the job was cancelled.
   */
  report(fraction: number, phase?: Words, detail?: ProgressDetail): void
  /** Throws CANCELLED where the job was cancelled. Cheap: call it in loops, at least every 100 ms. */
  check(): void
}

/** What a job tells beside how far it is. */
export type ProgressDetail = TrainingProgress

export const silent: Monitor = { report() {}, check() {} }

/** A monitor for one part of a job: its fractions 0–1 become `from`–`to` of the whole. */
export function partOf(monitor: Monitor, from: number, to: number): Monitor {
  return {
    report: (fraction, phase, detail) => monitor.report(from + (to - from) * fraction, phase, detail),
    check: () => monitor.check(),
  }
}
