import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Analyst, madeUpLog, projectIn } from './analyst.ts'
import { expect, test } from './fixtures.ts'

test('a column is given another type, and rows that then cannot be read are kept with their reasons', async ({
  running,
  folder,
}) => {
  const log = join(folder, 'visits.csv')
  writeFileSync(log, madeUpLog(3000, 100))
  const analyst = new Analyst(running)
  await analyst.createProject(projectIn(folder))
  await analyst.wizardTo('columns', log)
  const type = analyst.field('ui_wizard_type_of', { column: 'item_id' })
  await type.selectOption(analyst.say('ui_type_text'))
  await expect(type).toHaveValue('text')
  await analyst.button('ui_next').click()
  await analyst.button('ui_next').click()
  await analyst.page
    .locator('form')
    .getByRole('button', { name: analyst.say('ui_wizard_start'), exact: true })
    .click()
  await analyst.button('ui_wizard_see_rejected').click()
  await expect(analyst.page.getByRole('cell', { name: 'yesterday' }).first()).toBeVisible()
  await expect(analyst.page.getByText(/30/).first()).toBeVisible()

  await running.answerSave(join(folder, 'rejected.csv'))
  await analyst.button('ui_rejected_export').click()
  await expect(analyst.page.getByText(join(folder, 'rejected.csv'))).toBeVisible()
})

test('several columns are given a part at once, and a part that only one can play moves', async ({
  running,
  folder,
}) => {
  const log = join(folder, 'visits.csv')
  writeFileSync(log, madeUpLog(500, 1000))
  const analyst = new Analyst(running)
  await analyst.createProject(projectIn(folder))
  await analyst.wizardTo('columns', log)
  const partOf = (column: string) => analyst.field('ui_wizard_role_of', { column })
  await expect(partOf('user_id')).toHaveValue('user')
  await analyst.field('ui_wizard_select_column', { column: 'item_id' }).check()
  await analyst.field('ui_wizard_select_column', { column: 'price' }).check()
  await analyst.field('ui_wizard_set_role').selectOption('attribute')
  await expect(partOf('item_id')).toHaveValue('attribute')
  await expect(partOf('price')).toHaveValue('attribute')
  await partOf('item_id').selectOption('user')
  await expect(partOf('user_id')).toHaveValue('none')
})

test('an import that is cancelled half-way leaves the project as it was', async ({ running, folder }) => {
  test.setTimeout(180_000)
  const small = join(folder, 'small.csv')
  const large = join(folder, 'large.csv')
  writeFileSync(small, madeUpLog(2000, 5000))
  writeFileSync(large, madeUpLog(600_000, 1_000_000))
  const analyst = new Analyst(running)
  await analyst.createProject(projectIn(folder))
  await analyst.importLog(small)
  await analyst.wizardTo('import', large)
  await analyst.page
    .locator('form')
    .getByRole('button', { name: analyst.say('ui_wizard_start'), exact: true })
    .click()
  await expect(analyst.place('data')).toContainText(analyst.say('ui_state_running'))
  await analyst.page
    .getByRole('main')
    .getByRole('button', { name: analyst.say('ui_cancel'), exact: true })
    .click()
  await expect(
    analyst.page.getByText(
      analyst.say('ui_jobs_cancelled_words', { title: analyst.say('ui_job_import', { name: 'large' }) }),
    ),
  ).toBeVisible({ timeout: 5000 })
  await analyst.goTo('data')
  await expect(analyst.page.getByRole('heading', { level: 2 })).toHaveText(['small'])
})

test('a file that is no log is refused in words, and nothing is lost', async ({ running, folder }) => {
  const noLog = join(folder, 'picture.csv')
  writeFileSync(noLog, Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13, 0, 1, 2, 3, 255, 254, 0, 0]))
  const analyst = new Analyst(running)
  await analyst.createProject(projectIn(folder))
  await running.answerOpen(noLog)
  await analyst.button('ui_data_import').first().click()
  await analyst.button('ui_wizard_choose').click()
  const dialog = analyst.page.getByRole('dialog')
  await expect(dialog.getByText(analyst.say('ui_error_happened'))).toBeVisible()
  await expect(dialog.getByText(analyst.say('ui_error_safe_project'))).toBeVisible()
  await analyst.findsNoBarrier()
  await dialog
    .getByRole('button', { name: analyst.say('ui_close') })
    .last()
    .click()
  await expect(analyst.heading('ui_wizard_file_title')).toBeVisible()
})
