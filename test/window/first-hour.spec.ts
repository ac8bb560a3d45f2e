import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Analyst, hasRees46, type Language, projectIn, rees46 } from './analyst.ts'
import { expect, test } from './fixtures.ts'

const reason = 'skipped: ../shared/data is not here'
if (!hasRees46 && process.env.TEST_WORKER_INDEX === undefined) console.log(reason)

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
