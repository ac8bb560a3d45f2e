import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Analyst, madeUpLog, projectIn } from './analyst.ts'
import { expect, type Running, test } from './fixtures.ts'

/** Kill -9 in the middle of the work: what was there before is there after, and the window says what happened. */

const small = 2000
const large = 700_000

/** A project with one small source, and the import of a large one under way. */
async function importUnderWay(running: Running, folder: string): Promise<Analyst> {
  const analyst = new Analyst(running)
  writeFileSync(join(folder, 'small.csv'), madeUpLog(small, 50))
  writeFileSync(join(folder, 'large.csv'), madeUpLog(large, 1000))
  await analyst.createProject(projectIn(folder))
  await analyst.importLog(join(folder, 'small.csv'))
  await showsSmallAlone(analyst)
  await analyst.wizardTo('import', join(folder, 'large.csv'))
  await analyst.page
    .locator('form')
    .getByRole('button', { name: analyst.say('ui_wizard_start') })
    .click()
  const progress = analyst.page.getByRole('main').getByRole('progressbar')
  await expect
    .poll(async () => Number(await progress.getAttribute('aria-valuenow')), { timeout: 30_000 })
    .toBeGreaterThanOrEqual(10)
  return analyst
}

/** The project as it was before the large import: its one source, with every count of it. */
async function showsSmallAlone(analyst: Analyst): Promise<void> {
  await analyst.goTo('data')
  const views = analyst.views('data')
  await expect(views.nth(0)).toHaveText(`${analyst.say('ui_data_sources')} 1`)
  await expect(views.nth(1)).toHaveText(`${analyst.say('ui_data_events')} 1,960`)
  await expect(views.nth(2)).toHaveText(`${analyst.say('ui_data_rejected')} 40`)
  await views.nth(0).click()
  await expect(analyst.page.getByRole('heading', { level: 2 })).toHaveText(['small'])
  await views.nth(1).click()
  await expect(
    analyst.page.getByRole('table').getByRole('cell', { name: 'u0', exact: true }).first(),
  ).toBeVisible()
  await views.nth(0).click()
}

test('the engine is killed during an import: the window says so, and the project is as before', async ({
  running,
  folder,
}) => {
  const analyst = await importUnderWay(running, folder)
  const { page } = analyst
  process.kill(await running.enginePid(), 'SIGKILL')
  await expect(page.getByText(analyst.say('ui_engine_restarted'))).toBeVisible()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(analyst.say('error_ENGINE_STOPPED_hint'))).toBeVisible()
  await expect(dialog.getByText(analyst.say('ui_error_safe_project'))).toBeVisible()
  await page.keyboard.press('Escape')
  await showsSmallAlone(analyst)

  // Nothing stands in the way of doing it again.
  await analyst.importLog(join(folder, 'large.csv'))
  await expect(
    analyst.heading('ui_wizard_done', { count: (large - large / 1000).toLocaleString('en') }),
  ).toBeVisible()
})

test('the engine is killed while the sample is made: it can be made again in the same place', async ({
  running,
  folder,
}) => {
  const analyst = new Analyst(running)
  const { page } = analyst
  const path = join(folder, 'Sample shop.antecedent')
  const sample = page.getByRole('button', { name: analyst.say('ui_start_sample') })
  await running.answerSave(path)
  await sample.click()
  const progress = page.getByRole('main').getByRole('progressbar')
  await expect
    .poll(async () => Number(await progress.getAttribute('aria-valuenow')), { timeout: 60_000 })
    .toBeGreaterThanOrEqual(20)
  process.kill(await running.enginePid(), 'SIGKILL')
  await expect(page.getByRole('dialog').getByText(analyst.say('error_ENGINE_STOPPED_hint'))).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(analyst.heading('ui_start_title')).toBeVisible()
  expect(existsSync(path)).toBe(false)
  await running.answerSave(path)
  await sample.click()
  await expect(progress).toBeVisible()
  await analyst.button('ui_cancel').click()
  await expect(progress).toHaveCount(0)
  await expect(page.getByRole('dialog')).toHaveCount(0)
  expect(existsSync(path)).toBe(false)
})

test('the whole program is killed during an import: started again, the project is as before', async ({
  launch,
  folder,
}) => {
  const running = await launch()
  await importUnderWay(running, folder)
  await running.kill()

  const again = await launch({ userData: running.userData })
  const analyst = new Analyst(again)
  const { page } = analyst
  await page.getByRole('button', { name: /^study / }).click()
  await expect(page.getByText(analyst.say('ui_project_interrupted'))).toBeVisible()
  await showsSmallAlone(analyst)
  await expect(page.getByRole('dialog')).toHaveCount(0)
})
