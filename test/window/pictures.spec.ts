import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Analyst } from './analyst.ts'
import { expect, test } from './fixtures.ts'
import { copySampleProject } from './sample-project.ts'
import { settled, visitEveryScreen } from './screens.ts'

/**
 * Every screen and dialog is gone to once in each language: its pictures, to be looked at, are kept as
 * test-results/pictures/<language>/<size>-<theme>/<screen>.png, and axe finds no barrier on it.
 */

// One language a worker.
test.describe.configure({ mode: 'parallel' })

const pictures = resolve(import.meta.dirname, '../../test-results/pictures')
const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
]

for (const { locale, searched } of [
  { locale: 'en', searched: 'light' },
  { locale: 'zh-CN', searched: 'dark' },
] as const) {
  test(`every screen has its pictures in ${locale}, and no barrier (${searched})`, async ({
    launch,
    folder,
  }) => {
    test.setTimeout(600_000)
    const project = await copySampleProject(folder, 2000, locale)
    const running = await launch({ locale })
    const analyst = new Analyst(running, locale)
    const { page } = running
    const faults: string[] = []
    const seen: string[] = []
    page.on('pageerror', (error) => faults.push(error.message))

    const take = async (name: string) => {
      seen.push(name)
      for (const theme of ['light', 'dark'] as const) {
        await analyst.wear(theme)
        for (const size of sizes) {
          await page.setViewportSize(size)
          await settled(analyst)
          const folder = join(pictures, locale, `${size.width}-${theme}`)
          mkdirSync(folder, { recursive: true })
          await page.screenshot({ path: join(folder, `${name}.png`) })
          if (theme === searched && size === sizes[0]) await analyst.findsNoBarrier()
        }
      }
    }

    await expect(analyst.heading('ui_start_title')).toBeVisible()
    await take('start')
    await analyst.openProject(project)
    await visitEveryScreen(analyst, folder, take)
    expect(faults).toEqual([])
    expect(seen.length).toBeGreaterThan(30)
  })
}
