import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Analyst } from './analyst.ts'
import { expect, test } from './fixtures.ts'
import { makeSampleProject } from './sample-project.ts'
import { settled, visitEveryScreen } from './screens.ts'

/** A picture of every screen, to be looked at: test-results/pictures/<language>/<size>-<theme>/<screen>.png */

const pictures = resolve(import.meta.dirname, '../../test-results/pictures')
const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
]

for (const locale of ['en', 'zh-CN'] as const) {
  test(`every screen has its pictures in ${locale}`, async ({ launch, folder }) => {
    test.setTimeout(300_000)
    const project = await makeSampleProject(folder, 2000, locale)
    const running = await launch({ locale })
    const analyst = new Analyst(running, locale)
    const { page } = running
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(error.message))

    const take = async (name: string) => {
      for (const theme of ['light', 'dark'] as const) {
        await analyst.wear(theme)
        for (const size of sizes) {
          await page.setViewportSize(size)
          await settled(analyst)
          const folder = join(pictures, locale, `${size.width}-${theme}`)
          mkdirSync(folder, { recursive: true })
          await page.screenshot({ path: join(folder, `${name}.png`) })
        }
      }
    }

    await expect(analyst.heading('ui_start_title')).toBeVisible()
    await take('start')
    await running.answerOpen(project)
    await page.getByRole('button', { name: analyst.say('ui_project_open') }).click()
    await visitEveryScreen(analyst, folder, take)
    expect(faults).toEqual([])
  })
}
