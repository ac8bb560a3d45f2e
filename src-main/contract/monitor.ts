import type { Words } from './words.ts'

/** How a long computation says how far it is, and learns that nobody wants its answer any more. */
export interface Monitor {
  /** `fraction` of the whole in [0, 1]. Throws CANCELLED where the job was cancelled. */
  report(fraction: number, phase?: Words): void
  /** Throws CANCELLED where the job was cancelled. Cheap: call it in loops, at least every 100 ms. */
  check(): void
}

export const silent: Monitor = { report() {}, check() {} }

/** A monitor for one part of a job: its fractions 0–1 become `from`–`to` of the whole. */
export function partOf(monitor: Monitor, from: number, to: number): Monitor {
  return {
    report: (fraction, phase) => monitor.report(from + (to - from) * fraction, phase),
    check: () => monitor.check(),
  }
}
