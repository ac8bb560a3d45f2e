import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { AntecedentBridge } from '../../src-main/contract/bridge.ts'
import { expect, test } from './fixtures.ts'

/** What is seen before the first script runs, laid over the window that takes its place: nothing may move or change. */

const start = {
  '.skeleton-brand': '.brand',
  '.skeleton-start h1': '.start h1',
  '.skeleton-lead': '.start .lead',
  '.skeleton-ways > *': '.start .ways > *',
  '.skeleton-ways svg': '.start .ways svg',
  '.skeleton-ways strong': '.start .ways strong',
  '.skeleton-ways span': '.start .ways span',
  '.skeleton-start h2': '.start h2',
}
const frame = {
  '.skeleton-rail': '.rail',
  '.skeleton-rail p': '.rail :is(nav, .foot) button',
  '.skeleton-rail p svg': '.rail :is(nav, .foot) button > svg',
  '.skeleton-rail p span': '.rail :is(nav, .foot) .label',
  '.skeleton-name': '.rail .menu-trigger',
  '.skeleton-place': 'main',
}

interface Sight {
  readonly text: string
  readonly at: readonly number[]
  readonly looks: readonly string[]
}

/** The skeleton that the program serves now, shown over the window, and what stands at the same places of both. */
async function layOver(page: Page, pairs: Readonly<Record<string, string>>): Promise<[Sight[], Sight[]][]> {
  return page.evaluate(async (pairs) => {
    const served = new DOMParser().parseFromString(await (await fetch('./index.html')).text(), 'text/html')
    document.documentElement.dataset.opens = served.documentElement.dataset.opens
    const skeleton = document.adoptNode(served.querySelector('.skeleton')!)
    document.body.append(skeleton)
    const see = (selector: string) =>
      [...document.querySelectorAll(selector)].map((element) => {
        const { x, y } = element.getBoundingClientRect()
        const { color, fontSize, fontWeight, fontFamily, stroke } = getComputedStyle(element)
        const drawing = element.closest('svg') !== null
        return {
          text: element.textContent!.replaceAll(/\s+/g, ''),
          at: [x, y].map(Math.round),
          looks: drawing ? [stroke] : [color, fontSize, fontWeight, fontFamily],
        }
      })
    const seen = Object.entries(pairs).map(([first, then]) => [see(first), see(then)])
    skeleton.remove()
    return seen as unknown as [Sight[], Sight[]][]
  }, pairs)
}

for (const settings of [
  { language: 'en', theme: 'light', textSize: 100 },
  { language: 'zh-CN', theme: 'dark', textSize: 150 },
]) {
  test(`the skeleton is the window itself, ${settings.language}, ${settings.theme}, text at ${settings.textSize} %`, async ({
    launch,
    folder,
  }) => {
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings))
    const { page } = await launch({ userData: folder })
    await expect(page.locator('main.start')).toBeVisible()
    await expect(page.locator('.skeleton')).toHaveCount(0)
    for (const [first, then] of await layOver(page, start)) {
      expect(first.length).toBeGreaterThan(0)
      expect(then).toEqual(first)
    }

    await page.evaluate(
      (path) =>
        (window as never as { antecedent: AntecedentBridge }).antecedent.request(1, 'project.create', {
          path,
        }),
      join(folder, 'R&D <shop>.antecedent'),
    )
    await expect(page.locator('.rail')).toBeVisible()
    for (const [first, then] of await layOver(page, frame)) {
      expect(first.length).toBeGreaterThan(0)
      expect(then.map(({ at }) => at)).toEqual(first.map(({ at }) => at))
    }
    const [[words, labels]] = await layOver(page, {
      '.skeleton-rail :is(p span, b)': '.rail :is(.label, .name > span)',
    })
    expect(new Set(words!.map(({ text }) => text))).toEqual(new Set(labels!.map(({ text }) => text)))
  })
}

test('a project that is asked for is opened without another screen before it', async ({ launch, folder }) => {
  const path = join(folder, 'shop.antecedent')
  const first = await launch()
  await first.page.evaluate(
    (path) =>
      (window as never as { antecedent: AntecedentBridge }).antecedent.request(1, 'project.create', { path }),
    path,
  )
  await first.quit()
  const { page } = await launch({ words: [path] })
  await page.evaluate(() => {
    const seen: string[] = []
    Object.assign(window, { seen })
    const look = () => {
      for (const name of ['.skeleton', '.start', '.rail'])
        if (document.querySelector(name) !== null && seen.at(-1) !== name) seen.push(name)
      requestAnimationFrame(look)
    }
    look()
  })
  await expect(page.locator('.rail')).toBeVisible()
  expect(await page.evaluate(() => (window as never as { seen: string[] }).seen)).not.toContain('.start')
})
