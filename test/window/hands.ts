import type { Locator, Page } from '@playwright/test'
import { expect } from './fixtures.ts'

/** How an analyst works the window: with a mouse, or with the keyboard alone. */
export interface Hands {
  readonly name: string
  /** A button, a menu item, a place in the rail, a variable in the drawing. */
  press(target: Locator): Promise<void>
  tick(target: Locator): Promise<void>
  /** Chooses in a list by the words of the choice. */
  choose(target: Locator, words: string): Promise<void>
  /** Writes over what a field holds. */
  write(target: Locator, text: string): Promise<void>
}

/** What is typed is typed; everything else is pointed at. */
export const mouse = (_page: Page): Hands => ({
  name: 'mouse',
  press: (target) => target.click(),
  tick: (target) => target.check(),
  async choose(target, words) {
    await target.selectOption({ label: words })
  },
  async write(target, text) {
    await target.click()
    await target.fill(text)
    await target.blur()
  },
})

/**
 * Presses Tab, or Shift and Tab where that way is shorter, until the focus is on the target. The page's order is asked
 * first, so that the focus is looked for only where it should have come to.
 */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible()
  for (let walk = 0; walk < 3; walk += 1) {
    const steps = await target.evaluate(stepsFromFocus)
    if (steps === 0) return
    for (let step = 0; step < Math.abs(steps); step += 1)
      await page.keyboard.press(steps > 0 ? 'Tab' : 'Shift+Tab')
  }
  for (let step = 0; step < 200; step += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  await expect(target).toBeFocused()
}

/** Tab reaches everything; nothing is pointed at and no focus is set by the test. */
export function keyboard(page: Page): Hands {
  const reach = (target: Locator) => tabTo(page, target)
  return {
    name: 'keyboard',
    async press(target) {
      await reach(target)
      // As the mouse does: what cannot be pressed yet is waited for.
      await expect(target).not.toHaveAttribute('aria-disabled', 'true')
      await page.keyboard.press('Enter')
    },
    async tick(target) {
      await reach(target)
      if (!(await target.isChecked())) await page.keyboard.press('Space')
    },
    async choose(target, words) {
      await reach(target)
      // Letters find the choice, as in every list of the system.
      await page.keyboard.type(words)
      await expect(target.locator('option:checked')).toHaveText(words)
      await page.keyboard.press('Tab')
    },
    async write(target, text) {
      await reach(target)
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.type(text)
      await page.keyboard.press('Tab')
    },
  }
}

/** In the page: how often Tab is likely to be pressed from where the focus is, negative where the way back is shorter. */
function stepsFromFocus(target: Element): number {
  const stops = [
    ...document.querySelectorAll<HTMLElement>(
      'a[href], button, input, select, textarea, summary, [tabindex]',
    ),
  ]
    .filter((element) => element === target || (element.tabIndex >= 0 && element.checkVisibility()))
    .filter((element) => !element.matches(':disabled'))
  if (target === document.activeElement) return 0
  const from = stops.indexOf(document.activeElement as HTMLElement)
  const forwards = stops.indexOf(target as HTMLElement) - from
  const backwards = forwards - Math.sign(forwards) * stops.length
  return from >= 0 && Math.abs(backwards) < Math.abs(forwards) ? backwards : forwards
}
