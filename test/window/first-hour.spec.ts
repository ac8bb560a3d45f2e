import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Analyst, hasRees46, type Language, projectIn, rees46 } from './analyst.ts'
import { expect, test } from './fixtures.ts'
import { foreignLog } from './foreign-log.ts'

const reason = 'skipped: ../shared/data is not here'
if (!hasRees46 && process.env.TEST_WORKER_INDEX === undefined) console.log(reason)

// A walk a worker: each has its own project, and one after the other they would outlast the rest.
test.describe.configure({ mode: 'parallel' })

const languages: readonly Language[] = ['en', 'zh-CN']

for (const language of languages) {
  test(`an analyst goes from an unknown log to a report without a dead end (${language})`, async ({
    launch,
    folder,
  }) => {
    test.skip(!hasRees46, reason)
    test.setTimeout(240_000)
    const analyst = new Analyst(await launch({ locale: language }), language)
    const { page, running } = analyst

    await test.step('starts a project and imports what REES46 published', async () => {
      await analyst.createProject(projectIn(folder))
      await expect(analyst.place('data')).toContainText(analyst.say('ui_state_empty'))
      await analyst.importLog(rees46)
      await expect(analyst.place('data')).toContainText(analyst.say('ui_state_ready'))
      await analyst.button('ui_wizard_see_events').click()
      await expect(page.getByRole('table').getByRole('cell', { name: 'view' }).first()).toBeVisible()
    })

    await test.step('sees what people do', async () => {
      await analyst.goTo('behaviour')
      await expect(analyst.heading('ui_behaviour_funnel')).toBeVisible({ timeout: 30_000 })
      await expect(page.getByRole('img', { name: /5,067/ })).toBeVisible()
    })

    await test.step('builds a table, a graph, an estimate', async () => {
      await analyst.buildTable()
      await analyst.startGraph()
      await analyst.estimate()
      await expect(analyst.place('effects')).toContainText(analyst.say('ui_state_ready'))
      await expect(analyst.heading('ui_effects_sensitivity')).toBeVisible()
    })

    await test.step('makes recommendations and asks why', async () => {
      await analyst.goTo('recommendations')
      await analyst.button('ui_recommend_build').click()
      await analyst.button('ui_recommend_build').click()
      const first = page.locator('tbody button').first()
      await expect(first).toBeVisible({ timeout: 90_000 })
      const user = await first.textContent()
      await first.click()
      await expect(analyst.heading('ui_recommend_inspector_title', { name: user ?? '' })).toBeVisible()
      await running.answerSave(join(folder, 'list.csv'))
      await analyst.button('ui_recommend_export').click()
      await expect
        .poll(() => statSync(join(folder, 'list.csv'), { throwIfNoEntry: false })?.size ?? 0)
        .toBeGreaterThan(1000)
    })

    await test.step('writes the report and prints it', async () => {
      await analyst.goTo('report')
      await analyst
        .field('ui_report_remark', { part: analyst.say('ui_place_effects') })
        .fill('Looked at twice.')
      await running.answerSave(join(folder, 'report.html'))
      await analyst.button('ui_report_save_html').click()
      await expect
        .poll(() => statSync(join(folder, 'report.html'), { throwIfNoEntry: false })?.size ?? 0)
        .toBeGreaterThan(5000)
      expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('Looked at twice.')
      await running.answerSave(join(folder, 'report.pdf'))
      await analyst.button('ui_report_save_pdf').click()
      await expect
        .poll(() => statSync(join(folder, 'report.pdf'), { throwIfNoEntry: false })?.size ?? 0, {
          timeout: 30_000,
        })
        .toBeGreaterThan(5000)
      expect(readFileSync(join(folder, 'report.pdf')).subarray(0, 5).toString()).toBe('%PDF-')
    })

    await test.step('comes back to exactly where the work was left', async () => {
      await running.quit()
      const again = new Analyst(await launch({ locale: language, userData: running.userData }), language)
      await again.page.locator('.recent li button').first().click()
      await expect(again.heading('ui_place_report')).toBeVisible()
      await expect(again.field('ui_report_remark', { part: again.say('ui_place_effects') })).toHaveValue(
        'Looked at twice.',
      )
      await again.goTo('effects')
      await expect(again.heading('ui_effects_refutations')).toBeVisible()
    })
  })
}

test('an analyst takes a log that nobody has explained from its file to a report, by what each screen offers', async ({
  launch,
  folder,
}) => {
  test.setTimeout(240_000)
  const log = foreignLog(700)
  const path = join(folder, '店铺日志.csv')
  writeFileSync(path, log.bytes)
  const analyst = new Analyst(await launch())
  const { page, running } = analyst

  await test.step('reads GBK, semicolons, days first and decimal commas as they are meant', async () => {
    await analyst.createProject(projectIn(folder))
    await running.answerOpen(path)
    await analyst.button('ui_data_import').click()
    await analyst.button('ui_wizard_choose').click()
    await expect(analyst.field('ui_wizard_encoding')).toHaveValue('gb18030')
    await expect(analyst.field('ui_wizard_delimiter')).toHaveValue(';')
    for (const choice of ['ui_wizard_decimal_comma', 'ui_wizard_day_first_yes'] as const)
      await expect(page.getByRole('radio', { name: analyst.say(choice), exact: true })).toBeChecked()
    await expect(
      page
        .getByRole('main')
        .getByText(/^客户\d{4}$/)
        .first(),
    ).toBeVisible()
  })

  await test.step('says what each column is, and imports', async () => {
    await analyst.button('ui_next').click()
    for (const [column, part] of [
      ['用户', 'user'],
      ['时间', 'time'],
      ['行为', 'type'],
      ['商品', 'item'],
      ['价格', 'price'],
    ] as const)
      await expect(analyst.field('ui_wizard_role_of', { column })).toHaveValue(part)
    await expect(analyst.field('ui_wizard_type_of', { column: '价格' })).toHaveValue('number')
    await analyst.button('ui_next').click()
    await analyst.button('ui_next').click()
    await page
      .locator('form')
      .getByRole('button', { name: analyst.say('ui_wizard_start') })
      .click()
    await expect(analyst.heading('ui_wizard_done', { count: log.events.toLocaleString('en') })).toBeVisible()
  })

  await test.step('sees why rows were rejected', async () => {
    await analyst.button('ui_wizard_see_rejected').click()
    await expect(page.getByRole('cell', { name: '昨天', exact: true })).toBeVisible()
    await expect(page.getByRole('cell', { name: '31/02/2026 10:00:00', exact: true })).toBeVisible()
    await expect(analyst.views('data').last()).toContainText(String(log.rejects))
  })

  await test.step('asks what the coupon does', async () => {
    await analyst.goTo('behaviour')
    await expect(analyst.heading('ui_behaviour_funnel')).toBeVisible({ timeout: 30_000 })
    await analyst.buildTable()
    const columns = page.getByRole('table', { name: analyst.say('ui_tables_columns') })
    await expect(columns.getByRole('cell', { name: analyst.say('ui_table_role_treatment') })).toBeVisible()
    await expect(page.getByRole('heading', { level: 2, name: '优惠券' })).toBeVisible()
  })

  await test.step('is led from the table to the graph and back to an estimate', async () => {
    await analyst.button('ui_tables_use').click()
    await analyst.button('ui_effects_go_graph').click()
    await page.getByRole('button', { name: analyst.say('ui_graph_from_table', { name: '优惠券' }) }).click()
    await expect(analyst.place('graph')).toContainText(analyst.say('ui_state_ready'))
    await analyst.place('effects').click()
    await analyst.nextSteps(3)
    await analyst.button('ui_effects_run').click()
    await expect(analyst.heading('ui_effects_refutations')).toBeVisible({ timeout: 90_000 })
  })

  await test.step('makes recommendations', async () => {
    await analyst.goTo('recommendations')
    await analyst.button('ui_recommend_build').click()
    await expect(analyst.button('ui_recommend_leave')).toBeVisible()
    await analyst.button('ui_recommend_build').click()
    await expect(
      page.getByRole('main').getByRole('table').getByRole('button', { name: /^客户/ }).first(),
    ).toBeVisible({
      timeout: 90_000,
    })
  })

  await test.step('writes the report', async () => {
    await analyst.goTo('report')
    const target = join(folder, 'report.html')
    await running.answerSave(target)
    await analyst.button('ui_report_save_html').click()
    await expect.poll(() => statSync(target, { throwIfNoEntry: false })?.size ?? 0).toBeGreaterThan(5000)
    expect(readFileSync(target, 'utf8')).toContain('优惠券')
  })
})
