import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Analyst, type Language } from './analyst.ts'
import { expect, type Running, test } from './fixtures.ts'
import { makeSampleProject } from './sample-project.ts'

async function open(running: Running, project: string, language: Language): Promise<Analyst> {
  const analyst = new Analyst(running, language)
  await running.answerOpen(project)
  await running.page.getByRole('button', { name: analyst.say('ui_project_open') }).click()
  await analyst.goTo('effects')
  return analyst
}

test('what an analysis is asked further is answered, kept, and there again after closing', async ({
  launch,
  folder,
}) => {
  test.setTimeout(240_000)
  const project = await makeSampleProject(folder, 1000, 'zh-CN')
  const running = await launch({ locale: 'zh-CN' })
  const analyst = await open(running, project, 'zh-CN')
  const { page } = analyst

  const contour = analyst.say('ui_contour_title_points')
  await expect(page.getByRole('img', { name: new RegExp(contour) })).toBeVisible()
  const saved = join(folder, 'contour.svg')
  await running.answerSave(saved)
  await page.getByRole('button', { name: `${analyst.say('ui_chart_save_svg')} · ${contour}` }).click()
  await expect.poll(() => existsSync(saved)).toBe(true)
  expect(readFileSync(saved, 'utf8')).toContain(`<title>${contour}</title>`)
  await page.getByRole('button', { name: `${analyst.say('ui_chart_as_table')} · ${contour}` }).click()
  const table = page.getByRole('table', { name: contour })
  await expect(table.getByRole('row').nth(1)).toContainText(analyst.say('ui_contour_none'))
  await page.getByRole('button', { name: `${analyst.say('ui_chart_as_picture')} · ${contour}` }).click()
  await analyst.choose('ui_contour_t')
  await expect(page.getByRole('heading', { name: analyst.say('ui_contour_title_t') })).toBeVisible()

  await analyst.button('ui_work_out').click()
  await expect(page.getByText('Rosenbaum Γ').first()).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('heading', { name: analyst.say('ui_hidden_bounds_title') })).toBeVisible()

  await analyst.choose('ui_effects_side_whom')
  await analyst.button('ui_work_out').click()
  await expect(analyst.heading('ui_subgroups_title')).toBeVisible({ timeout: 60_000 })
  await analyst.field('ui_subgroups_column', { index: '1' }).selectOption('purchases')
  const cuts = page.getByLabel(analyst.say('ui_subgroups_cuts', { index: '1' }))
  await cuts.fill('one')
  await expect(analyst.button('ui_subgroups_see')).toHaveAttribute('aria-disabled', 'true')
  await cuts.fill('1')
  await page.keyboard.press('Enter')
  const groups = page.getByRole('table', { name: analyst.say('ui_subgroups_title') })
  await expect(groups.getByRole('rowheader')).toHaveText(['purchases < 1', 'purchases ≥ 1'])
  await analyst.field('ui_subgroups_column', { index: '1' }).selectOption('customer_type')
  await analyst.button('ui_subgroups_see').click()
  await expect(page.getByText(analyst.say('ui_subgroups_counted', { groups: '6', looks: '2' }))).toBeVisible()
  const before = await groups.innerText()
  await running.quit()

  const again = await open(await launch({ locale: 'en' }), project, 'en')
  await again.choose('ui_effects_side_whom')
  await expect(again.button('ui_work_out_again')).toBeVisible()
  await expect(
    again.page.getByText(again.say('ui_subgroups_counted', { groups: '6', looks: '2' })),
  ).toBeVisible()
  const after = again.page.getByRole('table', { name: again.say('ui_subgroups_title') })
  const numbers = (text: string) => text.match(/\d+\.\d{3}|[≥<] \d/g)
  expect(numbers(await after.innerText())).toEqual(numbers(before))
  await again.button('ui_subgroups_forget').click()
  await expect(after).toHaveCount(0)
})
