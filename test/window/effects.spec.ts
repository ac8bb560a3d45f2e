import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Analyst, type Language } from './analyst.ts'
import { expect, type Running, test } from './fixtures.ts'
import { copySampleProject, drawGraph } from './sample-project.ts'

async function open(running: Running, project: string, language: Language): Promise<Analyst> {
  const analyst = new Analyst(running, language)
  await analyst.openProject(project)
  await analyst.goTo('effects')
  return analyst
}

test('what an analysis is asked further is answered, kept, and there again after closing', async ({
  launch,
  folder,
}) => {
  test.setTimeout(240_000)
  const project = await copySampleProject(folder, 1000, 'zh-CN')
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

  const byRow = join(folder, 'effects.csv')
  await running.answerSave(byRow)
  await analyst.button('ui_effects_by_row_save').click()
  await expect.poll(() => existsSync(byRow)).toBe(true)
  const [header, first, ...rest] = readFileSync(byRow, 'utf8').trimEnd().split('\r\n')
  expect(header).toBe('row,user,effect,standard_error,interval_low,interval_high')
  expect(first.split(',').every((cell) => cell !== '')).toBe(true)
  expect(rest.at(-1)?.split(',')[0]).toBe(String(rest.length + 1))

  const tree = analyst.say('ui_policy_tree')
  await analyst.button('ui_work_out').click()
  await expect(page.getByRole('img', { name: new RegExp(tree) })).toBeVisible({ timeout: 60_000 })
  const leaves = page.getByRole('list', { name: tree }).getByRole('listitem')
  await expect(leaves.first()).toContainText(/%/)
  const drawn = join(folder, 'tree.svg')
  await running.answerSave(drawn)
  await page.getByRole('button', { name: `${analyst.say('ui_chart_save_svg')} · ${tree}` }).click()
  await expect.poll(() => existsSync(drawn)).toBe(true)
  expect(readFileSync(drawn, 'utf8').match(/<rect/g)?.length).toBeGreaterThan(await leaves.count())
  await analyst.findsNoBarrier()
  await running.quit()

  const again = await open(await launch({ locale: 'en' }), project, 'en')
  await again.choose('ui_effects_side_whom')
  await expect(again.button('ui_work_out_again').first()).toBeVisible()
  await expect(
    again.page.getByText(again.say('ui_subgroups_counted', { groups: '6', looks: '2' })),
  ).toBeVisible()
  const after = again.page.getByRole('table', { name: again.say('ui_subgroups_title') })
  const numbers = (text: string) => text.match(/\d+\.\d{3}|[≥<] \d/g)
  expect(numbers(await after.innerText())).toEqual(numbers(before))
  await again.button('ui_subgroups_forget').click()
  await expect(after).toHaveCount(0)
})

/** Pearl's napkin: no set, no mediator and no third variable is enough, and yet the effect has a formula. */
const napkin = {
  type: 'dag',
  nodes: ['customer_type', 'carts', 'offered', 'buys'].map((id, place) => ({
    id,
    position: { x: 100 + 180 * place, y: 100 },
  })),
  edges: [
    { from: 'customer_type', to: 'carts', kind: 'directed' },
    { from: 'carts', to: 'offered', kind: 'directed' },
    { from: 'offered', to: 'buys', kind: 'directed' },
    { from: 'customer_type', to: 'offered', kind: 'bidirected' },
    { from: 'customer_type', to: 'buys', kind: 'bidirected' },
  ],
}

test('from a formula in the graph to its estimate; then arms and amounts, each with what belongs to them', async ({
  launch,
  folder,
}) => {
  test.setTimeout(240_000)
  const project = await copySampleProject(folder, 600)
  await drawGraph(project, napkin, { treatments: ['offered'], outcomes: ['buys'], adjusted: [] })
  const analyst = await open(await launch(), project, 'en')
  const { page } = analyst
  const method = (key: Parameters<Analyst['say']>[0]) =>
    page.getByRole('checkbox', { name: analyst.say(key), exact: true })

  await analyst.goTo('graph')
  await page.getByRole('button', { name: analyst.say('ui_graph_view_identify'), exact: true }).click()
  const way = `${analyst.say('ui_graph_estimate')} · ${analyst.say('ui_graph_way_id')}`
  await page.getByRole('button', { name: way }).click()
  await expect(page.getByText(analyst.say('ui_effects_id_levels'))).toBeVisible()
  await expect(page.getByRole('region', { name: analyst.say('ui_graph_estimand') })).toBeVisible()
  await analyst.nextSteps(2)
  await expect(method('ui_method_id')).toBeChecked()
  await expect(method('ui_refuter_graph')).toBeChecked()
  await expect(method('ui_refuter_random_common_cause')).toHaveCount(0)
  await analyst.nextSteps(1)
  await analyst.button('ui_effects_run').click()
  const result = page.getByRole('article')
  await expect(result.getByRole('img', { name: new RegExp(analyst.say('ui_method_id')) })).toBeVisible({
    timeout: 60_000,
  })
  await expect(result.getByText(analyst.say('ui_detail_occupied'))).toBeVisible()
  await expect(result.getByText(analyst.say('ui_refuter_graph'))).toBeVisible()
  await expect(analyst.heading('ui_refuted_title')).toBeVisible()
  await analyst.findsNoBarrier()

  await analyst.button('ui_effects_new').click()
  await analyst.field('ui_effects_table').selectOption({ index: 0 })
  await page.getByLabel(analyst.say('ui_effects_treatment')).selectOption('customer_type')
  await analyst.choose('ui_effects_adjust_own')
  await analyst.nextSteps(2)
  for (const each of await page.getByRole('main').locator('summary').all()) await each.click()
  await method('ui_method_matching').check({ force: true })
  await page.getByLabel(analyst.say('ui_setting_bias_correction')).selectOption({ label: 'yes' })
  await method('ui_method_uplift_tree').check({ force: true })
  await page.getByLabel(analyst.say('ui_setting_divergence')).selectOption('euclidean')
  await page.getByLabel(analyst.say('ui_terms_first')).selectOption('purchases')
  await page.getByLabel(analyst.say('ui_terms_second')).selectOption('purchases')
  await analyst.button('ui_terms_add').click()
  await expect(page.getByText('purchases²')).toBeVisible()
  await analyst.findsNoBarrier()
  await page
    .getByRole('button', { name: analyst.say('ui_terms_remove', { name: 'purchases × purchases' }) })
    .click()
  await analyst.nextSteps(1)
  await analyst.button('ui_effects_run').click()
  await expect(analyst.heading('ui_contrasts_title')).toBeVisible({ timeout: 90_000 })
  const arms = page.getByRole('table', { name: analyst.say('ui_contrasts_title') })
  await expect(arms.getByRole('row')).toHaveCount(4)

  await analyst.button('ui_effects_new').click()
  await page.getByLabel(analyst.say('ui_effects_treatment')).selectOption('carts')
  await expect(page.getByText(analyst.say('ui_arm_dose'))).toBeVisible()
  await analyst.choose('ui_effects_adjust_own')
  await analyst.nextSteps(1)
  await expect(analyst.heading('ui_dose_weights')).toBeVisible()
  await expect(analyst.heading('ui_dose_balance')).toBeVisible()
  await expect(page.getByText(analyst.say('ui_overlap_weights'), { exact: true })).toHaveCount(0)
})
