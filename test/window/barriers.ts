import type { Page } from '@playwright/test'
import axe from 'axe-core'
import { atRest } from './rest.ts'

/** What axe finds on the page and in its frames, of any level: each rule with where it is broken. */
export async function findBarriers(page: Page): Promise<string[]> {
  // Half-way a colour is not its own.
  await atRest(page)
  for (const frame of page.frames()) {
    if (!(await frame.evaluate(() => 'axe' in window))) await frame.evaluate(axe.source)
  }
  return page.evaluate(async () => {
    const { axe } = window as never as { axe: typeof import('axe-core') }
    const { violations } = await axe.run(document, { resultTypes: ['violations'] })
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
    )
  })
}
