import type { Page } from '@playwright/test'
import { places } from '../../src-main/contract/places.ts'
import { Analyst, projectIn } from './analyst.ts'
import { findBarriers } from './barriers.ts'
import { expect, test } from './fixtures.ts'
import { openSample } from './open-sample.ts'
import { settled } from './screens.ts'

/** What holds beside each screen by itself, which pictures.spec.ts looks at for barriers. */

test('a project with nothing in it has no barrier, nor has the start', async ({ running, folder }) => {
  test.setTimeout(180_000)
  const analyst = new Analyst(running)
  for (const theme of ['light', 'dark'] as const) {
    await analyst.wear(theme)
    await analyst.findsNoBarrier()
  }
  await analyst.createProject(projectIn(folder))
  for (const place of places) {
    await analyst.goTo(place)
    for (const theme of ['light', 'dark'] as const) {
      await analyst.wear(theme)
      await analyst.findsNoBarrier()
    }
  }
  await running.page.evaluate(() => document.querySelector('main')!.append(document.createElement('button')))
  expect(await findBarriers(running.page)).toEqual([expect.stringContaining('button-name')])
})

test('the focus is seen wherever the Tab key comes to, and nothing is lost at twice the text size', async ({
  launch,
  folder,
}) => {
  test.setTimeout(240_000)
  const analyst = await openSample(launch, folder, 600, 'en')
  const { page } = analyst
  const arrive = async (index: number, place: (typeof places)[number]) => {
    await page.keyboard.press(`Control+${index + 1}`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(analyst.say(`ui_place_${place}`))
    await settled(analyst)
  }
  await test.step('the focus is seen', async () => {
    for (const [index, place] of places.entries()) {
      await arrive(index, place)
      const unseen: string[] = []
      for (let step = 0; step < 40; step += 1) {
        await page.keyboard.press('Tab')
        const found = await withoutRing(page)
        if (found !== null) unseen.push(found)
      }
      expect(unseen, place).toEqual([])
    }
  })
  await test.step('nothing is lost', async () => {
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.keyboard.press('Control+,')
    await page.getByText('200%').click()
    await page.keyboard.press('Escape')
    await expect
      .poll(() => page.evaluate(() => getComputedStyle(document.documentElement).fontSize))
      .toBe('32px')
    for (const [index, place] of places.entries()) {
      await arrive(index, place)
      expect(await beyondReach(page), place).toEqual([])
      if (place === 'graph') {
        // The drawing keeps the width of the screen, and its variables stand apart.
        expect((await page.locator('.svelte-flow').boundingBox())!.width).toBeGreaterThan(400)
        expect(await overlapping(page)).toEqual([])
      }
      for (const view of (await analyst.views(place).all()).slice(1)) {
        await view.press('Enter')
        await settled(analyst)
        expect(await beyondReach(page), `${place}, ${await view.textContent()}`).toEqual([])
      }
    }
  })
  await test.step('the view that is shown stays in sight among the others', async () => {
    await page.setViewportSize({ width: 1920, height: 800 })
    await analyst.goTo('behaviour')
    const last = analyst.views('behaviour').last()
    await last.click()
    await page.setViewportSize({ width: 1280, height: 800 })
    await expect(last).toBeInViewport({ ratio: 1 })
  })
})

/** Controls that stand, wholly or in part, where no scrolling brings them; and a page that is wider than its window. */
function beyondReach(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const lost: string[] = []
    if (document.documentElement.scrollWidth > innerWidth) lost.push('the page is wider than the window')
    const scrolls = (element: Element) => /auto|scroll/.test(getComputedStyle(element).overflowX)
    for (const control of document.querySelectorAll('button, input, select, textarea, summary, a')) {
      const { left, right, width } = control.getBoundingClientRect()
      if (width <= 1 || control.closest('.visually-hidden, .svelte-flow') !== null) continue
      let holder = control.parentElement
      while (holder !== null && !scrolls(holder)) holder = holder.parentElement
      if (holder === null && (left < -1 || right > innerWidth + 1))
        lost.push(`${control.tagName} ${control.getAttribute('aria-label') ?? control.textContent?.trim()}`)
    }
    return lost
  })
}

/** Variables of the drawing that lie on one another. */
function overlapping(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const nodes = [...document.querySelectorAll('.svelte-flow__node')].map((node) => ({
      name: node.textContent?.trim() ?? '',
      box: node.getBoundingClientRect(),
    }))
    return nodes.flatMap((one, at) =>
      nodes
        .slice(at + 1)
        .filter(
          ({ box }) =>
            box.left < one.box.right - 1 &&
            one.box.left < box.right - 1 &&
            box.top < one.box.bottom - 1 &&
            one.box.top < box.bottom - 1,
        )
        .map((other) => `${one.name} and ${other.name}`),
    )
  })
}

/** What has the keyboard's focus, where nothing shows it: neither its own outline nor one drawn for it. */
function withoutRing(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const element = document.activeElement
    if (element === null || element === document.body) return null
    const ring = (shown: Element | null | undefined) => {
      if (!shown) return false
      const { outlineStyle, outlineWidth } = getComputedStyle(shown)
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
    }
    const stroked = (shown: Element | null) =>
      shown !== null && Number.parseFloat(getComputedStyle(shown).strokeWidth) >= 2
    const drawn =
      ring(element) ||
      ring(element.closest('label')) ||
      (element instanceof HTMLInputElement && [...(element.labels ?? [])].some(ring)) ||
      (element instanceof SVGElement && [...element.querySelectorAll('rect, path')].some(stroked)) ||
      element.tagName === 'IFRAME'
    return drawn
      ? null
      : `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40)}`
  })
}
