/**
 * The longest that the window cannot draw while a log of 1,000,000 events is imported, and while an effect is estimated.
 * The baseline is the same window with nothing to do. Needs `npm run build`. `node test/bench/window-frames.ts [events]`
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { electronBinary } from '../../stand-in/electron-binary.ts'
import { Analyst, madeUpLog, projectIn } from '../window/analyst.ts'
import { expect, start } from '../window/fixtures.ts'
import { framesDuring, framesInWords } from '../window/frames.ts'
import { makeSampleProject } from '../window/sample-project.ts'

const events = Number(process.argv[2] ?? 1_000_000)
const folder = mkdtempSync(join(tmpdir(), 'antecedent-bench-'))
const running = await start(electronBinary() === null ? 'stand-in' : 'electron', folder, {})
try {
  const analyst = new Analyst(running)
  const { page } = analyst
  const log = join(folder, 'events.csv')
  writeFileSync(log, madeUpLog(events, events + 1))
  await analyst.createProject(projectIn(folder))
  const idle = await framesDuring(page, () => page.waitForTimeout(5000))
  console.log(framesInWords('idle', idle))

  await analyst.wizardTo('import', log)
  const importing = await framesDuring(page, async () => {
    await page
      .locator('form')
      .getByRole('button', { name: analyst.say('ui_wizard_start') })
      .click()
    await expect(analyst.button('ui_wizard_see_events')).toBeVisible({ timeout: 300_000 })
  })
  console.log(framesInWords(`import of ${events.toLocaleString('en')} events`, importing, idle))

  await running.answerOpen(await makeSampleProject(folder, 5000))
  await page.keyboard.press('Control+o')
  await expect(analyst.button('ui_project_menu', { name: 'Sample shop' })).toBeVisible()
  await analyst.goTo('effects')
  await analyst.button('ui_effects_new').click()
  await analyst.nextSteps(3)
  const estimating = await framesDuring(page, async () => {
    await analyst.button('ui_effects_run').click()
    await expect(page.getByRole('main').getByRole('progressbar')).toBeVisible()
    await expect(analyst.heading('ui_effects_refutations')).toBeVisible({ timeout: 300_000 })
  })
  console.log(framesInWords('estimate on 5,000 users', estimating, idle))
} finally {
  await running.quit()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
