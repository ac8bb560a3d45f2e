import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { random } from '../../src-main/numeric/random.ts'
import { Analyst, projectIn } from './analyst.ts'
import { expect, test } from './fixtures.ts'

/** One row a customer: a coupon adds about 5 to what is spent. Two rows are no rows of such a table. Seed 3. */
function customers(rows: number): string {
  const draw = random(3)
  const lines = ['customer_id;coupon;spent;bought;age;city;remark']
  for (let row = 0; row < rows; row += 1) {
    const keen = draw.normal()
    const coupon = draw.uniform() < 1 / (1 + Math.exp(-keen)) ? 'yes' : 'no'
    const spent = 20 + (coupon === 'yes' ? 5 : 0) + 4 * keen + draw.normal()
    const age = row % 50 === 0 ? '' : String(Math.round(40 + 8 * keen))
    lines.push(
      `${1000 + row};${coupon};${spent.toFixed(2).replace('.', ',')};${spent > 22 ? 1 : 0};${age};${row % 3 ? 'Köln' : 'Bern'};no. ${row}`,
    )
  }
  return [...lines, ';yes;20,00;1;30;Bern;nobody', '9999;no;1;0'].join('\n')
}

test('a table of one row a customer is recognised, checked whole, imported and asked about', async ({
  running,
  folder,
}, testInfo) => {
  const path = join(folder, 'customers.csv')
  writeFileSync(path, customers(600))
  const analyst = new Analyst(running)
  const { page } = analyst
  const look = (name: string) => page.screenshot({ path: testInfo.outputPath(`${name}.png`) })
  await analyst.createProject(projectIn(folder))
  await analyst.wizardTo('columns', path)
  const partOf = (column: string) => analyst.field('ui_wizard_role_of', { column })
  await expect(partOf('customer_id')).toHaveValue('unit')
  await expect(partOf('coupon')).toHaveValue('treatment')
  await expect(partOf('spent')).toHaveValue('outcome')
  await expect(partOf('remark')).toHaveValue('none')
  await expect(analyst.field('ui_wizard_type_of', { column: 'customer_id' })).toBeDisabled()
  await look('columns')
  await analyst.button('ui_next').click()
  await expect(
    page.getByText(analyst.say('ui_check_table_rejected', { rejected: '2', rows: '602' })),
  ).toBeVisible({ timeout: 30_000 })
  await analyst.findsNoBarrier()
  await look('check')
  const kept = await page.getByRole('region').first().getByRole('row').nth(1).innerText()
  await analyst.button('ui_next').click()
  await page
    .locator('form')
    .getByRole('button', { name: analyst.say('ui_wizard_start'), exact: true })
    .click()
  await expect(analyst.heading('ui_wizard_table_done', { count: '600' })).toBeVisible({ timeout: 30_000 })
  await look('done')

  await analyst.button('ui_wizard_see_rejected').click()
  await expect(page.getByRole('cell', { name: '9999;no;1;0' })).toBeVisible()
  await analyst.see('ui_data_sources')
  await look('sources')
  await analyst.button('ui_wizard_see_table').click()
  await expect(page.getByText(path)).toBeVisible()
  const row = page.getByRole('row').filter({ hasText: /1000/ }).first()
  expect((await row.innerText()).split(/\s+/)).toEqual(kept.split(/\s+/))
  await analyst.findsNoBarrier()
  await look('table')

  await analyst.startGraph()
  await analyst.goTo('behaviour')
  await analyst.button('ui_tables_use').click()
  await expect(analyst.field('ui_effects_table')).toHaveValue('customers')
  await expect(page.getByLabel(`◉ ${analyst.say('ui_effects_outcome')}`)).toHaveValue('spent')
  await look('question')
})

test('a table is imported anew under its name, and one undo brings the first back', async ({
  launch,
  folder,
}, testInfo) => {
  const path = join(folder, 'customers.csv')
  const running = await launch({ locale: 'zh-CN' })
  const analyst = new Analyst(running, 'zh-CN')
  const { page } = analyst
  await analyst.createProject(projectIn(folder))
  await analyst.wear('dark')
  const bring = async (rows: number) => {
    writeFileSync(path, customers(rows))
    await analyst.wizardTo('import', path)
    await page
      .locator('form')
      .getByRole('button', { name: analyst.say('ui_wizard_start'), exact: true })
      .click()
    await expect(analyst.heading('ui_wizard_table_done', { count: String(rows) })).toBeVisible({
      timeout: 30_000,
    })
  }
  await bring(100)
  await bring(120)
  await analyst.button('ui_wizard_see_table').click()
  const rows = page.getByRole('definition').first()
  await expect(rows).toHaveText('120')
  await page.screenshot({ path: testInfo.outputPath('table.png') })
  await page.keyboard.press('Control+z')
  await expect(rows).toHaveText('100')
  await page.getByRole('button', { name: analyst.say('ui_tables_actions', { name: 'customers' }) }).click()
  await page.getByRole('menuitem', { name: analyst.say('ui_duplicate') }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: analyst.say('ui_duplicate'), exact: true })
    .click()
  await expect(page.getByRole('button', { name: 'customers 2', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
})
