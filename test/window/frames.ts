import type { Page } from '@playwright/test'

/** How a page's frames followed one another while something went on. */
export interface Frames {
  readonly count: number
  readonly seconds: number
  /** Milliseconds; the longest that nothing could be drawn. */
  readonly longest: number
  /** Milliseconds; of a hundred gaps one is longer. */
  readonly percentile99: number
}

/** Watches the page's frames while `work` goes on. */
export async function framesDuring(page: Page, work: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const gaps: number[] = []
    let last = performance.now()
    const frame = (now: number) => {
      gaps.push(now - last)
      last = now
      Object.assign(window, { nextFrame: requestAnimationFrame(frame) })
    }
    Object.assign(window, { gaps, nextFrame: requestAnimationFrame(frame) })
  })
  await work()
  const gaps = await page.evaluate(() => {
    const watched = window as never as { gaps: number[]; nextFrame: number }
    cancelAnimationFrame(watched.nextFrame)
    return watched.gaps.slice(1)
  })
  const sorted = gaps.sort((first, second) => first - second)
  return {
    count: gaps.length,
    seconds: gaps.reduce((sum, gap) => sum + gap, 0) / 1000,
    longest: sorted.at(-1) ?? 0,
    percentile99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
  }
}

/** One line of a benchmark: the longest gap, and how often that of the baseline. */
export function framesInWords(name: string, frames: Frames, baseline?: Frames): string {
  const ratio = baseline === undefined ? '' : `, ${(frames.longest / baseline.longest).toFixed(2)} × idle`
  const rate = (frames.count / frames.seconds).toFixed(0)
  return `${name.padEnd(34)} longest gap ${frames.longest.toFixed(0)} ms${ratio}; 99 % under ${frames.percentile99.toFixed(0)} ms; ${rate} frames a second over ${frames.seconds.toFixed(1)} s`
}
